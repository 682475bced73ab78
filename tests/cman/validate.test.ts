import { parseCmanConf } from "../../sdk/cman/cluster-conf";
import { validateCmanSpec, validateAgainstMembers } from "../../sdk/cman/validate";
import type { CmanSpec } from "../../sdk/cman/spec";
import { fixture } from "../helpers";

const spec: CmanSpec = { clusterName: "pacemaker1", nodes: [{ name: "rsha1" }, { name: "rsha2" }] };

const reasons = (declared: Partial<CmanSpec>): readonly string[] =>
  validateCmanSpec({ ...spec, ...declared }).map((r) => r.reason);

describe("validateCmanSpec", () => {
  test("accepts the guide's cluster, and every other option of CMAN", () => {
    expect(reasons({})).toEqual([]);
    expect(
      reasons({
        clusterName: "fifteen-letters",
        nodes: [
          { name: "rsha1.example.com", nodeId: 1, votes: 1, alternativeName: "rsha1-alt" },
          { name: "rsha2.example.com", nodeId: 2147483647, alternativeName: "10.0.0.2" },
        ],
        twoNode: true,
        multicast: "ff15::1",
        totem: { token: 17000, secauth: false },
        logging: { to_syslog: "yes" },
        fencing: "pcmk-redirect",
      }),
    ).toEqual([]);
  });

  test("returns every failure, each with its property", () => {
    const declared: CmanSpec = {
      clusterName: "sixteen-letters-",
      nodes: [
        { name: "rsha_1-", nodeId: 1, alternativeName: "a b" },
        { name: "rsha2", nodeId: 1, votes: 300 },
        { name: "rsha2", nodeId: 0 },
      ],
      transport: "udpu",
      multicast: "10.0.0.1",
      twoNode: true,
      totem: { "to ken": 1, hold: Number.NaN },
      logging: { logfile: "a\u0001b" },
    };
    expect(validateCmanSpec(declared)).toEqual([
      {
        property: "clusterName",
        reason:
          'clusterName: "sixteen-letters-" is not a valid CMAN cluster name: 1 to 15 characters without blanks, quotes, "<", ">" and "&"',
      },
      {
        property: "nodes",
        reason: 'nodes: "rsha_1-" is not a valid node name: use the host name (uname -n)',
      },
      { property: "nodes", reason: 'nodes: rsha_1-: "a b" is not a host name' },
      { property: "nodes", reason: "nodes: rsha2: votes must be a whole number from 1 to 255" },
      {
        property: "nodes",
        reason: "nodes: rsha2: nodeId must be a whole number from 1 to 2147483647",
      },
      { property: "nodes", reason: "nodes: rsha2 is declared twice" },
      { property: "nodes", reason: "nodes: the id 1 is declared twice" },
      {
        property: "nodes",
        reason:
          "nodes: declare alternativeName for every node, or for none: a ring connects all nodes",
      },
      {
        property: "multicast",
        reason: 'multicast: "10.0.0.1" is not a multicast address, such as "239.192.1.2"',
      },
      {
        property: "multicast",
        reason: 'multicast: cannot be used with transport "udpu", which is unicast',
      },
      { property: "twoNode", reason: "twoNode: requires exactly two nodes, not 3" },
      { property: "twoNode", reason: "twoNode: rsha2 must have exactly one vote" },
      { property: "totem", reason: 'totem: "to ken" is not a valid attribute name' },
      { property: "totem", reason: "totem: hold is not a number" },
      {
        property: "logging",
        reason: "logging: logfile has a character that cluster.conf cannot hold",
      },
    ]);
  });

  test.each([
    ["", false],
    ["a".repeat(64), true],
    ["a".repeat(65), false],
    ["10.60.13.57", false],
    ["-rsha1", false],
    ["rsha1.", false],
    ["rsha 1", false],
    ["rshä1", false],
  ])("accepts %j as the name of a node: %s", (name, accepted) => {
    expect(reasons({ nodes: [{ name }] }).length === 0).toBe(accepted);
  });

  test("requires a node", () => {
    expect(reasons({ nodes: [] })).toEqual(["nodes: at least one node is required"]);
  });

  test("requires a fence method for every node, and shows no value of a parameter", () => {
    expect(
      reasons({
        fencing: {
          devices: [
            { name: "ipmi", agent: "fence_ipmilan", parameters: { passwd: "hunter2\u0000" } },
            { name: "ipmi", agent: "fence_ipmilan", parameters: { name: "hunter2" } },
            { name: "2nd", agent: "a b" },
          ],
          methods: [
            {
              node: "rsha1",
              name: "m",
              devices: [{ name: "pdu", parameters: { name: "hunter2" } }],
            },
            { node: "rsha1", name: "m", devices: [] },
            { node: "elsewhere", name: "", devices: [{ name: "ipmi" }] },
          ],
        },
      }),
    ).toEqual([
      "fencing: ipmi: passwd has a character that cluster.conf cannot hold",
      "fencing: ipmi: name is not a parameter",
      'fencing: "2nd" is not a valid device name: a letter, then letters, digits, "_", "-", "."',
      'fencing: 2nd: "a b" is not a valid agent name',
      "fencing: the device ipmi is declared twice",
      "fencing: rsha2 has no method, so it could never be fenced",
      "fencing: the method m of rsha1: the device pdu is not declared",
      "fencing: the method m of rsha1, pdu: name is not a parameter",
      "fencing: the method m of rsha1 has no device",
      "fencing: a method of elsewhere has no name",
      "fencing: the method  of elsewhere: the node is not declared",
      "fencing: the method m of rsha1 is declared twice",
    ]);
  });
});

const conflicts = (name: string, declared: CmanSpec, before?: CmanSpec): readonly string[] =>
  validateAgainstMembers(parseCmanConf(fixture(`cluster-conf/${name}.conf`)), declared, before).map(
    (r) => r.reason,
  );

describe("validateAgainstMembers", () => {
  test("refuses an id of a foreign member, and two_node with a third member", () => {
    const two: CmanSpec = { ...spec, nodes: [{ name: "rsha1", nodeId: 3 }, { name: "rsha2" }] };
    expect(conflicts("ccs-three-nodes", two)).toEqual(["nodes: the id 3 belongs to rsha3"]);
    expect(conflicts("ccs-three-nodes", { ...two, twoNode: true })).toEqual([
      "nodes: the id 3 belongs to rsha3",
      "twoNode: rsha3, rsha1, rsha2 are members, but two_node requires exactly two",
    ]);
    const three = { ...two, nodes: [...two.nodes, { name: "rsha3" }] };
    expect(conflicts("ccs-three-nodes", { ...two, twoNode: true }, three)).toEqual([]);
  });

  test("refuses a file that contains a node twice", () => {
    const text = fixture("cluster-conf/guide.conf").replaceAll("rsha2", "rsha1");
    expect(validateAgainstMembers(parseCmanConf(text), spec)).toEqual([
      { property: "nodes", reason: "nodes: rsha1 is in cluster.conf twice" },
    ]);
  });
});
