import { hostServiceLifecycle } from "../../sdk/hosts/host-service";
import type { HostServiceInputs } from "../../sdk/kind/host-inputs";
import { SEPARATOR } from "../../sdk/host/commands/pacemaker-scripts";
import * as sessions from "../../sdk/host/ssh/session";
import { hostService as hostServiceKind } from "../../sdk/resources/hosts/host-service";

const hostService = hostServiceLifecycle(hostServiceKind);

interface State {
  exists: boolean;
  boots: boolean;
  runs: boolean;
  /** Of a node with systemd: a script in /etc/init.d without a unit. */
  unit?: "impossible" | "unread";
}

const operation = (name: string, rc: number, call = 7): string =>
  `<lrm_rsc_op id="p_${name}_0" operation="${name}" call-id="${call}" rc-code="${rc}" op-status="0" interval="0"/>`;

/** A cluster with these histories of the service `x`, by node. */
const cib = (histories: Record<string, string>, online = "online"): string =>
  `<cib epoch="5" num_updates="3" admin_epoch="0" have-quorum="1"><configuration><crm_config/><nodes><node id="1" uname="rsha1"/><node id="2" uname="rsha2"/></nodes>` +
  `<resources><primitive id="p" class="lsb" type="x"/></resources><constraints/></configuration><status>` +
  ["rsha1", "rsha2"]
    .map(
      (node) =>
        `<node_state uname="${node}" in_ccm="true" crmd="${online}"><lrm><lrm_resources><lrm_resource id="p" class="lsb" type="x">${histories[node] ?? ""}</lrm_resource></lrm_resources></lrm></node_state>`,
    )
    .join("") +
  `</status></cib>`;
const RUNNING = operation("start", 0);
const STOPPED = RUNNING + operation("stop", 0, 8);

let addresses = 0;

/** Two nodes with a service. `done` lists the commands that changed a node. */
class Nodes {
  readonly done: string[] = [];

  constructor(
    readonly states: Record<string, State>,
    configuration: string | undefined,
    actions = "",
  ) {
    const answer = (stdout: string, exitCode = 0): Promise<sessions.CommandResult> =>
      Promise.resolve({ stdout, stderr: exitCode === 0 ? "" : "not running", exitCode });
    const simulation = `<pacemaker-result><cluster_status/><transition>${actions}</transition></pacemaker-result>`;
    const run =
      (node: string): sessions.Session["run"] =>
      (argv, { label = "" } = {}) => {
        const state = states[node] ?? { exists: false, boots: false, runs: false };
        if (label === "which init system") return answer(state.unit ? "systemd\n" : "sysv\n");
        if (label.startsWith("systemctl show"))
          return answer(
            `Id=x.service\nLoadState=not-found\nUnit=${state.unit ?? ""}\n${state.runs ? "Script=runs\n" : ""}`,
          );
        if (label.startsWith("chkconfig --list"))
          return answer(
            `${state.exists ? "exists\n" : ""}${state.boots ? "x\t3:on\t5:on\n" : ""}${state.runs ? "runs\n" : ""}`,
          );
        if (argv[0] === "pacemakerd") return answer(" Supporting v3.16.2:");
        if (label.startsWith("cibadmin --query |") || argv[0] === "cibadmin") {
          if (configuration === undefined) return answer("", 102);
          const both = [configuration, SEPARATOR, simulation].join("\n");
          return answer(argv[0] === "cibadmin" ? configuration : both);
        }
        this.done.push(`${node}: ${label}`);
        if (label === "chkconfig off x") state.boots = false;
        if (label === "chkconfig on x") state.boots = true;
        if (label === "service stop x" || label === "systemctl stop x") state.runs = false;
        return answer("");
      };
    jest
      .spyOn(sessions, "openSession")
      .mockImplementation(({ name }) =>
        Promise.resolve({ node: name, run: run(name), close: () => undefined }),
      );
    jest.spyOn(console, "log").mockReturnValue();
  }
}

// A new address gives a new Cluster object, which has no cached data.
const args = (more: object = {}, names = ["rsha1", "rsha2"]): HostServiceInputs => ({
  __kind: "pacemaker:HostService",
  cluster: { nodes: names.map((name) => ({ name, host: `192.0.2.${addresses++}` })) },
  service: "x",
  ...more,
});
const state = (boots: boolean, runs: boolean): State => ({ exists: true, boots, runs });
const both = (boots: boolean, runs: boolean): Record<string, State> => ({
  rsha1: state(boots, runs),
  rsha2: state(boots, runs),
});
const message = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "it worked",
    (e: unknown) => (e as Error).message,
  );

afterEach(() => jest.restoreAllMocks());

