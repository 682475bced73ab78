import { freeAddedIds } from "../../../sdk/cib/model/free-ids";
import { putProperties } from "../../../sdk/cib/model/cluster-properties";
import { holdPrimitive, missingGovernors } from "../../../sdk/cib/model/hold";
import { isStoppedForDeletion, stopForDeletion } from "../../../sdk/cib/model/target-role";
import { type Element, byId, configurationOf, idOf, walk } from "../../../sdk/cib/xml/element";
import { resourceGroup } from "../../../sdk/resources/groups/resource-group";
import { primitive } from "../../../sdk/resources/primitives/primitive";
import { cib } from "../../helpers";
import { Trial } from "../../resources/kind-helpers";

/** Makes a clone for each id, so that the ids are taken. */
const takes = (...ids: readonly string[]): string =>
  ids
    .map((id, i) => `<clone id="${id}"><primitive id="other${i}" class="lsb" type="x"/></clone>`)
    .join("");

const repeatedIds = (tree: Element): readonly string[] => {
  const ids = walk(configurationOf(tree)).flatMap((e) => e.attributes.id ?? []);
  return ids.filter((id, i) => ids.indexOf(id) !== i);
};

describe("Added ids", () => {
  const DUMMY = {
    name: "d",
    agent: "ocf:pacemaker:Dummy",
    parameters: { fake: "x" },
    meta: { a: 1 },
  };

  test("are free in the whole configuration for a new primitive", () => {
    const taken = [
      "d-instance_attributes",
      "d-instance_attributes-fake",
      "d-meta_attributes",
      "d-meta_attributes-a",
      "d-monitor-interval-10s",
      "d-start-interval-0s",
    ];
    const { cib: next } = new Trial(primitive, cib(takes(...taken))).put(DUMMY);
    expect(repeatedIds(next)).toEqual([]);
    expect(taken.map((id) => byId(next, id)?.name)).toEqual(taken.map(() => "clone"));
    expect(byId(next, "d-meta_attributes-1")?.name).toBe("meta_attributes");
  });

  test("are free for what is added to an existing primitive", () => {
    const trial = new Trial(primitive).then({ ...DUMMY, meta: undefined });
    const tree = new Trial(primitive, trial.tree)
      .on(primitive)
      .then({ name: "e", agent: DUMMY.agent, clone: { name: "d-meta_attributes" } }).tree;
    const { cib: next } = new Trial(primitive, tree).put(DUMMY, { ...DUMMY, meta: undefined }, "d");
    expect(repeatedIds(next)).toEqual([]);
  });

  test("are free for groups, cluster properties, holds and stops", () => {
    const ids = [
      "g-meta_attributes",
      "cib-bootstrap-options",
      "d-stopped-until",
      "d-stopped-for-deletion",
    ];
    const start = cib(`<primitive id="d" class="lsb" type="x"/>${takes(...ids)}`);
    const group = new Trial(resourceGroup, start).put({
      name: "g",
      members: ["d"],
      meta: { a: 1 },
    });
    const none = { properties: {}, resourceDefaults: {}, operationDefaults: {} };
    const properties = putProperties(start, { ...none, properties: { a: 1 } }, none);
    const held = holdPrimitive(start, "d", ["x"]);
    const stopped = stopForDeletion(start, "d");
    expect([group.cib, properties, held, stopped].map(repeatedIds)).toEqual([[], [], [], []]);
    expect(missingGovernors(held, "d")).toEqual(["x"]);
    expect(isStoppedForDeletion(stopped, "d")).toBe(true);
  });

  test("stay if nothing else has them", () => {
    const old = cib(`<primitive id="d"/><group id="g"><primitive id="m"/></group>`);
    const moved = cib(`<group id="g"><primitive id="m"/><primitive id="d"/></group>`);
    expect(freeAddedIds(old, moved)).toBe(moved);
    expect(idOf(byId(moved, "d") as Element)).toBe("d");
  });
});
