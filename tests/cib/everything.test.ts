import { element, idOf, byId, removeById, walk } from "../../sdk/cib/xml/element";
import { diffCib } from "../../sdk/cib/patch/diff";
import { cibVersion, writePatchV2 } from "../../sdk/cib/patch/patch-v2";
import { parseXml, writeXml } from "../../sdk/cib/xml/parse";
import { fixture, fixtureXml } from "../helpers";
import { applyPatch } from "./patch/apply-patch";
import { OURS, edited, filled } from "./everything";

const everything = fixtureXml("cib/everything.xml");

describe("The CIB with every element of the schema", () => {
  test("parses and writes every element, comment and attribute of the file", () => {
    const text = fixture("cib/everything.xml");
    const starts = [...text.replace(/<!--.*?-->/g, "").matchAll(/<([a-z_-]+)[ />]/g)].map(
      (m) => m[1],
    );
    const all = [...walk(everything)];
    expect(all.map((e) => e.name).filter((n) => n !== "#comment")).toEqual(starts);
    expect(all.filter((e) => e.name === "#comment")).toHaveLength(4);
    expect(new Set(starts).size).toBe(64);
    expect(byId(everything, "properties-odd")?.attributes.value).toBe(
      `<a b="c"> &amp; 'x' ]]> <!-- no comment --> \n\t€ \u{1F600}`,
    );
    const bare = text.replace(/<!--[\s\S]*?-->/g, "");
    expect(parseXml(writeXml(everything))).toEqual(parseXml(bare));
  });

  test("creates two elements beside all others, and changes nothing else", () => {
    const wanted = edited(everything);
    const changes = diffCib(everything, wanted);
    expect(
      changes.map((c) => [c.operation, c.path, c.operation === "create" && idOf(c.element)]),
    ).toEqual([
      ["create", "/cib/configuration/resources", "ours"],
      ["create", "/cib/configuration/constraints", "beside"],
    ]);
    const applied = applyPatch(everything, writePatchV2(cibVersion(everything), changes));
    expect(applied).toEqual(wanted);
    const undone = OURS.reduce((tree, id) => removeById(tree, id), wanted);
    expect(undone).toEqual(everything);
  });

  test("parses and edits 1 MB, with only the edited elements in the patch", () => {
    const text = writeXml(filled(everything, 3_100));
    expect(text.length).toBeGreaterThan(1_000_000);
    const big = parseXml(text);
    const wanted = edited(big);
    const small = diffCib(everything, edited(everything));
    const changes = diffCib(big, wanted);
    expect(changes.map((c) => [c.operation, c.path])).toEqual(
      small.map((c) => [c.operation, c.path]),
    );
    expect(writeXml(OURS.reduce((tree, id) => removeById(tree, id), wanted))).toBe(text);
    expect(diffCib(big, parseXml(text))).toEqual([]);
  });

  test("tells an object from references with its id: a remote node's entry, an ACL target", () => {
    expect([byId(everything, "far")?.name, byId(everything, "web")?.name]).toEqual([
      "primitive",
      "primitive",
    ]);
    const left = removeById(removeById(everything, "far"), "web");
    expect([...walk(left)].filter((e) => ["far", "web"].includes(idOf(e)))).toEqual([
      element("acl_target", { id: "web" }, [element("role", { id: "operators" })]),
      element("node", { id: "far", uname: "far", type: "remote" }),
      element("resource_ref", { id: "web" }),
      element("resource_ref", { id: "web" }),
      element("resource_ref", { id: "web" }),
      element("obj_ref", { id: "web" }),
    ]);
  });
});
