import { isDeepStrictEqual } from "node:util";
import { childNamed, idOf, walk } from "../../../sdk/cib/xml/element";
import { parseXml } from "../../../sdk/cib/xml/parse";
import { nodeNames } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";
import { waitUntil } from "../../lab/cluster/wait";
import { installStandIns, uninstallStandIns } from "../agents/install";
import { failure } from "../cli/output";
import { compiledProgram } from "../cli/compiled-program";
import { Stack } from "../cli/stack";
import { describeLive, ensureCluster, quiet } from "../support/cluster";
import { configuration } from "../support/configuration";
import { type Operation, changing, mark, operationsSince, shown } from "../support/operations";
import { on, onBoth } from "../support/shell";

/** Resources with the roles of their instances. The stand-ins let `rsha2` be the first primary. */
type Roles = Readonly<Record<string, readonly string[]>>;

const primary = ["Promoted on rsha2", "Unpromoted on rsha1"];
const everywhere = ["Started on rsha1", "Started on rsha2"];
const onPrimary = (...names: readonly string[]): Roles =>
  Object.fromEntries(names.map((name) => [name, ["Started on rsha2"]]));
/** Resources that may run on either node. */
const somewhere = (...names: readonly string[]): Roles =>
  Object.fromEntries(names.map((name) => [name, ["Started"]]));

const HANA = "HA1_HDB10";

const azure: Roles = {
  ...somewhere("rsc_st_azure", "rsc_st_kdump"),
  "health-azure-events": everywhere,
  SAPHanaTopology_HN1_03: everywhere,
  SAPHana_HN1_03: primary,
  ...onPrimary("nc_HN1_03", "vip_HN1_03"),
};

/**
 * The programs, and the resources that may move during the first start: those that only a finite score places with the
 * primary, and that no order holds back, start before there is a primary.
 */
const programs: [name: string, roles: Roles, moved?: readonly string[]][] = [
  [
    "postgresql-paf",
    {
      pgsqld: primary,
      ...onPrimary("pgsql-pri-ip", "fence_vm_rsha1"),
      fence_vm_rsha2: ["Started on rsha1"],
    },
  ],
  [
    "nfs-on-drbd",
    {
      ...somewhere("stonith-sbd", "admin-ip"),
      "drbd-nfs": ["Promoted", "Unpromoted"],
      ...somewhere("fs-nfs-state", "fs-nfs-share", "nfsserver", "exportfs-nfs", "vip-nfs"),
    },
  ],
  ["galera", { db: ["Promoted on rsha1", "Promoted on rsha2"] }],
  [
    "sap-s4hana-ensa2",
    {
      ...somewhere("stonith-sbd"),
      ...somewhere("rsc_ip_EN2_ASCS00", "rsc_fs_EN2_ASCS00", "rsc_sap_EN2_ASCS00"),
      ...somewhere("rsc_ip_EN2_ERS10", "rsc_fs_EN2_ERS10", "rsc_sap_EN2_ERS10"),
    },
  ],
  [
    "sap-hana-scale-out",
    {
      ...somewhere("stonith-sbd"),
      [`rsc_SAPHanaTop_${HANA}`]: everywhere,
      [`rsc_SAPHanaFil_${HANA}`]: everywhere,
      [`rsc_SAPHanaCon_${HANA}`]: primary,
      ...onPrimary(`rsc_ip_${HANA}`),
      [`rsc_ip_ro_${HANA}`]: ["Started on rsha1"],
    },
    [`rsc_ip_${HANA}`, `rsc_ip_ro_${HANA}`],
  ],
  ["sap-hana-azure", azure, ["nc_HN1_03", "vip_HN1_03"]],
];

const isFailed = ({ action, result }: Operation): boolean =>
  action === "probe" ? result !== "not running" : !/^(ok|promoted|master)/.test(result);

/** The state of a database that an administrator has started: the primary is on rsha2. */
const RUNNING_DATABASE = `
mkdir -p /run/stand-in
echo started >/run/stand-in/SAPHanaTopology_HN1_03
echo started >/run/stand-in/SAPHana_HN1_03
[ "$(crm_node -n)" = rsha1 ] || {
  echo promoted >/run/stand-in/SAPHana_HN1_03
  attrd_updater -n primary-SAPHana_HN1_03 -U true
}`;

