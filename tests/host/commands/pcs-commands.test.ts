import * as pcs from "../../../sdk/host/commands/pcs-commands";
import type { CommandResult, RunOptions, Session } from "../../../sdk/host/ssh/session";

/** A node that records what is run, and gives one answer to all of it. */
function recording(answer: Partial<CommandResult> = {}) {
  const runs: [argv: readonly string[], options?: RunOptions][] = [];
  const session: Session = {
    node: "rsha1",
    run: (...command) => {
      runs.push(command);
      return Promise.resolve({ stdout: "", stderr: "", exitCode: 0, ...answer });
    },
    close: () => undefined,
  };
  return { session, runs };
}

describe("inspectCorosyncNode", () => {
  test("returns the active units, and those that start at boot without pcsd", async () => {
    const stdout = "active corosync\nenabled corosync\nactive pcsd\nenabled pcsd\n";
    const { conf, ...units } = await pcs.inspectCorosyncNode(recording({ stdout }).session);
    expect([conf, units]).toEqual([
      stdout,
      { active: ["corosync", "pcsd"], enabled: ["corosync"] },
    ]);
  });
});

describe("queryPcsVersion", () => {
  test("returns the version, and undefined if pcs does not run", async () => {
    const answers = [{ stdout: "0.11.5\n" }, { stdout: "0.11.5\n", exitCode: 127 }];
    const versions = answers.map((answer) => pcs.queryPcsVersion(recording(answer).session));
    expect(await Promise.all(versions)).toEqual(["0.11.5", undefined]);
  });
});

describe("resolveNames", () => {
  test("returns an address for each name that resolves", async () => {
    const { session } = recording({ stdout: "a 192.0.2.1\nb 192.0.2.2\n" });
    expect([...(await pcs.resolveNames(session, ["a", "b", "c"]))]).toEqual([
      ["a", "192.0.2.1"],
      ["b", "192.0.2.2"],
    ]);
  });
});

const A = { name: "a", addresses: ["192.0.2.1", "198.51.100.1"] };
const B = { name: "b" };

describe("authenticate", () => {
  test("passes one address of each node, and the password on standard input", async () => {
    const { session, runs } = recording();
    await pcs.authenticate(session, [A, B], "s3cret");
    expect(runs).toEqual([
      [
        ["pcs", "host", "auth", "a", "addr=192.0.2.1", "b", "-u", "hacluster"],
        { stdin: "s3cret\n", timeoutSeconds: 120 },
      ],
    ]);
  });
});

describe("Commands of pcs", () => {
  const CLUSTER = { name: "c", nodes: [A, B], totem: {}, quorum: {} };
  const FULL = { ...CLUSTER, transport: "udpu", totem: { token: "3000" }, quorum: { wait: "1" } };
  const NODES = "a addr=192.0.2.1 addr=198.51.100.1 b";

  test.each<[string, (session: Session) => Promise<void>, string]>([
    ["setUpCluster", (s) => pcs.setUpCluster(s, CLUSTER), `cluster setup c ${NODES}`],
    [
      "setUpCluster with options",
      (s) => pcs.setUpCluster(s, FULL),
      `cluster setup c ${NODES} transport udpu totem token=3000 quorum wait=1`,
    ],
    ["startNode", pcs.startNode, "cluster start"],
    ["setCorosyncAtBoot", (s) => pcs.setCorosyncAtBoot(s, "disable"), "cluster disable"],
    [
      "addNode that starts at boot",
      (s) => pcs.addNode(s, A, "enable"),
      "cluster node add a addr=192.0.2.1 addr=198.51.100.1 --start --enable",
    ],
    [
      "addNode that does not start at boot",
      (s) => pcs.addNode(s, B, "disable"),
      "cluster node add b --start",
    ],
    ["removeNode", (s) => pcs.removeNode(s, "b"), "cluster node remove b"],
    [
      "removeNode by force",
      (s) => pcs.removeNode(s, "b", { force: true }),
      "cluster node remove b --skip-offline --force",
    ],
    ["updateTotem", (s) => pcs.updateTotem(s, { token: "" }), "cluster config update totem token="],
    ["syncConf", pcs.syncConf, "cluster sync corosync"],
    ["destroyNode", pcs.destroyNode, "cluster destroy"],
  ])("%s passes the arguments that were given", async (_name, act, args) => {
    const { session, runs } = recording();
    await act(session);
    expect(runs.map(([argv]) => argv)).toEqual([["pcs", ...args.split(" ")]]);
  });

  test("throw with the words of pcs", async () => {
    const { session } = recording({ stderr: "Error: no", exitCode: 1 });
    await expect(pcs.syncConf(session)).rejects.toThrow(
      "rsha1: pcs cluster sync corosync exited with 1: Error: no",
    );
  });
});
