import type { CibKind } from "../../sdk/kind/cib-kind";
import { findReplacement } from "../../sdk/kind/replacement";
import { colocationConstraint } from "../../sdk/resources/constraints/colocation";
import { ipAddr2 } from "../../sdk/resources/primitives/ip-addr2";
import { pacemakerProperties } from "../../sdk/resources/properties/pacemaker-properties";
import { pingClone } from "../../sdk/resources/primitives/ping-clone";
import { resourceGroup } from "../../sdk/resources/groups/resource-group";
import { ADDRESS, MEMBERS, OPTIONS, PING, WITH_PING } from "../resources/guide";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const UNKNOWN_LIST = "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2";

const nodes = (...names: string[]): object => ({
  cluster: { nodes: names.map((name) => ({ name })) },
});
const GROUP = { name: "g", members: MEMBERS };

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- kinds of different arguments in one table
type Row = [string, CibKind<any>, object, object, string[]];

describe("findReplacement", () => {
  test.each<Row>([
    ["nothing", ipAddr2, ADDRESS, {}, []],
    ["another address", ipAddr2, ADDRESS, { ip: "10.0.0.1" }, []],
    ["another name", ipAddr2, { ...ADDRESS, startWithGroup: true }, { name: "other" }, ["name"]],
    ["other members", resourceGroup, GROUP, { members: ["ClusterIP"] }, []],
    ["unknown members", resourceGroup, GROUP, { members: UNKNOWN_LIST }, ["members"]],
    ["an unknown reference", colocationConstraint, WITH_PING, { with: UNKNOWN }, ["with"]],
    ["another label of properties", pacemakerProperties, OPTIONS, { label: "other" }, []],
    ["a new node", ipAddr2, ADDRESS, nodes("rsha1", "rsha2", "rsha3"), []],
    ["one node left of two", ipAddr2, ADDRESS, nodes("rsha2"), []],
    [
      "other names for the same endpoint",
      ipAddr2,
      { ...ADDRESS, cluster: { nodes: [{ name: "db1", host: "192.0.2.1" }] } },
      { cluster: { nodes: [{ name: "db1.example", host: "192.0.2.1" }] } },
      [],
    ],
    [
      "other names for the same host behind the connection's other port",
      ipAddr2,
      { ...ADDRESS, cluster: { nodes: [{ name: "db1", host: "::1" }], connection: { port: 1 } } },
      { cluster: { nodes: [{ name: "web1", host: "::1" }], connection: { port: 2 } } },
      ["cluster"],
    ],
    ["other nodes", ipAddr2, ADDRESS, nodes("other1", "other2"), ["cluster"]],
    ["an unknown node", ipAddr2, ADDRESS, nodes("other1", UNKNOWN), []],
    ["unknown nodes", ipAddr2, ADDRESS, { cluster: { nodes: UNKNOWN_LIST } }, []],
    ["an unknown cluster", ipAddr2, ADDRESS, { cluster: UNKNOWN }, ["cluster"]],
  ])("finds the changed properties: %s", (_what, kind, own, change, properties) => {
    const before = { __kind: kind.type, ...nodes("rsha1", "rsha2"), ...own };
    expect(findReplacement(kind, before, { ...before, ...change })).toEqual({
      properties,
      deleteFirst: false,
    });
  });

  test("deletes a renamed address first, so that it is never on two nodes", () => {
    const before = { __kind: ipAddr2.type, ...nodes("rsha1"), ...ADDRESS } as never;
    expect(
      findReplacement(ipAddr2, before, { ...(before as object), name: "other" } as never),
    ).toEqual({
      properties: ["name"],
      deleteFirst: true,
    });
  });

  test("deletes a ping clone first if it keeps one of its two ids", () => {
    const before = { __kind: pingClone.type, ...nodes("rsha1"), ...PING } as never;
    const change = (by: object): unknown =>
      findReplacement(pingClone, before, { ...(before as object), ...by } as never);
    expect([change({ cloneName: "c" }), change({ name: "p", cloneName: "c" })]).toEqual([
      { properties: ["cloneName"], deleteFirst: true },
      { properties: ["name", "cloneName"], deleteFirst: false },
    ]);
  });
});
