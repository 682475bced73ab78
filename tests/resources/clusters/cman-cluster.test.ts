import type { CmanInputs } from "../../../sdk/kind/cluster-inputs";
import { validateCommonArgs } from "../../../sdk/kind/common-args";
import { cmanCluster } from "../../../sdk/resources/clusters/cman-cluster";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const rsha1 = { name: "rsha1" };
const rsha2 = { name: "rsha2" };
const args = (more: object): CmanInputs => ({
  __kind: "pacemaker:CmanCluster",
  cluster: { nodes: [rsha1, rsha2] },
  clusterName: "pacemaker1",
  nodes: [rsha1, rsha2],
  ...more,
});
const reasons = (more: object): string[] => cmanCluster.validate(args(more)).map((f) => f.reason);

describe("Validation of a CmanCluster", () => {
  test("accepts the guide's cluster and unknown values", () => {
    const unknown = { nodes: [rsha1, { name: UNKNOWN }], clusterName: UNKNOWN, twoNode: true };
    const [list, entry] = [{ nodes: UNKNOWN }, { nodes: [UNKNOWN] }];
    const all = [{ transport: "udpu" }, unknown, list, entry].map(reasons);
    expect(all).toEqual([[], [], [], []]);
  });

  /** A value of the wrong form, and one of the right form that CMAN cannot run, each with the other arguments. */
  const WRONG: Readonly<Record<string, readonly object[]>> = {
    clusterName: [{ clusterName: 5 }, { clusterName: "a b" }],
    nodes: [{ nodes: {} }, { nodes: [{ name: "a b" }] }],
    transport: [{ transport: "knet" }],
    multicast: [{ multicast: 5 }, { multicast: "239.192.1.1", transport: "udpu" }],
    twoNode: [{ twoNode: "yes" }, { twoNode: true, nodes: [rsha1] }],
    totem: [{ totem: [] }, { totem: { "<": 1 } }],
    logging: [{ logging: [] }, { logging: { "<": 1 } }],
    fencing: [{ fencing: "none" }, { fencing: { devices: [], methods: [] } }],
    quorumTimeout: [{ quorumTimeout: -1 }],
    boot: [{ boot: "yes" }],
    restartPolicy: [{ restartPolicy: "now" }],
    force: [{ force: "yes" }],
    adopt: [{ adopt: "yes" }],
    waitFor: [{ waitFor: "stopped" }],
    waitTimeout: [{ waitTimeout: 5 }],
    // The class moves `connection` into `cluster`.
    connection: [{ cluster: { nodes: [rsha1], connection: { user: 5 } } }],
    cluster: [{ cluster: {} }],
  };

  test.each(Object.keys(cmanCluster.arguments))("refuses a wrong value of %s", (name) => {
    const property = name === "connection" ? "cluster: connection" : name;
    const refused = (more: object): readonly string[] =>
      [...validateCommonArgs(args(more)), ...cmanCluster.validate(args(more))].map((f) => f.reason);
    const wrong = WRONG[name]?.map(refused) ?? [];
    expect(wrong).not.toEqual([]);
    for (const found of wrong)
      expect(found).toContainEqual(expect.stringMatching(`^${property}: `));
  });

  test.each<[object, string[]]>([
    [
      { clusterName: "a-name-of-sixteen" },
      [
        'clusterName: "a-name-of-sixteen" is not a valid CMAN cluster name: 1 to 15 characters without blanks, quotes, "<", ">" and "&"',
      ],
    ],
    [
      { nodes: [rsha1, rsha2, { name: "rsha3" }], twoNode: true },
      ["twoNode: requires exactly two nodes, not 3"],
    ],
    [
      { nodes: [rsha1, { ...rsha2, addresses: ["10.0.0.1"] }] },
      [
        'nodes: "addresses" is not known; use one of: alternativeName, host, name, nodeId, port, votes',
      ],
    ],
    [
      { transport: "knet", restartPolicy: "now", quorumTimeout: -1 },
      [
        'transport: "knet" is not one of "udp", "udpu"',
        "quorumTimeout: -1 is not a whole number from 0 to 86400",
        'restartPolicy: "now" is not one of "refuse", "all"',
      ],
    ],
  ])("returns every reason against %j", (more, wanted) => {
    expect(reasons(more)).toEqual(wanted);
  });

  test("reports failures of fencing without values and without the property, which Pulumi would print", () => {
    const parameters = { passwd: "Canary7", ip: "10.0.0.9" };
    const fencing = {
      devices: [{ name: "apc", agent: "fence_apc", parameters }],
      methods: [{ node: "rsha1", name: "power", devices: [{ name: "other" }] }],
    };
    const failures = cmanCluster.validate(args({ fencing }));
    expect(failures.map((f) => f.property)).toEqual(failures.map(() => ""));
    expect(failures.length).toBeGreaterThan(1);
    expect(JSON.stringify(failures)).not.toContain("Canary7");
  });
});
