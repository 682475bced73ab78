import { type DomElement, parseDocument } from "../../sdk/cman/document";

/** Elements whose order has a meaning: the methods to fence a node, and the devices of each. */
const ORDERED = ["fence", "method"];

/** Normalises a cluster.conf: the version and the order of attributes and of most elements have no meaning. */
export const meaning = (text: string): unknown => meaningOf(parseDocument(text).root);

function meaningOf({ name, attributes, children }: DomElement): unknown {
  const values = attributes
    .filter((a) => a.name !== "config_version")
    .map((a) => `${a.name}=${a.value}`);
  const inside = children.map(meaningOf);
  const ordered = ORDERED.includes(name)
    ? inside
    : inside.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return [name, values.sort(), ...ordered];
}
