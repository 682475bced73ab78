import { isStoppedForDeletion } from "../../sdk/cib/model/target-role";
import { missingGovernors } from "../../sdk/cib/model/hold";
import {
  type Element,
  byId,
  idOf,
  removeById,
  sectionOf,
  walk,
  withChildren,
} from "../../sdk/cib/xml/element";
import { pairValue } from "../../sdk/cib/xml/nvset";
import { clusterAt } from "../../sdk/cluster/cluster";
import type { ClusterAddress } from "../../sdk/host/ssh/connection";
import type { CibKind } from "../../sdk/kind/cib-kind";
import type { CommonInputs } from "../../sdk/kind/lifecycle";
import { cibLifecycle } from "../../sdk/reconcile/reconcile";
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
const stopped = `<primitive id="mount"><meta_attributes id="m"><nvpair id="mount-stopped-for-deletion" name="target-role" value="Stopped"/></meta_attributes></primitive>`;

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

const withoutStatus = (of: Element): Element =>
  withChildren(
    of,
    of.children.map((c) => (c.name === "status" ? withChildren(c, []) : c)),
  );

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

describe("A constraint inside a resource that is deleted", () => {
  const inline = (id: string): CibKind<CommonInputs> => ({
    ...primitive(id),
    owning: { ownedConstraints: () => ["o"], constraintsInState: () => ["o"] },
    remove: (c: Element) => removeById(removeById(c, "o"), id),
  });
  const deleteInline = (id: string, cluster: ClusterAddress): Promise<void> => {
    const args = { __kind: "pacemaker:Primitive", __label: id, cluster };
    return deleteObject(new CibOperation(inline(id), args, id), id);
  };

  test("keeps stopped what it keeps from running, until that is deleted as well", async () => {
    const node = new SharedCluster(cib(primitives, order));
    const cluster = ownAddress();
    await deleteInline("mount", cluster);
    const stopped = isStoppedForDeletion(node.present, "web");
    await endRun();
    expect([stopped, isStoppedForDeletion(node.present, "web")]).toEqual([true, false]);
  });

  test("holds what the program keeps, until the resource is made anew", async () => {
    const node = new SharedCluster(cib(primitives, order));
    const cluster = ownAddress();
    retain(cluster, "web");
    noteGovernors(cluster, "web", ["Primitive mount"]);
    await deleteInline("mount", cluster);
    expect(missingGovernors(node.present, "web")).toEqual(["Primitive mount"]);
  });

  test("does not stop the resource on which it depends", async () => {
    const node = new SharedCluster(cib(primitives, order));
    await deleteInline("web", ownAddress());
    expect(isStoppedForDeletion(node.present, "mount")).toBe(false);
  });

  test("lets what the program keeps run without it", async () => {
    const node = new SharedCluster(cib(primitives, order));
    const cluster = ownAddress();
    retain(cluster, "web");
    noteGovernors(cluster, "web", []);
    await deleteInline("mount", cluster);
    expect(missingGovernors(node.present, "web")).toBeUndefined();
    expect(isStoppedForDeletion(node.present, "web")).toBe(false);
  });
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
    [
      "goes at once if it is in a circle of orders, with which nothing stops",
      `${order}<rsc_order id="back" first="web" then="g"/><rsc_order id="p" first="member" then="mount" kind="Optional"/>`,
      [],
      ["back", "p"],
    ],
    [
      "stays if another order is in a circle",
      `${order}<rsc_order id="p" first="web" then="member"/><rsc_order id="q" first="member" then="web"/><rsc_order id="r" first="web" then="mount" kind="Serialize"/>`,
      [],
      [KEPT, "p", "q", "r"],
    ],
    ["goes at once if the program keeps what depends on the other", order, ["web"], []],
    ["stays if the program keeps only what the other depends on", order, ["mount"], [KEPT]],
    [
      "stays if the program keeps only what the other stands with",
      `<rsc_colocation id="o" rsc="web" with-rsc="mount" score="INFINITY"/>`,
      ["mount"],
      [KEPT],
    ],
    [
      "goes at once if the program keeps what a named group holds",
      `<rsc_location id="o" rsc="g" node="n" score="1"/>`,
      ["member"],
      [],
    ],
    [
      "stays if the program replaces the primitive in a clone that it names",
      `<rsc_order id="o" first="g" then="web"/>`,
      ["web", "-member"],
      [KEPT],
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
    const node = new SharedCluster(cib(`${stopped}<primitive id="web"/>`, order));
    const cluster = ownAddress();
    await deleteOrder(cluster);
    await endRun();
    expect(constraintsOf(node)).toEqual([KEPT]);
  });

  test("is left at the end of a run that was refused to delete one of them", async () => {
    const theirs = `<rsc_location id="theirs" rsc="web" node="rsha1" score="1"/>`;
    const node = new SharedCluster(cib(primitives, order + theirs));
    const cluster = ownAddress();
    await deleteOrder(cluster);
    await expect(deletePrimitive("web", cluster)).rejects.toThrow("rsc_location theirs");
    await endRun();
    expect(constraintsOf(node)).toEqual([KEPT, "theirs"]);
  });

  test.each([
    ["removed", ["web"], [], ["p"]],
    ["under its own id again if the program keeps it", ["web", "o"], [], ["o", "p"]],
    ["left if it names what is stopped for its deletion", ["web"], [stopped], [KEPT, "p"]],
    ["left if the program declares neither", [], [], [KEPT, "p"]],
  ] as const)(
    "is %s at the end of a run after an interrupted deletion",
    async (_what, declared, resources, left) => {
      const mount = resources[0] ?? `<primitive id="mount"/>`;
      const kept = order.replace(`"o"`, `"${KEPT}"`);
      const node = new SharedCluster(cib(`${mount}<primitive id="web"/><primitive id="b"/>`, kept));
      const cluster = ownAddress();
      for (const id of declared) retain(cluster, id);
      const args = { __kind: orderConstraint.type, cluster, name: "p", first: "b", then: "web" };
      await cibLifecycle(orderConstraint).create({ ...args, waitFor: "none" });
      const during = constraintsOf(node);
      await endRun();
      expect([during, constraintsOf(node)]).toEqual([[KEPT, "p"], left]);
    },
  );

  test("lets what was stopped for it start at the end of a run that does not delete that", async () => {
    const node = new SharedCluster(cib(primitives, order));
    const cluster = ownAddress();
    await deleteOrder(cluster);
    await deletePrimitive("web", cluster);
    await endRun();
    expect(isStoppedForDeletion(node.present, "mount")).toBe(false);
  });

  test("leaves the target-role of what was stopped for it as it was", async () => {
    const enabled = `<primitive id="mount"><meta_attributes id="m"><nvpair id="r" name="target-role" value="Started"/></meta_attributes></primitive>`;
    const node = new SharedCluster(cib(`${enabled}<primitive id="web"/>`, order));
    const cluster = ownAddress();
    await deleteOrder(cluster);
    await deletePrimitive("web", cluster);
    const stopped = isStoppedForDeletion(node.present, "mount");
    await endRun();
    const mount = byId(node.present, "mount") as Element;
    expect([stopped, pairValue(mount, "meta_attributes", "target-role")]).toEqual([
      true,
      "Started",
    ]);
  });

  test("does not start at the end of a run what another deletion has stopped, and did not remove", async () => {
    const node = new SharedCluster(cib(primitives, order, "", startedOn("rsha1", "mount")));
    const cluster = ownAddress();
    await deleteOrder(cluster);
    jest.spyOn(clusterAt(cluster).watcher, "waitFor").mockRejectedValue(new Error("blocked"));
    await expect(deletePrimitive("mount", cluster)).rejects.toThrow("blocked");
    node.present = withoutStatus(node.present);
    await deletePrimitive("web", cluster);
    await endRun();
    expect(isStoppedForDeletion(node.present, "mount")).toBe(true);
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

describe("A constraint with sets whose resources are deleted after it", () => {
  const set = `<resource_set id="s"><resource_ref id="mount"/><resource_ref id="web"/><resource_ref id="mail"/></resource_set>`;
  const deleteSets = (cluster: ClusterAddress): Promise<void> => {
    const args = { __kind: orderConstraint.type, __label: "sets", cluster };
    const inputs = { ...args, sets: [{ resources: ["mount", "web", "mail"] }] };
    return deleteObject(new CibOperation(orderConstraint, inputs, "o"), "o");
  };
  const membersOf = ({ present }: SharedCluster): readonly string[] =>
    walk(sectionOf(present, "constraints"))
      .filter(({ name }) => name === "resource_ref")
      .map(idOf);

  test("stays for the others until one is left", async () => {
    const node = new SharedCluster(
      cib(`${primitives}<primitive id="mail"/>`, `<rsc_order id="o">${set}</rsc_order>`),
    );
    const cluster = ownAddress();
    await deleteSets(cluster);
    const kept = [constraintsOf(node), membersOf(node)];
    await deletePrimitive("mail", cluster);
    const one = [constraintsOf(node), membersOf(node)];
    await deletePrimitive("web", cluster);
    expect([kept, one, constraintsOf(node)]).toEqual([
      [[KEPT], ["mount", "web", "mail"]],
      [[KEPT], ["mount", "web"]],
      [],
    ]);
  });

  test("goes at once if the program keeps a resource that it governs", async () => {
    const node = new SharedCluster(
      cib(`${primitives}<primitive id="mail"/>`, `<rsc_order id="o">${set}</rsc_order>`),
    );
    const cluster = ownAddress();
    retain(cluster, "mail");
    await deleteSets(cluster);
    expect(constraintsOf(node)).toEqual([]);
  });
});
