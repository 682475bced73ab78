import { isKeptFor, removeKept } from "../../../../sdk/cib/model/constraints/kept-constraints";
import { idOf, sectionOf } from "../../../../sdk/cib/xml/element";
import { parseXml } from "../../../../sdk/cib/xml/parse";
import { cib } from "../../../helpers";

describe("isKeptFor", () => {
  const location = (id: string): ReturnType<typeof parseXml> =>
    parseXml(`<rsc_location id="${id}" rsc="a" node="n" score="1"/>`);

  test("finds a kept constraint by what it names, and no constraint that the program has", () => {
    const kept = location("l-kept-for-deletion");
    expect([
      isKeptFor(kept, ["a"]),
      isKeptFor(kept, ["b"]),
      isKeptFor(location("l"), ["a"]),
    ]).toEqual([true, false, false]);
  });
});

describe("removeKept", () => {
  const location = (id: string): string => `<rsc_location id="${id}" rsc="a" node="n" score="1"/>`;
  const left = (constraints: string, retained: readonly string[]): readonly string[] => {
    const remaining = { undeleted: [], isRetained: (id: string) => retained.includes(id) };
    const before = cib(`<primitive id="a"/>`, constraints);
    const after = removeKept(before, ["l-kept-for-deletion"], remaining);
    return sectionOf(after, "constraints").children.map(idOf);
  };

  test.each([
    ["removes one that the program gives up", location("l-kept-for-deletion"), [], []],
    ["gives one that the program keeps its id back", location("l-kept-for-deletion"), ["l"], ["l"]],
    [
      "removes one that the program has made anew",
      location("l-kept-for-deletion") + location("l"),
      ["l"],
      ["l"],
    ],
  ])("%s", (_behaviour, constraints, retained, expected) => {
    expect(left(constraints, retained)).toEqual(expected);
  });
});
