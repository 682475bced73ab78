import { parseCmanConf } from "../../sdk/cman/cluster-conf";
import { validateCmanSpec, validateAgainstMembers } from "../../sdk/cman/validate";
import type { CmanSpec } from "../../sdk/cman/spec";
import { fixture } from "../helpers";

const spec: CmanSpec = { clusterName: "pacemaker1", nodes: [{ name: "rsha1" }, { name: "rsha2" }] };

const reasons = (declared: Partial<CmanSpec>): readonly string[] =>
  validateCmanSpec({ ...spec, ...declared }).map((r) => r.reason);

test("what the guide declares is not refused, nor is what CMAN can be told besides", () => {
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

test("every failure is named at once, each with its property", () => {
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
        'clusterName: "sixteen-letters-" is no name of a CMAN cluster: 1 to 15 characters without blanks, quotes, "<", ">" and "&"',
    },
    {
      property: "nodes",
      reason: 'nodes: "rsha_1-" is no name of a node: it must be its host name (uname -n)',
    },
    { property: "nodes", reason: 'nodes: rsha_1-: "a b" is no host name' },
    { property: "nodes", reason: "nodes: rsha2: votes must be a whole number from 1 to 255" },
    {
      property: "nodes",
      reason: "nodes: rsha2: nodeId must be a whole number from 1 to 2147483647",
    },
    { property: "nodes", reason: "nodes: rsha2 is there twice" },
    { property: "nodes", reason: "nodes: the id 1 is there twice" },
    {
      property: "nodes",
      reason:
        "nodes: every node must have an alternativeName, or none: a ring goes through all of them",
    },
    {
      property: "multicast",
      reason: 'multicast: "10.0.0.1" is no multicast address, such as "239.192.1.2"',
    },
    {
      property: "multicast",
      reason: 'multicast: it cannot be used with transport "udpu", which is unicast',
    },
    { property: "twoNode", reason: "twoNode: it is for exactly two nodes, not 3" },
    { property: "twoNode", reason: "twoNode: rsha2 must have one vote, and no other number" },
    { property: "totem", reason: 'totem: "to ken" is no name of an attribute' },
    { property: "totem", reason: "totem: hold is not a number" },
    { property: "logging", reason: "logging: logfile holds a character that cluster.conf cannot" },
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
])("%j as the name of a node: %s", (name, accepted) => {
  expect(reasons({ nodes: [{ name }] }).length === 0).toBe(accepted);
});

test("no nodes at all", () => {
  expect(reasons({ nodes: [] })).toEqual(["nodes: at least one is needed"]);
});

test("explicit fencing must be able to cut off every node, and shows no value", () => {
  expect(
    reasons({
      fencing: {
        devices: [
          { name: "ipmi", agent: "fence_ipmilan", parameters: { passwd: "hunter2\u0000" } },
          { name: "ipmi", agent: "fence_ipmilan", parameters: { name: "hunter2" } },
          { name: "2nd", agent: "a b" },
        ],
        methods: [
          { node: "rsha1", name: "m", devices: [{ name: "pdu", parameters: { name: "hunter2" } }] },
          { node: "rsha1", name: "m", devices: [] },
          { node: "elsewhere", name: "", devices: [{ name: "ipmi" }] },
        ],
      },
    }),
  ).toEqual([
    "fencing: ipmi: passwd holds a character that cluster.conf cannot",
    "fencing: ipmi: name is no parameter",
    'fencing: "2nd" is no name of a device: a letter, then letters, digits, "_", "-", "."',
    'fencing: 2nd: "a b" is no name of an agent',
    "fencing: the device ipmi is there twice",
    "fencing: rsha2 has no method, so that it could never be fenced",
    "fencing: the method m of rsha1: there is no device pdu",
    "fencing: the method m of rsha1, pdu: name is no parameter",
    "fencing: the method m of rsha1 has no device",
    "fencing: a method of elsewhere has no name",
    "fencing: the method  of elsewhere: there is no such node",
    "fencing: the method m of rsha1 is there twice",
  ]);
});

const against = (name: string, declared: CmanSpec, before?: CmanSpec): readonly string[] =>
  validateAgainstMembers(parseCmanConf(fixture(`cluster-conf/${name}.conf`)), declared, before).map(
    (r) => r.reason,
  );

test("a cluster.conf of others may have the id, or be one node too many for two_node", () => {
  const two: CmanSpec = { ...spec, nodes: [{ name: "rsha1", nodeId: 3 }, { name: "rsha2" }] };
  expect(against("ccs-three-nodes", two)).toEqual(["nodes: the id 3 is that of rsha3"]);
  expect(against("ccs-three-nodes", { ...two, twoNode: true })).toEqual([
    "nodes: the id 3 is that of rsha3",
    "twoNode: rsha3, rsha1, rsha2 are members, and it is for exactly two",
  ]);
  const three = { ...two, nodes: [...two.nodes, { name: "rsha3" }] };
  expect(against("ccs-three-nodes", { ...two, twoNode: true }, three)).toEqual([]);
});

test("a node that is in a file twice is for a human to decide", () => {
  const text = fixture("cluster-conf/guide.conf").replaceAll("rsha2", "rsha1");
  expect(validateAgainstMembers(parseCmanConf(text), spec)).toEqual([
    { property: "nodes", reason: "nodes: rsha1 is in cluster.conf twice" },
  ]);
});
