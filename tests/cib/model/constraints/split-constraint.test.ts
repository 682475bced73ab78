import {
  makeSplitter,
  outermostMatches,
} from "../../../../sdk/cib/model/constraints/split-constraint";
import { idOf } from "../../../../sdk/cib/xml/element";
import { parseXml } from "../../../../sdk/cib/xml/parse";
import { cib } from "../../../helpers";

const RESOURCES =
  ["a", "b", "c", "d"].map((id) => `<primitive id="${id}"/>`).join("") +
  `<template id="t"/><group id="g"><primitive id="m" template="t"/><primitive id="n" template="t"/></group>`;
const TAGS = `<tags><tag id="tag"><obj_ref id="a"/><obj_ref id="b"/></tag></tags>`;

const set = (ids: string, attributes = ""): string =>
  `<resource_set id="${ids}"${attributes}>${Array.from(ids, (id) => `<resource_ref id="${id}"/>`).join("")}</resource_set>`;
const FREE = ` sequential="false"`;

/** Splits a constraint, and describes each part by its sides and further attributes. */
function split(xml: string, more = ""): string[] {
  const tree = cib(RESOURCES, xml + more, TAGS);
  return makeSplitter(tree)(parseXml(xml)).map((e) => {
    expect([e.name, idOf(e)]).toEqual([parseXml(xml).name, "x"]);
    const { id: _id, rsc, "with-rsc": other, first, then, ...rest } = e.attributes;
    const sides = [rsc ?? first, other ?? then].filter((side) => side !== undefined).join(" ");
    return [sides, ...Object.entries(rest).map(([n, v]) => `${n}=${v}`)].join(" ");
  });
}

describe("A split order", () => {
  const order = (inside: string, attributes = ""): string[] =>
    split(`<rsc_order id="x"${attributes}>${inside}</rsc_order>`).map((line) =>
      line.replace(" first-action=start then-action=start", ""),
    );

  test("chains the resources of a set, and each set behind the one before it", () => {
    expect([
      order(set("abc")),
      order(set("ab") + set("cd")),
      order(set("ab", FREE) + set("cd", FREE)),
      order(set("ab", FREE) + set("cd")),
    ]).toEqual([
      ["a b", "b c"],
      ["a b", "b c", "c d"],
      ["a c", "a d", "b c", "b d"],
      ["a c", "b c", "c d"],
    ]);
  });

  test("makes no resource necessary of which another one is enough", () => {
    const any = `${FREE} require-all="false"`;
    expect([
      order(set("ab", any) + set("c"), ' kind="Mandatory"'),
      order(set("a", any) + set("c"), ' kind="Mandatory"'),
    ]).toEqual([["a c kind=Optional", "b c kind=Optional"], ["a c kind=Mandatory"]]);
  });

  test("has the actions, the kind and the symmetry of the sets and the constraint", () => {
    const kinds = set("ab", ' action="promote" kind="Serialize"') + set("c", ' action="stop"');
    expect(split(`<rsc_order id="x" score="0" symmetrical="false">${kinds}</rsc_order>`)).toEqual([
      "a b first-action=promote then-action=promote symmetrical=false kind=Serialize",
      "b c first-action=promote then-action=stop symmetrical=false score=0",
    ]);
  });

  test("reads the set of another constraint", () => {
    const other = `<rsc_order id="y">${set("ab")}</rsc_order>`;
    expect(split(`<rsc_order id="x"><resource_set id-ref="ab"/></rsc_order>`, other)).toEqual([
      "a b first-action=start then-action=start",
    ]);
  });

  test("stands for each resource of a tag and of a template", () => {
    expect([
      split(`<rsc_order id="x" first="tag" then="t" then-action="stop"/>`),
      split(`<rsc_order id="x" first="c" then="d" kind="Optional"/>`),
    ]).toEqual([
      ["a m", "a n", "b m", "b n"].map((s) => `${s} first-action=start then-action=stop`),
      ["c d kind=Optional"],
    ]);
  });
});

describe("A split colocation", () => {
  const colocation = (inside: string, score = "INFINITY"): string[] =>
    split(`<rsc_colocation id="x" score="${score}">${inside}</rsc_colocation>`);

  test("places each resource with the one before it, and each set with the next one", () => {
    expect([
      colocation(set("abc"), "7"),
      colocation(set("ab") + set("cd"), "7"),
      colocation(set("ab", FREE) + set("cd", FREE), "7"),
      colocation(set("abc", ' ordering="listed"'), "7"),
    ]).toEqual([
      ["b a score=7", "c b score=7"],
      ["b a score=7", "a d score=7", "d c score=7"],
      ["a c score=7", "a d score=7", "b c score=7", "b d score=7"],
      ["a b score=7", "b c score=7"],
    ]);
  });

  test("keeps every resource of a set apart from every other one", () => {
    expect(colocation(set("abc"), "-INFINITY")).toEqual([
      "b a score=-INFINITY",
      "c a score=-INFINITY",
      "c b score=-INFINITY",
    ]);
  });

  test("has the scores and roles of the sets", () => {
    expect(colocation(set("ab", ' score="3" role="Promoted"') + set("c"), "7")).toEqual([
      "b a score=3 rsc-role=Promoted with-rsc-role=Promoted",
      "a c score=7 rsc-role=Promoted",
    ]);
  });
});

describe("A split location or ticket", () => {
  test("is one for each resource of its sets, with the role and the score of the set", () => {
    const sets = set("ab", ' role="Promoted" score="9"') + set("c");
    expect([
      split(`<rsc_location id="x" node="n" score="5">${sets}</rsc_location>`),
      split(`<rsc_ticket id="x" ticket="t1">${sets}</rsc_ticket>`),
      split(`<rsc_ticket id="x" rsc="tag" ticket="t1" rsc-role="Promoted"/>`),
    ]).toEqual([
      ["a node=n score=9 role=Promoted", "b node=n score=9 role=Promoted", "c node=n score=5"],
      ["a ticket=t1 rsc-role=Promoted", "b ticket=t1 rsc-role=Promoted", "c ticket=t1"],
      ["a ticket=t1 rsc-role=Promoted", "b ticket=t1 rsc-role=Promoted"],
    ]);
  });

  test("is one for each outermost resource that a pattern selects", () => {
    const location = (pattern: string): string[] =>
      split(`<rsc_location id="x" rsc-pattern="${pattern}" node="n" score="5"/>`);
    expect([
      location("^[a[:digit:]]$"),
      location("!^[a-c]"),
      location("^m"),
      location("("),
    ]).toEqual([["a node=n score=5"], ["d node=n score=5", "g node=n score=5"], [], []]);
    expect(outermostMatches(cib(RESOURCES), "^t|^g")).toEqual(["g"]);
  });
});
