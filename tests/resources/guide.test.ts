import { type Element, element, idOf } from "../../sdk/cib/element";
import { section } from "../../sdk/cib/find";
import { writeXml } from "../../sdk/cib/xml";
import { cib, fixtureXml } from "../helpers";
import { guide } from "./guide";

const SECTIONS = ["crm_config", "resources", "constraints", "rsc_defaults"];

/** What was declared: without the order of pairs and attributes, and without `left` elements. */
function normal(e: Element, left: readonly string[]): Element {
  const children = e.children.filter((c) => !left.includes(c.name)).map((c) => normal(c, left));
  const pairs = children.every((c) => c.name === "nvpair");
  const attributes = Object.entries(e.attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  return element(
    e.name,
    Object.fromEntries(attributes),
    pairs ? children.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1)) : children,
  );
}

const declared = (tree: Element, left: readonly string[] = []): string[] =>
  SECTIONS.map((name) => writeXml(normal(section(tree, name), left)));

test("the guide gives the configuration that pcs 0.11.5 gives, to the operation", () => {
  expect(declared(guide(cib()))).toEqual(declared(fixtureXml("cib/guide-pcs-0.11.5.xml")));
});

// Their agents are of other versions than the meta-data here, and advise other operations.
test.each(["0.10.8", "0.12.0.2"])(
  "the guide gives what pcs %s gives, but for the operations",
  (version) => {
    const golden = fixtureXml(`cib/guide-pcs-${version}.xml`);
    expect(declared(guide(cib()), ["operations"])).toEqual(declared(golden, ["operations"]));
  },
);

test.each(["0.10.8", "0.11.5", "0.12.0.2"])(
  "the guide on what pcs %s made changes nothing at all",
  (version) => {
    const golden = fixtureXml(`cib/guide-pcs-${version}.xml`);
    expect(guide(golden)).toBe(golden);
  },
);

test("members that wait for their group end as if they had not", () => {
  expect(guide(cib(), true)).toEqual(guide(cib()));
});
