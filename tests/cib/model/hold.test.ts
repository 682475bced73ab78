import {
  heldBy,
  holdPrimitive,
  missingGovernors,
  releaseComplete,
  removeGovernors,
} from "../../../sdk/cib/model/hold";
import type { Element } from "../../../sdk/cib/xml/element";
import { pairValue, setMetaAttributes } from "../../../sdk/cib/xml/nvset";
import { updateById, byId } from "../../../sdk/cib/xml/element";
import { parseXml, writeXml } from "../../../sdk/cib/xml/parse";
import { cib } from "../../helpers";

const P = (id: string): string =>
  `<primitive id="${id}" class="ocf" provider="pacemaker" type="Dummy"><operations/></primitive>`;

/** Holds primitives, each with its governors. */
const hold = (plain: Element, governors: Readonly<Record<string, readonly string[]>>): Element =>
  Object.entries(governors).reduce((c, [id, names]) => holdPrimitive(c, id, names), plain);

const isThere =
  (...there: string[]) =>
  (g: string): boolean =>
    there.includes(g);

describe("A held primitive", () => {
  const plain = cib(P("p"));
  const held = holdPrimitive(plain, "p", ["OrderConstraint o", "ResourceGroup g"]);

  test("is stopped by a set of its own, which says until when, and is released without a trace", () => {
    expect(writeXml(byId(held, "p") as Element)).toBe(
      `<primitive id="p" class="ocf" provider="pacemaker" type="Dummy"><meta_attributes id="p-stopped-until" score="INFINITY"><nvpair id="p-stopped-until-stopped-until" name="stopped-until" value="[&quot;OrderConstraint o&quot;,&quot;ResourceGroup g&quot;]"/><nvpair id="p-stopped-until-target-role" name="target-role" value="Stopped"/></meta_attributes><operations/></primitive>`,
    );
    expect([plain, held].map((c) => missingGovernors(c, "p"))).toEqual([
      undefined,
      ["OrderConstraint o", "ResourceGroup g"],
    ]);
    expect(heldBy(held, "ResourceGroup g")).toEqual(["p"]);
    expect(heldBy(held, "ResourceGroup other")).toEqual([]);
    const free = removeGovernors(held, isThere("OrderConstraint o", "ResourceGroup g"));
    expect(releaseComplete(free)).toEqual({ cib: plain, released: ["p"] });
  });

  test("has its list in ASCII, because Pacemaker alters other characters or what follows them", () => {
    const names = ['ResourceGroup café "\u{1F600}"', "OrderConstraint del\x7F"];
    const named = holdPrimitive(plain, "p", names);
    expect(byId(named, "p-stopped-until-stopped-until")?.attributes.value).toBe(
      String.raw`["ResourceGroup caf\u00e9 \"\ud83d\ude00\"","OrderConstraint del\u007f"]`,
    );
    expect(missingGovernors(named, "p")).toEqual(names);
    expect(releaseComplete(removeGovernors(named, isThere(...names))).cib).toEqual(plain);
  });

  test("keeps its own target-role, and what another tool writes into the set of the hold", () => {
    const started = updateById(held, "p", (e) =>
      setMetaAttributes(e, "p", { "target-role": "Started" }),
    );
    const foreign = parseXml(
      writeXml(started).replace(
        `name="target-role" value="Stopped"/>`,
        `name="target-role" value="Stopped"/><nvpair id="x" name="priority" value="3"/>`,
      ),
    );
    const free = releaseComplete(removeGovernors(foreign, () => true)).cib;
    const p = byId(free, "p") as Element;
    expect(
      ["target-role", "priority", "stopped-until"].map((n) => pairValue(p, "meta_attributes", n)),
    ).toEqual(["Started", "3", undefined]);
    expect(writeXml(p)).not.toContain("INFINITY");
  });

  test("waits for nothing if its list was edited by hand", () => {
    const edited = parseXml(writeXml(held).replace(/value="\[.*?\]"/, `value="nonsense"`));
    expect(releaseComplete(edited)).toEqual({ cib: plain, released: ["p"] });
  });
});

describe("releaseComplete", () => {
  const constraints =
    `<rsc_colocation id="c1" rsc="a" with-rsc="b" score="9"/>` +
    `<rsc_order id="o1"><resource_set id="s"><resource_ref id="c-clone"/><resource_ref id="b"/></resource_set></rsc_order>`;
  const plain = cib(
    `${P("a")}${P("b")}<clone id="c-clone">${P("c")}</clone><group id="g">${P("m")}${P("n")}</group>${P("z")}`,
    constraints,
  );
  const all = { a: [], b: [], c: ["X"], m: [], n: ["Y"], z: [] };

  test("releases connected primitives together: by constraints, sets, clones and groups", () => {
    const held = hold(plain, all);
    expect(releaseComplete(held).released).toEqual(["z"]);
    const one = releaseComplete(removeGovernors(held, isThere("X")));
    expect([...one.released].sort()).toEqual(["a", "b", "c", "z"]);
    const both = releaseComplete(removeGovernors(one.cib, isThere("Y")));
    expect(both).toEqual({ cib: plain, released: ["m", "n"] });
  });

  test("takes a governor off the lists from which it is gone", () => {
    const held = hold(plain, { a: ["X"], z: ["X"] });
    const next = removeGovernors(held, (governor, id) => governor === "X" && id === "z");
    expect(["a", "z"].map((id) => missingGovernors(next, id))).toEqual([["X"], []]);
  });

  test("changes nothing in a CIB without a held primitive", () => {
    expect(releaseComplete(plain)).toEqual({ cib: plain, released: [] });
    expect(releaseComplete(plain).cib).toBe(plain);
  });
});
