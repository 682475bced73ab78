import type { CibKind } from "../../sdk/kind/cib-kind";
import type { CommonInputs } from "../../sdk/kind/lifecycle";
import { CibOperation } from "../../sdk/reconcile/operation";
import { cib } from "../helpers";
import { SharedCluster, ownAddress } from "./shared-cluster";

const kind = { type: "pacemaker:Kind" } as unknown as CibKind<CommonInputs>;
const operationOf = (own: Partial<CommonInputs> = {}, id?: string): CibOperation<CommonInputs> =>
  new CibOperation(kind, { __kind: "k", cluster: ownAddress(), ...own }, id);

afterEach(() => jest.restoreAllMocks());

describe("CibOperation", () => {
  test("names the object by its id, else its name, else its label, else its kind", () => {
    const labels = [
      operationOf({ name: "name", label: "label" }, "id").label,
      operationOf({ name: "name", label: "label" }).label,
      operationOf({ label: "label" }).label,
      operationOf().label,
    ];
    expect(labels).toEqual(["id", "name", "label", "pacemaker:Kind"]);
  });

  test("refuses an agent that the cluster does not know", async () => {
    new SharedCluster(cib());
    const agentOf = await operationOf().prepare();
    expect(() => agentOf("ocf:heartbeat:None")).toThrow(
      "agent: the cluster does not know the agent ocf:heartbeat:None; install it on every node",
    );
  });

  test("asks for the agent of a template, and refuses one that the template has got since", async () => {
    new SharedCluster(
      cib(`<template id="t" class="ocf" provider="pacemaker" type="Dummy"/><group id="g"/>`),
    );
    const ofTemplate = { ...kind, templates: () => ["t", "g", "missing"] };
    const args = { __kind: "k", cluster: ownAddress() };
    const agentOf = await new CibOperation(ofTemplate, args).prepare();
    expect(agentOf("ocf:pacemaker:Dummy").actions).toContain("start");
    expect(() => agentOf("ocf:p:Other")).toThrow(
      "template: another writer has just changed the template, which now has the agent ocf:p:Other; run again",
    );
  });

  describe("timeoutFor", () => {
    const primitive = (id: string, ...operations: readonly string[]): string =>
      `<primitive id="${id}"><operations>${operations.map((op, i) => `<op id="${id}${i}" ${op}/>`).join("")}</operations></primitive>`;
    const members = [
      primitive("a", 'name="start" timeout="90s"', 'name="stop" timeout="300s"'),
      primitive("b", 'name="start" timeout="100s"', 'name="monitor" start-delay="7s"'),
    ];
    const present = cib(`<group id="g">${members.join("")}</group>${primitive("c")}`);
    const timeoutOf = (
      ids: readonly string[],
      operation: "start" | "stop",
      waitTimeout?: string,
    ): number =>
      operationOf(waitTimeout === undefined ? {} : { waitTimeout }).timeoutFor(
        present,
        ids,
        operation,
      );

    test("adds the resources' own time-outs and start delays, and is two minutes at least", () => {
      expect([
        timeoutOf(["g", "c"], "start"),
        timeoutOf(["a"], "stop"),
        timeoutOf(["c"], "start"),
      ]).toEqual([(90 + 100 + 7 + 30) * 1000, 330_000, 120_000]);
    });

    test("takes the longest declared waitTimeout, also that of a held primitive", () => {
      expect(timeoutOf(["g"], "start", "5s")).toBe(5000);
      operationOf().cluster.heldWaits.set("b", { waitTimeout: "9s" });
      expect([timeoutOf(["g"], "start", "5s"), timeoutOf(["c"], "start", "5s")]).toEqual([
        9000, 5000,
      ]);
    });
  });
});