describeLive("Public configurations with stand-ins for their agents", (lab: Lab) => {
  let stack: Stack;

  beforeAll(() => installStandIns(lab), 60_000);
  beforeEach(() => ensureCluster(lab), 180_000);
  afterEach(() => stack.discard());
  afterAll(async () => {
    await ensureCluster(lab); // the real agents would not know what runs
    await uninstallStandIns(lab);
  }, 180_000);

  /** Returns the roles, without the nodes where the expectation names none. */
  async function rolesLike(wanted: Roles): Promise<Roles> {
    const { stdout } = await lab.exec(nodeNames[0], ["crm_mon", "-1", "-r", "--output-as=xml"]);
    const roles: Record<string, string[]> = {};
    for (const e of walk(parseXml(stdout))) {
      if (e.name !== "resource") continue;
      const { role = "" } = e.attributes;
      const node = childNamed(e, "node")?.attributes.name;
      const isAnywhere = wanted[idOf(e)]?.every((r) => !r.includes(" on ")) ?? false;
      const text = isAnywhere || node === undefined ? role : `${role} on ${node}`;
      roles[idOf(e)] = [...(roles[idOf(e)] ?? []), text].sort();
    }
    return roles;
  }

  /** Returns the configuration without empty sections. */
  const traces = async (): Promise<string> =>
    (await configuration(lab)).replace(/<(rsc|op)_defaults\/>/g, "");

  const fenced = (): Promise<string[]> =>
    onBoth(lab, "cat /run/stand-in-fenced 2>/dev/null || true");

  async function makeStack(name: string): Promise<void> {
    stack = await Stack.make(lab, {
      files: compiledProgram(`public/${name}`),
      config: { cluster: lab.connection(), fencingPassword: "not-a-secret" },
    });
  }

  async function expectRoles(wanted: Roles): Promise<void> {
    await quiet(lab, 240);
    // Replicas may be promoted by a later monitor.
    await waitUntil("everything runs as published", 60, async () =>
      isDeepStrictEqual(await rolesLike(wanted), wanted),
    ).catch(() => undefined);
    expect(await rolesLike(wanted)).toEqual(wanted);
  }

  test.each(programs)(
    "%s: starts once and right, shows no drift, and goes without a trace",
    async (name, wanted, moved = []) => {
      const before = await traces();
      const since = await mark(lab);
      await makeStack(name);
      expect(failure(await stack.up())).toBe("");
      await expectRoles(wanted);

      const operations = await operationsSince(lab, since);
      expect(operations.filter(isFailed).map(shown)).toEqual([]);
      const undone = changing(operations).filter(
        ({ action, resource }) => ["stop", "demote"].includes(action) && !moved.includes(resource),
      );
      expect(undone.map(shown)).toEqual([]);
      expect(failure(await stack.preview("--refresh", "--expect-no-changes"))).toBe("");

      const stopping = await mark(lab);
      expect(failure(await stack.destroy())).toBe("");
      await quiet(lab);
      const ended = await operationsSince(lab, stopping);
      expect(ended.filter(isFailed).map(shown)).toEqual([]);
      expect(await traces()).toBe(before);
      expect(await fenced()).toEqual(["", ""]);
    },
    600_000,
  );

  test("sap-hana-azure: takes over a database that runs already, in maintenance mode as published", async () => {
    await onBoth(lab, RUNNING_DATABASE);
    await makeStack("sap-hana-azure");
    const setMaintenance = (value: boolean): Promise<string> =>
      on(lab, "rsha1", `pcs property set maintenance-mode=${String(value)}`);
    await setMaintenance(true);
    const since = await mark(lab);
    expect(failure(await stack.up())).toBe("");
    await setMaintenance(false);
    await expectRoles(azure);
    const of = changing(await operationsSince(lab, since)).filter(({ resource }) =>
      resource.startsWith("SAPHana"),
    );
    expect(of.filter(({ action }) => action !== "notify").map(shown)).toEqual([]);
    expect(failure(await stack.preview("--refresh", "--expect-no-changes"))).toBe("");
    expect(failure(await stack.destroy())).toBe("");
  }, 600_000);
});
