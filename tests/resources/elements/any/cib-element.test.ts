import type { Element } from "../../../../sdk/cib/xml/element";
import { writeXml } from "../../../../sdk/cib/xml/parse";
import { findReplacement } from "../../../../sdk/kind/replacement";
import { cibElement } from "../../../../sdk/resources/elements/any/cib-element";
import { hasSecretName, idInXml, namesInXml } from "../../../../sdk/resources/elements/any/xml";
import { cib } from "../../../helpers";
import { CLUSTER, Trial, failures } from "../../kind-helpers";

const A = `<primitive id="a" class="ocf" provider="pacemaker" type="Dummy"/>`;
const SET = `<rsc_order id="o" kind="Optional"><resource_set id="o-s"><resource_ref id="a"/></resource_set></rsc_order>`;
const own = (xml: string, parent = "constraints"): object => ({ label: "x", xml, parent });
const whole = (xml: string, parent?: string): never =>
  ({ __kind: "", cluster: CLUSTER, ...own(xml, parent) }) as never;
const withSet = (set = SET): Element => cib(A, set);

describe("CibElement", () => {
  test("is added at the end of its section, which may be missing", () => {
    const put = new Trial(cibElement, cib(A)).put(own(`<!-- sets -->\n ${SET}\n`));
    expect([put.id, writeXml(put.cib)]).toEqual(["o", writeXml(withSet())]);
    const tag = `<tag id="t"><obj_ref id="a"/></tag>`;
    expect(writeXml(new Trial(cibElement, cib(A)).put(own(tag, "tags")).cib)).toBe(
      writeXml(cib(A, "", `<tags>${tag}</tags>`)),
    );
  });

  test("is added to an element that exists", () => {
    const set = `<meta_attributes id="a-more" score="5"><nvpair id="a-p" name="priority" value="1"/></meta_attributes>`;
    const put = new Trial(cibElement, cib(A)).put(own(set, "a")).cib;
    expect(writeXml(put)).toBe(writeXml(cib(A.replace("/>", `>${set}</primitive>`))));
    expect(writeXml(cibElement.remove(put, "a-more", whole(set, "a")))).toBe(writeXml(cib(A)));
  });

  test("is the same with attributes in another order, blanks and comments", () => {
    const other = `<rsc_order kind='Optional' id="o" >\n<!-- the set --><resource_set id="o-s"><resource_ref id="a"/></resource_set></rsc_order>`;
    const tree = withSet();
    expect(new Trial(cibElement, tree).put(own(other)).cib).toBe(tree);
    expect(new Trial(cibElement, tree).observe(own(other))).toEqual(own(other));
  });

  test("shows what the cluster has if it differs, and replaces the whole in its place", () => {
    const foreign = SET.replace("Optional", "Mandatory").replace(
      "/><",
      `/><resource_ref id="b"/><`,
    );
    const trial = new Trial(cibElement, withSet(foreign + `<rsc_location id="l" rsc="a"/>`));
    expect(trial.observe(own(SET))).toEqual(own(foreign));
    expect(writeXml(trial.put(own(SET), own(SET), "o").cib)).toBe(
      writeXml(withSet(`${SET}<rsc_location id="l" rsc="a"/>`)),
    );
    expect(new Trial(cibElement, cib(A)).observe(own(SET))).toBeUndefined();
  });

  test("shows no secret that only the cluster has", () => {
    const secret = A.replace(
      "/>",
      `><instance_attributes id="i"><nvpair id="n" name="password" value="hidden"/></instance_attributes></primitive>`,
    );
    const seen = new Trial(cibElement, cib(secret)).observe(own(A, "resources"));
    expect(seen).toEqual(own(secret.replace("hidden", "[secret]"), "resources"));
  });

  test("is another object under another name, id or parent only", () => {
    const of = (xml: string, parent?: string): readonly string[] =>
      findReplacement(cibElement, whole(SET), whole(xml, parent)).properties;
    expect([of(SET.replace("Optional", "Mandatory")), of(SET.replace('"o"', '"p"'))]).toEqual([
      [],
      ["xml"],
    ]);
    expect(of(SET, "a")).toEqual(["parent"]);
  });

  test("lists everything that is in its way", () => {
    const xml = `<rsc_order id="a"><resource_set id="l"><resource_ref id="a"/></resource_set></rsc_order>`;
    const tree = withSet(`<rsc_location id="l" rsc="a"/>`);
    expect(() => new Trial(cibElement, tree).put(own(xml, "nowhere"))).toThrow(
      "parent: there is no section and no element nowhere in the cluster (the sections are crm_config, nodes, resources, constraints, rsc_defaults, op_defaults, tags, acls, alerts, fencing-topology)\n" +
        "xml: the id a belongs to a primitive of the cluster\n" +
        "xml: the id l belongs to a rsc_location of the cluster",
    );
  });

  test("keeps an ACL target apart from a resource with its name", () => {
    const target = `<acl_target id="a"/>`;
    const put = new Trial(cibElement, cib(A)).put(own(target, "acls"));
    expect([put.id, writeXml(put.cib)]).toEqual([
      "acl_target/a",
      writeXml(cib(A, "", `<acls>${target}</acls>`)),
    ]);
  });

  test("waits for what it places, and stops what it is", () => {
    const tree = withSet();
    expect(cibElement.awaits(tree, "o", whole(SET))).toEqual({
      resources: ["a"],
      onlySettled: true,
    });
    expect(cibElement.running?.stopTarget(tree, "o", whole(SET))).toBeUndefined();
    expect(cibElement.running?.stopTarget(tree, "a", whole(A))).toBe("a");
  });

  test("is validated without a cluster", () => {
    const reasons = (xml: unknown): string[] => failures(cibElement, own(xml as string));
    expect(reasons("<a id='x'>")).toEqual([
      expect.stringContaining(" | xml: not well-formed XML: Unclosed root tag"),
    ]);
    expect(reasons(`<a><b id="x"/><c id="x"/></a>`)).toEqual([
      " | xml: the element a has no id; the id x is there twice",
    ]);
    expect(reasons(`<a id="1" b="x&#10;y"/>`)).toEqual([
      ' | xml: "1" is not a valid id; b of a must not hold line breaks, tabs or the character DEL: Pacemaker alters them',
    ]);
    expect(reasons(`<acl_target id="o'b"/>`)).toEqual([
      " | xml: the id of acl_target has an apostrophe",
    ]);
    expect(failures(cibElement, { label: "x" })).toEqual([
      " | xml is required",
      "parent | parent is required",
    ]);
    expect(reasons("04da6b54-80e4-46f7-96ec-b56ff0331ba9")).toEqual([]);
  });
});

describe("The text of an element", () => {
  test("tells its id, what it may name, and whether it has a secret", () => {
    expect(idInXml(`<!-- x --><rsc_order\n kind="a>b" id = 'o'><x id="y"/></rsc_order>`)).toBe("o");
    expect(idInXml(`<a data-id="x"/>`)).toBeUndefined();
    expect(namesInXml(`<fencing-level id="o" devices="f1,f2" index="1"/>`)).toEqual(["f1", "f2"]);
    expect(
      [`<nvpair name="passwd" value="x"/>`, `<nvpair name="login" value="x"/>`].map(hasSecretName),
    ).toEqual([true, false]);
  });
});
