import { type Element, idOf } from "../../../sdk/cib/xml/element";
import { writeXml, parseXml } from "../../../sdk/cib/xml/parse";
import type { Lab } from "../../lab/cluster/lab";
import { cib } from "./cluster-status";

/** Elements whose children have no meaningful order. The order differs from run to run. */
const unordered = ["resources", "constraints", "cluster_property_set", "meta_attributes"];

/** Returns the whole configuration as text, independent of the order in which parallel operations made it. */
export async function configuration(lab: Lab): Promise<string> {
  return writeXml(sorted(parseXml(await cib(lab))));
}

function sorted(e: Element): Element {
  const children = e.children.map(sorted);
  if (unordered.includes(e.name)) children.sort((x, y) => (idOf(x) < idOf(y) ? -1 : 1));
  return { ...e, children };
}