describe("hostServiceLifecycle", () => {
  test.each<[string, string, string, string[]]>([
    ["has started it", cib({ rsha1: RUNNING, rsha2: STOPPED }), "", ["rsha2"]],
    ["has found it running", cib({ rsha1: operation("monitor", 0) }), "", ["rsha2"]],
    ["has failed to stop it", cib({ rsha1: RUNNING + operation("stop", 1, 8) }), "", ["rsha2"]],
    ["runs it on an offline node", cib({ rsha1: RUNNING }, "offline"), "", ["rsha2"]],
    [
      "is just starting it",
      cib({}),
      `<rsc_action action="start" resource="p" node="rsha1"/><rsc_action op="start" resource="p" node="rsha1"/>`,
      ["rsha2"],
    ],
    ["has stopped it", cib({ rsha1: STOPPED }), "", ["rsha1", "rsha2"]],
  ])(
    "stops the service only where Pacemaker does not run it, when Pacemaker %s",
    async (_what, seen, actions, stopped) => {
      const nodes = new Nodes(both(false, true), seen, actions);
      expect((await hostService.read("", args()))?.drift).toEqual(
        stopped.map((node) => `${node}: x runs outside of Pacemaker`),
      );
      await hostService.create(args());
      expect(nodes.done.sort()).toEqual(stopped.map((node) => `${node}: service stop x`));
    },
  );

  test("sets the start at boot, and with boot: true neither stops the service nor asks Pacemaker", async () => {
    const off = new Nodes({ rsha1: state(true, false), rsha2: state(false, false) }, undefined);
    expect((await hostService.read("", args()))?.drift).toEqual(["rsha1: x starts at boot"]);
    await hostService.create(args());
    expect(off.done).toEqual(["rsha1: chkconfig off x"]);
    const on = new Nodes({ rsha1: state(true, true), rsha2: state(false, true) }, undefined);
    const boot = args({ boot: true });
    expect((await hostService.read("", boot))?.drift).toEqual(["rsha2: x does not start at boot"]);
    await hostService.create(boot);
    expect(on.done).toEqual(["rsha2: chkconfig on x"]);
    await hostService.delete("", boot);
    expect(on.done.length).toBe(1);
  });

  test("refuses a service that one node lacks, before any change", async () => {
    const nodes = new Nodes({ rsha1: state(true, false) }, undefined);
    expect(await message(hostService.create(args()))).toBe(
      "rsha2: service: the service x does not exist; install the package that contains it, or correct the name",
    );
    expect(nodes.done).toEqual([]);
    expect((await hostService.read("", args()))?.drift).toEqual([
      "rsha1: x starts at boot",
      "rsha2: x does not exist",
    ]);
  });

  describe("on a systemd that reads no scripts of /etc/init.d (258 and later)", () => {
    const script = (runs: boolean): Record<string, State> =>
      Object.fromEntries(
        Object.entries(both(false, runs)).map(([n, s]) => [n, { ...s, unit: "impossible" }]),
      );

    test("takes a script for a service that does not start at boot", async () => {
      const nodes = new Nodes(script(true), cib({ rsha1: RUNNING }));
      expect((await hostService.read("", args()))?.drift).toEqual([
        "rsha2: x runs outside of Pacemaker",
      ]);
      await hostService.create(args());
      expect(nodes.done).toEqual(["rsha2: systemctl stop x"]);
    });

    test("refuses to start a script at boot, and names the remedy", async () => {
      const nodes = new Nodes(script(false), undefined);
      const why =
        "boot: x is only a script, /etc/init.d/x, which the systemd of this node does not read (258 and later), so it cannot " +
        "start at boot; install a unit file for it (/etc/systemd/system/x.service), run `systemctl daemon-reload`, and run again";
      expect(await message(hostService.create(args({ boot: true })))).toBe(
        `rsha1: ${why}\nrsha2: ${why}`,
      );
      expect(nodes.done).toEqual([]);
    });
  });

  test("names the remedy for a script that systemd has not read yet", async () => {
    const unread: State = { ...state(false, false), unit: "unread" };
    const nodes = new Nodes({ rsha1: unread, rsha2: unread }, undefined);
    expect(await message(hostService.create(args({}, ["rsha1"])))).toBe(
      "rsha1: service: systemd has not read the script /etc/init.d/x yet; run `systemctl daemon-reload` there, and run again",
    );
    expect(nodes.done).toEqual([]);
  });

  test("stops nothing if it is unknown whether Pacemaker runs the service", async () => {
    const nodes = new Nodes(both(true, true), undefined);
    expect(await message(hostService.create(args()))).toMatch(
      /^rsha[12]: x runs, and it is unknown whether Pacemaker runs it, so it is not stopped; start the cluster, or stop x on that node by hand. no node of the cluster can be used/,
    );
    const strange = new Nodes({ one: state(true, true) }, cib({}));
    expect(await message(hostService.create(args({}, ["one"])))).toBe(
      "one: x runs, and the cluster has no node of that name, so it is not stopped; name the nodes as the cluster does",
    );
    const inspections = ["rsha1", "rsha2"].map((name) => `${name}: why the cluster is silent`);
    expect([nodes.done, strange.done]).toEqual([inspections, []]);
  });
});
