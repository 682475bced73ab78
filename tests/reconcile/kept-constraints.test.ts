import { isStoppedForDeletion } from "../../sdk/cib/model/target-role";
import { missingGovernors } from "../../sdk/cib/model/hold";
import { type Element, byId, idOf, removeById, sectionOf } from "../../sdk/cib/xml/element";
import { clusterAt } from "../../sdk/cluster/cluster";
import type { ClusterAddress } from "../../sdk/host/ssh/connection";
import type { CibKind } from "../../sdk/kind/cib-kind";
import type { CommonInputs } from "../../sdk/kind/lifecycle";
import { deleteObject } from "../../sdk/reconcile/delete";
import { CibOperation } from "../../sdk/reconcile/operation";
import { noteGovernors, noteReplaced, retain } from "../../sdk/reconcile/retained-objects";
import { orderConstraint } from "../../sdk/resources/constraints/order";
import { cib } from "../helpers";
import { SharedCluster, ownAddress, startedOn } from "./shared-cluster";

jest.mock("node:timers/promises", () => ({ setTimeout: () => Promise.resolve() }));

const primitives = `<primitive id="mount"/><primitive id="web"/>`;
const order = `<rsc_order id="o" first="mount" then="web"/>`;
const KEPT = "o-kept-for-deletion";

const primitive = (id: string): CibKind<CommonInputs> =>
  ({
    type: "pacemaker:Primitive",
    locate: (c: Element) => byId(c, id),
    remove: (c: Element) => removeById(c, id),
    referenced: { referenceIds: () => [id] },
    running: { stopTarget: () => id },
  }) as unknown as CibKind<CommonInputs>;

const deletePrimitive = (id: string, cluster: ClusterAddress): Promise<void> =>
  deleteObject(new CibOperation(primitive(id), { __kind: "Primitive", cluster }, id), id);

const deleteOrder = (cluster: ClusterAddress): Promise<void> => {
  const args = { __kind: orderConstraint.type, __label: "first", cluster };
  const inputs = { ...args, first: "mount", then: "web" };
  return deleteObject(new CibOperation(orderConstraint, inputs, "o"), "o");
};

const constraintsOf = ({ present }: SharedCluster): readonly string[] =>
  sectionOf(present, "constraints").children.map(idOf);

let atEnd: (signal: NodeJS.Signals) => void;
const listen = jest.spyOn(process, "once");
const kill = jest.spyOn(process, "kill");

beforeAll(() => {
  listen.mockImplementation((_signal, listener) => {
    atEnd = listener as typeof atEnd;
    return process;
  });
});

/** Ends the run as the CLI does. */
const endRun = (): Promise<unknown> =>
  new Promise((resolve) => {
    kill.mockImplementation((...killed) => {
      resolve(killed);
      return true;
    });
    atEnd("SIGINT");
  });

describe("A constraint whose resources are deleted after it", () => {
  test("stays under another id, and goes with the first of them", async () => {
    const node = new SharedCluster(cib(primitives, order));
    const cluster = ownAddress();
    await deleteOrder(cluster);
    const kept = constraintsOf(node);
    await deletePrimitive("web", cluster);
    expect([kept, constraintsOf(node)]).toEqual([[KEPT], []]);
    expect(isStoppedForDeletion(node.present, "mount")).toBe(true);
  });

  test("stops what runs without it only after its resource", async () => {
    const node = new SharedCluster(cib(primitives, order, "", startedOn("rsha1", "mount")));
    const cluster = ownAddress();
    await deleteOrder(cluster);
    await deletePrimitive("web", cluster);
    expect(isStoppedForDeletion(node.present, "mount")).toBe(false);
  });

  test.each<[string, string, readonly string[], readonly string[]]>([
    ["goes at once if the program keeps one of them", order, ["web"], []],
    [
      "goes at once if the program keeps what a named group holds",
      `<rsc_location id="o" rsc="g" node="n" score="1"/>`,
      ["member"],
      [],
    ],
    [
      "stays if the program replaces one of them and keeps the other",
      order,
      ["web", "-mount"],
      [KEPT],
    ],
  ])("%s", async (_behaviour, constraint, declared, left) => {
    const group = `<group id="g"><primitive id="member"/></group>`;
    const node = new SharedCluster(cib(primitives + group, constraint));
    const cluster = ownAddress();
    for (const id of declared)
      if (id.startsWith("-")) noteReplaced(cluster, id.slice(1));
      else retain(cluster, id);
    await deleteOrder(cluster);
    expect(constraintsOf(node)).toEqual(left);
  });

  test("holds what stays of a replaced resource until it is made anew", async () => {
    const node = new SharedCluster(cib(primitives, order));
    const cluster = ownAddress();
    retain(cluster, "web");
    noteReplaced(cluster, "mount");
    noteGovernors(cluster, "web", ["OrderConstraint first"]);
    await deleteOrder(cluster);
    await deletePrimitive("mount", cluster);
    expect(missingGovernors(node.present, "web")).toEqual(["OrderConstraint first"]);
    expect(isStoppedForDeletion(node.present, "web")).toBe(false);
  });

  test("does not hold what stays if the program gives the constraint up", async () => {
    const node = new SharedCluster(cib(primitives, order));
    const cluster = ownAddress();
    retain(cluster, "web");
    noteReplaced(cluster, "mount");
    noteGovernors(cluster, "web", []);
    await deleteOrder(cluster);
    await deletePrimitive("mount", cluster);
    expect(missingGovernors(node.present, "web")).toBeUndefined();
  });

  test("is removed at the end of a run that deletes none of them", async () => {
    const node = new SharedCluster(cib(primitives, order));
    const cluster = ownAddress();
    await deleteOrder(cluster);
    expect([await endRun(), constraintsOf(node)]).toEqual([[process.pid, "SIGINT"], []]);
  });

  test("is left at the end of a run that could not delete one of them", async () => {
    const stopped = `<primitive id="mount"><meta_attributes id="m"><nvpair id="mount-stopped-for-deletion" name="target-role" value="Stopped"/></meta_attributes></primitive>`;
    const node = new SharedCluster(cib(`${stopped}<primitive id="web"/>`, order));
    const cluster = ownAddress();
    await deleteOrder(cluster);
    await endRun();
    expect(constraintsOf(node)).toEqual([KEPT]);
  });

  test("lets what was stopped for it start at the end of a run that does not delete that", async () => {
    const node = new SharedCluster(cib(primitives, order));
    const cluster = ownAddress();
    await deleteOrder(cluster);
    await deletePrimitive("web", cluster);
    await endRun();
    expect(isStoppedForDeletion(node.present, "mount")).toBe(false);
  });

  test("costs nothing at the end of a run that has deleted all", async () => {
    await endRun(); // of the tests before
    const node = new SharedCluster(cib(primitives, order));
    const cluster = ownAddress();
    await deleteOrder(cluster);
    await Promise.all(["web", "mount"].map((id) => deletePrimitive(id, cluster)));
    const run = jest.spyOn(node, "run");
    await endRun();
    expect([run.mock.calls, clusterAt(cluster).keptConstraints.size]).toEqual([[], 0]);
  });

  test("goes when the same constraint is made again", () => {
    const kept = cib(primitives, order.replace(`"o"`, `"${KEPT}"`));
    const args = { __kind: orderConstraint.type, cluster: { nodes: [] }, name: "o" };
    const put = orderConstraint.put(kept, {
      args: { ...args, first: "mount", then: "web" },
      agent: () => ({}) as never,
    });
    expect(sectionOf(put.cib, "constraints").children.map(idOf)).toEqual(["o"]);
  });
});
