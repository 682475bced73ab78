import { type CmanMember, readCmanConf, memberElements } from "../cluster-conf";
import { type ConfDocument, type DomElement, domChildNamed, attributeValue } from "../document";
import { redirectFor } from "./edit-redirect";
import { type CmanNodeSpec, type CmanSpec, explicitFencing } from "../spec";
import {
  type NewElement,
  type Splice,
  type Step,
  insertElement,
  removeElement,
  setAttributes,
} from "./splice";

/** Removes a node. */
export const withoutNode =
  (name: string): Step =>
  (d) =>
    memberElements(d.root)
      .filter((e) => attributeValue(e, "name") === name)
      .map((e) => removeElement(d, e));

/** Adds a node, or updates its declared attributes. */
export const nodeStep =
  (node: CmanNodeSpec, spec: CmanSpec, before?: CmanSpec): Step =>
  (d) => {
    const present = memberElements(d.root).find((e) => attributeValue(e, "name") === node.name);
    if (present) return updateNode(d, present, node, spec, before);
    const nodes = domChildNamed(d.root, "clusternodes");
    return nodes ? insertElement(d, nodes, newNode(d, node, spec)) : [];
  };

const newNode = (d: ConfDocument, node: CmanNodeSpec, spec: CmanSpec): NewElement => ({
  name: "clusternode",
  attributes: {
    name: node.name,
    nodeid: String(node.nodeId ?? findFreeId(d, spec)),
    votes: node.votes === undefined ? undefined : String(node.votes),
  },
  children: [
    ...(node.alternativeName === undefined
      ? []
      : [{ name: "altname", attributes: { name: node.alternativeName } }]),
    ...(explicitFencing(spec) ? [] : redirectFor(d.root, node.name)),
  ],
});

/** Finds the lowest id that no member and no declared node has, as `ccs --addnode` does. */
function findFreeId(d: ConfDocument, spec: CmanSpec): number {
  const taken = [...readCmanConf(d.root).members, ...spec.nodes].map((n) => n.nodeId);
  const ids = Array.from({ length: taken.length + 1 }, (_, i) => i + 1);
  return ids.find((id) => !taken.includes(id)) ?? 1;
}

function updateNode(
  d: ConfDocument,
  e: DomElement,
  node: CmanNodeSpec,
  spec: CmanSpec,
  before?: CmanSpec,
): readonly Splice[] {
  const old = before?.nodes.find((n) => n.name === node.name);
  const member = readCmanConf(d.root).members.find((m) => m.name === node.name);
  const votes = node.votes ?? (old?.votes === undefined ? member?.votes : 1);
  return [
    ...(votes === member?.votes ? [] : setAttributes(d, e, { votes: node.votes?.toString() })),
    ...setNodeId(d, e, node.nodeId ?? member?.nodeId ?? findFreeId(d, spec), member),
    ...setAlternativeName(d, e, node.alternativeName, old?.alternativeName),
  ];
}

const setNodeId = (
  d: ConfDocument,
  e: DomElement,
  id: number,
  member?: CmanMember,
): readonly Splice[] => (id === member?.nodeId ? [] : setAttributes(d, e, { nodeid: String(id) }));

function setAlternativeName(
  d: ConfDocument,
  e: DomElement,
  now?: string,
  old?: string,
): readonly Splice[] {
  const present = domChildNamed(e, "altname");
  if (now !== undefined)
    return present
      ? setAttributes(d, present, { name: now })
      : insertElement(d, e, { name: "altname", attributes: { name: now } });
  return present && old !== undefined ? [removeElement(d, present)] : [];
}
