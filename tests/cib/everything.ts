import { type Element, element, updateSection } from "../../sdk/cib/xml/element";
import { colocationConstraint } from "../../sdk/resources/constraints/colocation";
import { lsb } from "../../sdk/resources/primitives/lsb";
import { resourceGroup } from "../../sdk/resources/groups/resource-group";
import { Trial } from "../resources/kind-helpers";
import { TOMCAT } from "../resources/guide";

export const OURS = ["tomcat-service", "ours", "beside"];

/** Adds objects of our kinds beside everything else: a primitive, its group, a constraint. */
export const edited = (start: Element): Element =>
  new Trial(lsb, start)
    .then(TOMCAT)
    .on(resourceGroup)
    .then({ name: "ours", members: ["tomcat-service"] })
    .on(colocationConstraint)
    .then({ name: "beside", resource: "ours", with: "database", score: "INFINITY" }).tree;

/** Adds foreign primitives at the front: about 330 bytes each, and more for a longer value. */
export const filled = (tree: Element, count: number, longer = 0): Element =>
  updateSection(tree, "resources", (r) => ({
    ...r,
    children: [
      ...Array.from({ length: count }, (_, i) => foreign(`filler-${i}`, "x".repeat(longer))),
      ...r.children,
    ],
  }));

const foreign = (id: string, more: string): Element =>
  element("primitive", { id, class: "ocf", provider: "pacemaker", type: "Dummy" }, [
    element("instance_attributes", { id: `${id}-parameters` }, [
      element("nvpair", { id: `${id}-fake`, name: "fake", value: `<&>"' \n€ ${id}${more}` }),
    ]),
    element("operations", {}, [
      element("op", { id: `${id}-monitor`, name: "monitor", interval: "10s" }),
    ]),
  ]);
