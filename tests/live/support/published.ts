import { isDeepStrictEqual } from "node:util";
import { childNamed, idOf, walk } from "../../../sdk/cib/xml/element";
import { parseXml } from "../../../sdk/cib/xml/parse";
import { nodeNames } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";
import { waitUntil } from "../../lab/cluster/wait";
import { installStandIns, uninstallStandIns } from "../agents/install";
import { failure } from "../cli/output";
import { Stack } from "../cli/stack";
import { ensureCluster, quiet } from "./cluster";
import { configuration } from "./configuration";
import { presentRole } from "./distribution";
import { type Operation, changing, mark, operationsSince, shown } from "./operations";
import { on, onBoth } from "./shell";

/** Resources with the roles of their instances. The stand-ins let `rsha2` be the first primary. */
export type Roles = Readonly<Record<string, readonly string[]>>;

export const primary = ["Promoted on rsha2", "Unpromoted on rsha1"];
export const everywhere = ["Started on rsha1", "Started on rsha2"];
export const onPrimary = (...names: readonly string[]): Roles =>
  Object.fromEntries(names.map((name) => [name, ["Started on rsha2"]]));
/** Resources that may run on either node. */
export const somewhere = (...names: readonly string[]): Roles =>
  Object.fromEntries(names.map((name) => [name, ["Started"]]));

/** A program of a published configuration, for a cluster with stand-ins for its agents. */
export interface Published {
  readonly files: () => Readonly<Record<string, string>>;
  /** The stack configuration, without `cluster`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** All resources when everything runs. */
  readonly roles: Roles;
  /**
   * The resources that may move during the first start: those that only a finite score places with the primary, and that no
   * order holds back, start before there is a primary.
   */
  readonly moved?: readonly string[];
}

/** The probe of a unit says `not running (inactive)`. */
const isFailed = ({ action, result }: Operation): boolean =>
  action === "probe" ? !result.startsWith("not running") : !/^(ok|promoted|master)/.test(result);

/** Returns the roles, without the nodes where the expectation names none. */
async function rolesLike(lab: Lab, wanted: Roles): Promise<Roles> {
  const { stdout } = await lab.exec(nodeNames[0], ["crm_mon", "-1", "-r", "--output-as=xml"]);
  const roles: Record<string, string[]> = {};
  for (const e of walk(parseXml(stdout))) {
    if (e.name !== "resource") continue;
    const role = presentRole(e.attributes.role ?? "");
    const node = childNamed(e, "node")?.attributes.name;
    const isAnywhere = wanted[idOf(e)]?.every((r) => !r.includes(" on ")) ?? false;
    const text = isAnywhere || node === undefined ? role : `${role} on ${node}`;
    roles[idOf(e)] = [...(roles[idOf(e)] ?? []), text].sort();
  }
  return roles;
}

/** Returns the configuration without empty sections that a new cluster does not have. */
const traces = async (lab: Lab): Promise<string> =>
  (await configuration(lab)).replace(/<(rsc_defaults|op_defaults|fencing-topology)\/>/g, "");

/** Prepares a suite of published configurations: stand-ins, an empty cluster and one stack for each test. */
export function publishedSuite(lab: Lab) {
  let stack: Stack | undefined;

  beforeAll(() => installStandIns(lab), 60_000);
  beforeEach(() => ensureCluster(lab), 180_000);
  afterEach(() => stack?.discard());
  afterAll(async () => {
    await ensureCluster(lab); // the real agents would not know what runs
    await uninstallStandIns(lab);
  }, 180_000);

  async function up({ files, settings }: Published): Promise<Stack> {
    const config = { cluster: lab.connection(), ...settings };
    stack = await Stack.make(lab, { files: files(), config });
    expect(failure(await stack.up())).toBe("");
    return stack;
  }

  async function expectRoles({ roles: wanted }: Published): Promise<void> {
    await quiet(lab, 240);
    // Replicas may be promoted by a later monitor.
    await waitUntil("everything runs as published", 60, async () =>
      isDeepStrictEqual(await rolesLike(lab, wanted), wanted),
    ).catch(() => undefined);
    expect(await rolesLike(lab, wanted)).toEqual(wanted);
  }

  /** Expects that a program starts once and right, shows no drift, and goes without a trace. */
  async function expectLife(program: Published): Promise<void> {
    const before = await traces(lab);
    const since = await mark(lab);
    const made = await up(program);
    await expectRoles(program);

    const operations = await operationsSince(lab, since);
    expect(operations.filter(isFailed).map(shown)).toEqual([]);
    const { moved = [] } = program;
    const undone = changing(operations).filter(
      ({ action, resource }) => ["stop", "demote"].includes(action) && !moved.includes(resource),
    );
    expect(undone.map(shown)).toEqual([]);
    expect(failure(await made.preview("--refresh", "--expect-no-changes"))).toBe("");

    const stopping = await mark(lab);
    expect(failure(await made.destroy())).toBe("");
    await quiet(lab);
    const ended = await operationsSince(lab, stopping);
    expect(ended.filter(isFailed).map(shown)).toEqual([]);
    expect(await traces(lab)).toBe(before);
    const fenced = await onBoth(lab, "cat /run/stand-in-fenced 2>/dev/null || true");
    expect(fenced).toEqual(["", ""]);
  }

  /**
   * Expects that `up` in maintenance mode takes over what runs already.
   * @param running script that makes the state of what an administrator has started
   * @param resources what runs already, by the beginning of the ids
   */
  async function expectTakeover(
    program: Published,
    running: string,
    resources: string,
  ): Promise<void> {
    await onBoth(lab, running);
    const setMaintenance = (value: boolean): Promise<string> =>
      on(lab, "rsha1", `pcs property set maintenance-mode=${String(value)}`);
    await setMaintenance(true);
    const since = await mark(lab);
    const made = await up(program);
    await setMaintenance(false);
    await expectRoles(program);
    const of = changing(await operationsSince(lab, since)).filter(({ resource }) =>
      resource.startsWith(resources),
    );
    expect(of.filter(({ action }) => action !== "notify").map(shown)).toEqual([]);
    expect(failure(await made.preview("--refresh", "--expect-no-changes"))).toBe("");
    expect(failure(await made.destroy())).toBe("");
  }

  return { up, expectRoles, expectLife, expectTakeover };
}
