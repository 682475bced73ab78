import { findReferences } from "../../../sdk/cib/model/references";
import { type Element, byId, withAttributes } from "../../../sdk/cib/xml/element";
import { writeXml } from "../../../sdk/cib/xml/parse";
import { tag } from "../../../sdk/resources/elements/tag";
import { cib } from "../../helpers";
import { Trial, failures } from "../kind-helpers";

const RESOURCES = ["a", "b", "c"]
  .map((id) => `<primitive id="${id}" class="ocf" provider="pacemaker" type="Dummy"/>`)
  .join("");

const withTags = (tags: string): Element => cib(RESOURCES, "", `<tags>${tags}</tags>`);

describe("Tag", () => {
  test("is written as pcs tag create writes it", () => {
    const put = new Trial(tag, cib(RESOURCES)).put({ name: "t", objects: ["b", "a"] });
    expect(put.id).toBe("t");
    expect(writeXml(put.cib)).toBe(
      writeXml(withTags(`<tag id="t"><obj_ref id="b"/><obj_ref id="a"/></tag>`)),
    );
  });

  test("is found by its id, also beside a resource that it names", () => {
    const tree = withTags(`<tag id="t"><obj_ref id="a"/></tag>`);
    const trial = new Trial(tag, tree);
    expect(trial.put({ name: "t", objects: ["a"] }).cib).toBe(tree);
  });

  test("leaves comments between its objects where they are", () => {
    const tree = withTags(
      `<tag id="t"><!-- 1 --><obj_ref id="a"/><!-- 2 --><obj_ref id="b"/><!-- 3 --></tag>`,
    );
    const names = (objects: readonly string[]): readonly string[] =>
      byId(new Trial(tag, tree).put({ name: "t", objects }).cib, "t")?.children.map(
        (c) => c.attributes.id ?? "-",
      ) ?? [];
    expect(new Trial(tag, tree).put({ name: "t", objects: ["a", "b"] }).cib).toBe(tree);
    expect([names(["b", "a", "c"]), names(["b"]), names(["c"])]).toEqual([
      ["-", "b", "-", "a", "c", "-"],
      ["-", "b", "-", "-"],
      ["-", "c", "-", "-"],
    ]);
  });

  test("changes only the objects, and keeps other tags and their order", () => {
    const other = `<tag id="other"><obj_ref id="a"/></tag>`;
    const before = { name: "t", objects: ["a", "b"] };
    const trial = new Trial(
      tag,
      withTags(`<tag id="t"><obj_ref id="a"/><obj_ref id="b"/></tag>${other}`),
    );
    const put = trial.put({ name: "t", objects: ["c", "b"] }, before, "t");
    expect(writeXml(put.cib)).toBe(
      writeXml(withTags(`<tag id="t"><obj_ref id="c"/><obj_ref id="b"/></tag>${other}`)),
    );
  });

  test("observes the objects in the cluster's order", () => {
    const trial = new Trial(tag, withTags(`<tag id="t"><obj_ref id="b"/><obj_ref id="a"/></tag>`));
    expect(trial.observe({ name: "t", objects: ["a", "b"] })).toEqual({
      name: "t",
      objects: ["b", "a"],
    });
    expect(trial.observe({ name: "gone", objects: ["a"] })).toBeUndefined();
  });

  test("lists all resources that the cluster lacks", () => {
    expect(() =>
      new Trial(tag, cib(RESOURCES)).put({ name: "t", objects: ["x", "a", "y"] }),
    ).toThrow(
      "objects: there is no resource x in the cluster (there is: a, b, c)\n" +
        "objects: there is no resource y in the cluster (there is: a, b, c)",
    );
  });

  test("refuses the id of another object and a schema without tags", () => {
    expect(() => new Trial(tag, cib(RESOURCES)).put({ name: "a", objects: ["b"] })).toThrow(
      "name: the id a belongs to a primitive of the cluster; choose another name",
    );
    const old = withAttributes(cib(RESOURCES), { "validate-with": "pacemaker-1.2" });
    expect(() => new Trial(tag, old).put({ name: "t", objects: ["b"] })).toThrow(
      "a tag needs the schema pacemaker-1.3 or newer, and the cluster has pacemaker-1.2: raise the schema (cibadmin --upgrade)",
    );
  });

  test("validates everything at once", () => {
    expect(failures(tag, { name: "1", objects: ["a", "a", "1"], extra: 1 })).toEqual([
      ' | "extra" is not known; use one of: adopt, cluster, name, objects, waitFor, waitTimeout',
      'name | name: "1" is not a valid id: it must begin with a letter or "_" and hold only letters, digits, "_", "-" and "."; set `name` to such an id',
      'objects | objects: "a" is listed more than once',
      "objects | objects: the tag 1 cannot contain itself",
    ]);
    expect(failures(tag, { name: "t", objects: [] })).toEqual([
      "objects | objects: must have at least 1 entry",
    ]);
  });

  test("counts as a reference to its resources, and is named by constraints", () => {
    const tree = cib(
      RESOURCES,
      `<rsc_location id="l" rsc="t" node="rsha1" score="5"/>`,
      `<tags><tag id="t"><obj_ref id="a"/></tag></tags>`,
    );
    expect(findReferences(tree, "a").map((r) => r.text)).toEqual(["tag t"]);
    const names = tag.referenced?.referenceIds("t", { name: "t" } as never);
    expect(names?.flatMap((n) => findReferences(tree, n)).map((r) => r.text)).toEqual([
      "rsc_location l",
    ]);
  });
});
