import { missingGovernors } from "../../sdk/cib/model/hold";
import type { Element } from "../../sdk/cib/xml/element";
import { clusterAt } from "../../sdk/cluster/cluster";
import type { CibKind } from "../../sdk/kind/cib-kind";
import type { CommonInputs } from "../../sdk/kind/lifecycle";
import { explainHeld, govern } from "../../sdk/reconcile/govern";
import { CibOperation } from "../../sdk/reconcile/operation";
import { noteGovernors } from "../../sdk/reconcile/retained-objects";
import { PreconditionFailed } from "../../sdk/errors";
import { cib } from "../helpers";
import { SharedCluster, ownAddress } from "./shared-cluster";

const P = (id: string): string => `<primitive id="${id}"><operations/></primitive>`;
const plain = cib(`${P("a")}${P("b")}`, `<rsc_order id="o" first="a" then="b"/>`);
const kindOf = (type: string): CibKind<CommonInputs> =>
  ({
    type: `pacemaker:${type}`,
    awaits: () => ({ resources: [], ...(type === "Pingd" && { attribute: "pingd" }) }),
  }) as unknown as CibKind<CommonInputs>;

/** Commits a resource of the program, which is new unless `traits` say otherwise. */
function commit(
  type: string,
  label: string,
  c: Element,
  own: object = {},
  traits: Partial<Parameters<typeof govern>[1]> = {},
): ReturnType<typeof govern> {
  const args = { __kind: type, __label: label, cluster: ownAddress(), name: label, ...own };
  const op = new CibOperation(kindOf(type), args);
  return govern(op, { cib: c, isNew: true, hasConstraints: false, ...traits });
}

const held = (c: Element): unknown => ["a", "b"].map((id) => missingGovernors(c, id));

afterEach(() => jest.restoreAllMocks());

describe("govern", () => {
  const first = (): Element =>
    commit("Primitive", "a", plain, { __governedBy: ["OrderConstraint o"] }).cib;
  const both = (): Element =>
    commit("Primitive", "b", first(), {
      __governedBy: ["LocationConstraint l", "OrderConstraint o"],
    }).cib;

  test("holds new primitives, and releases connected ones when the last governor is there", () => {
    expect(held(both())).toEqual([
      ["OrderConstraint o"],
      ["LocationConstraint l", "OrderConstraint o"],
    ]);
    const one = commit("OrderConstraint", "o", both());
    expect([held(one.cib), one.released]).toEqual([[[], ["LocationConstraint l"]], []]);
    const all = commit("LocationConstraint", "l", one.cib);
    expect([all.cib, all.released]).toEqual([plain, ["a", "b"]]);
  });

  test("starts a primitive at once that nothing governs", () => {
    expect(commit("Primitive", "a", plain, { __governedBy: [] })).toEqual({
      cib: plain,
      released: [],
    });
  });

  test("lets the members of a new group wait for what governs the group", () => {
    const members = cib(`<group id="g">${P("a")}${P("b")}</group>`);
    const one = commit("Primitive", "a", members, { __governedBy: ["ResourceGroup g"] }).cib;
    const group = commit("ResourceGroup", "g", one, { __governedBy: ["LocationConstraint l"] });
    expect([held(group.cib), group.released]).toEqual([[["LocationConstraint l"], undefined], []]);
    expect(commit("LocationConstraint", "l", group.cib).released).toEqual(["a"]);
  });

  test("adds nothing to the lists of the members at an update of their group", () => {
    const members = cib(`<group id="g">${P("a")}${P("b")}</group>`);
    const held = commit("Primitive", "a", members, { __governedBy: ["OrderConstraint o"] }).cib;
    const governed = { __governedBy: ["LocationConstraint l"] };
    expect(commit("ResourceGroup", "g", held, governed, { isNew: false })).toEqual({
      cib: held,
      released: [],
    });
  });

  test("notes how a held primitive is to be waited for, if the program says it", () => {
    const governed = { __governedBy: ["OrderConstraint o"] };
    commit("Primitive", "a", plain, { ...governed, waitFor: "none", waitTimeout: "5m" });
    commit("Pingd", "b", plain, governed);
    const { heldWaits } = clusterAt(ownAddress());
    expect([...heldWaits]).toEqual([
      ["a", { waitFor: "none", waitTimeout: "5m" }],
      ["b", { attribute: "pingd" }],
    ]);
  });

  test("waits no longer for what the program has given up or renamed", () => {
    const before = first();
    noteGovernors(ownAddress(), "a", ["OrderConstraint renamed"]);
    const renamed = commit("OrderConstraint", "renamed", before);
    expect([renamed.cib, renamed.released]).toEqual([plain, ["a"]]);
  });
});

describe("explainHeld", () => {
  const [one, two] = [["a"], ["a", "b"]].map((ids) =>
    ids.reduce(
      (c, id) => commit("Primitive", id, c, { __governedBy: ["OrderConstraint o"] }).cib,
      plain,
    ),
  );
  const [refused, broken] = [new PreconditionFailed("refused"), new Error("broken")];

  test.each<[string, Element | undefined, Error, string]>([
    [
      "names the primitive that stays stopped",
      one,
      refused,
      "refused\na stays stopped until this is created: correct it and run again, or take it out of the program to start it without it",
    ],
    [
      "names every primitive that stays stopped",
      two,
      refused,
      "refused\na, b stay stopped until this is created: correct it and run again, or take it out of the program to start them without it",
    ],
    ["adds nothing if nothing is held", plain, refused, "refused"],
    ["adds nothing to a failure that no correction helps", one, broken, "broken"],
  ])("%s", async (_behaviour, present, failure, message) => {
    new SharedCluster(present ?? plain);
    const args = { __kind: "x", __label: "o", cluster: ownAddress() } as CommonInputs;
    const op = new CibOperation(kindOf("OrderConstraint"), args);
    expect((await explainHeld(op, failure)).message).toBe(message);
  });
});
