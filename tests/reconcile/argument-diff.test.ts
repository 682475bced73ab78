import type { Element } from "../../sdk/cib/xml/element";
import { diffArguments, alreadyExists } from "../../sdk/reconcile/argument-diff";
import type { CibKind } from "../../sdk/kind/cib-kind";
import type { CommonInputs } from "../../sdk/kind/lifecycle";
import { ipAddr2 } from "../../sdk/resources/primitives/ip-addr2";
import { pacemakerProperties } from "../../sdk/resources/properties/pacemaker-properties";
import { primitive } from "../../sdk/resources/primitives/primitive";
import { cib } from "../helpers";
import { CLUSTER, Trial } from "../resources/kind-helpers";

/** The lines of the error for an existing object that differs. */
function errorLines<A extends CommonInputs>(
  kind: CibKind<A>,
  tree: Element,
  own: object,
): string[] {
  const args = { __kind: kind.type, cluster: CLUSTER, ...own } as unknown as A;
  const present = kind.locate(tree, args);
  if (!present) throw new Error("the object does not exist");
  return alreadyExists(kind, "mine", args, present, tree).message.split("\n");
}

const HEAD = (type: string): string =>
  `mine (pacemaker:${type}) exists in the cluster already and differs from what is declared:`;
const ADOPT = "or set adopt: true to change it to the declaration";

const existing = <A extends CommonInputs>(kind: CibKind<A>, own: object): Element =>
  new Trial(kind, cib()).then(own).tree;

describe("alreadyExists", () => {
  test("lists the differing properties, and hides the values of secrets", () => {
    const tree = existing(primitive, {
      name: "p",
      agent: "ocf:pacemaker:Dummy",
      parameters: { fake: "theirs", passwd: "theirs" },
    });
    const own = {
      name: "p",
      agent: "ocf:heartbeat:Dummy",
      parameters: { fake: "ours", passwd: "ours", op_sleep: 3 },
    };
    expect(errorLines(primitive, tree, own)).toEqual([
      HEAD("Primitive"),
      '  agent: declared "ocf:heartbeat:Dummy", present "ocf:pacemaker:Dummy"',
      '  parameters.fake: declared "ours", present "theirs"',
      "  parameters.passwd: declared [secret], present [secret]",
      "It also lacks what is declared:",
      "  parameters.op_sleep: declared 3",
      `Give it another name, ${ADOPT}`,
    ]);
  });

  test("names the arguments as the program does", () => {
    const tree = existing(ipAddr2, { name: "ip", ip: "10.0.0.1" });
    expect(errorLines(ipAddr2, tree, { name: "ip", ip: "10.0.0.2", cidrNetmask: 24 })).toEqual([
      HEAD("IpAddr2"),
      '  ip: declared "10.0.0.2", present "10.0.0.1"',
      "It also lacks what is declared:",
      "  cidrNetmask: declared 24",
      `Give it another name, ${ADOPT}`,
    ]);
  });

  test("says of what is only absent that the cluster lacks it", () => {
    const there = { agent: "ocf:pacemaker:Dummy", name: "p" };
    const tree = existing(primitive, { ...there, parameters: { fake: "x" } });
    const own = { ...there, parameters: { op_sleep: 3 } };
    expect(errorLines(primitive, tree, own)).toEqual([
      "mine (pacemaker:Primitive) exists in the cluster already and lacks what is declared:",
      "  parameters.op_sleep: declared 3",
      `Give it another name, ${ADOPT}`,
    ]);
  });

  test("shows the element if its arguments do not differ", () => {
    const there = '<primitive id="p" class="ocf" provider="pacemaker" type="Dummy"/>';
    const own = { name: "p", agent: "ocf:pacemaker:Dummy" };
    const alike: typeof primitive = { ...primitive, observe: (_cib, _id, args) => args };
    expect(errorLines(alike, cib(there), own)).toEqual([
      HEAD("Primitive"),
      `  ${there}`,
      `Give it another name, ${ADOPT}`,
    ]);
  });

  test("suggests no other name for cluster properties", () => {
    const tree = existing(pacemakerProperties, { label: "mine", stonithEnabled: true });
    const own = { label: "mine", stonithEnabled: false };
    expect(errorLines(pacemakerProperties, tree, own)).toEqual([
      HEAD("PacemakerProperties"),
      "  stonithEnabled: declared false, present true",
      `Declare what the cluster has, ${ADOPT}`,
    ]);
  });
});

describe("diffArguments", () => {
  test("tells what differs from what only one side has", () => {
    const declared: object = { a: 1, b: 2 };
    expect(diffArguments(declared, { a: 3, c: 4 })).toEqual([
      { kind: "differs", line: "a: declared 1, present 3" },
      { kind: "lacks", line: "b: declared 2" },
      { kind: "has more", line: "c: present 4" },
    ]);
  });

  test("ignores inputs that control the engine, and no parameter of the same name", () => {
    const inputs = (value: string): object => ({
      ...{ name: value, adopt: true, waitFor: value, __label: value },
      parameters: { name: value, nothing: null },
    });
    expect(diffArguments(inputs("one"), inputs("two"))).toEqual([
      { kind: "differs", line: 'parameters.name: declared "one", present "two"' },
    ]);
  });

  test("compares a secret inside a list without showing it", () => {
    const monitor = (passwd: string): object => ({
      operations: [{ name: "monitor", parameters: { passwd, level: 10 } }],
    });
    const shown = '[{"name":"monitor","parameters":{"passwd":"[secret]","level":10}}]';
    expect(diffArguments(monitor("one"), monitor("two"))).toEqual([
      { kind: "differs", line: `operations: declared ${shown}, present ${shown}` },
    ]);
    expect(diffArguments(monitor("one"), monitor("one"))).toEqual([]);
  });
});
