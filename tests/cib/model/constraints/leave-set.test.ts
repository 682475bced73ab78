import { findReferences, removeGoingConstraints } from "../../../../sdk/cib/model/references";
import { sectionOf } from "../../../../sdk/cib/xml/element";
import { writeXml } from "../../../../sdk/cib/xml/parse";
import { cib } from "../../../helpers";

const ref = (id: string): string => `<resource_ref id="${id}"/>`;
const kept = (tag: string, inside: string): string =>
  `<${tag} id="x-kept-for-deletion">${inside}</${tag}>`;

/** Deletes resources one after another. Returns the constraints after each deletion. */
function deleting(constraint: string, ...ids: string[]): string[] {
  let tree = cib("", constraint);
  return ids.map((id) => {
    tree = removeGoingConstraints(tree, id);
    return sectionOf(tree, "constraints").children.map(writeXml).join("");
  });
}

describe("A kept constraint with sets", () => {
  test("stays for the other resources, until too few are left", () => {
    const set = (id: string, ...ids: string[]): string =>
      `<resource_set id="${id}">${ids.map(ref).join("")}</resource_set>`;
    const order = (...sets: string[]): string => kept("rsc_order", sets.join(""));
    const location = (...sets: string[]): string => kept("rsc_location", sets.join(""));
    expect([
      deleting(order(set("s", "a", "b"), set("u", "c")), "d", "c", "a"),
      deleting(location(set("s", "a", "b"), set("u", "c")), "c", "a", "b"),
    ]).toEqual([
      [order(set("s", "a", "b"), set("u", "c")), order(set("s", "a", "b")), ""],
      [location(set("s", "a", "b")), location(set("s", "b")), ""],
    ]);
  });

  test("goes with the first resource if it has no sets", () => {
    const order = `<rsc_order id="x-kept-for-deletion" first="a" then="b"/>`;
    expect(deleting(order, "b")).toEqual([""]);
  });
});

test("A set refers to its resources", () => {
  const set = `<resource_set id="s">${ref("a")}</resource_set>`;
  const tree = cib(
    `<primitive id="a"/><primitive id="s1"/>`,
    `<rsc_order id="x">${set}</rsc_order>`,
  );
  expect([findReferences(tree, "a"), findReferences(tree, "s1")]).toEqual([
    [{ id: "x", text: "rsc_order x" }],
    [],
  ]);
});
