import { COMMENT, type Element } from "../../../sdk/cib/xml/element";
import { parseXml } from "../../../sdk/cib/xml/parse";

interface Node {
  name: string;
  attributes: Record<string, string>;
  children: Node[];
  parent?: Node | undefined;
}

function mutable(e: Element, parent?: Node): Node {
  const node: Node = { name: e.name, attributes: { ...e.attributes }, children: [], parent };
  node.children = e.children.map((c) => mutable(c, node));
  return node;
}

const frozen = ({ name, attributes, children }: Node): Element => ({
  name,
  attributes,
  children: children.map(frozen),
});

function find(root: Node, path: string): Node {
  const [, first = "", ...steps] = path.split("/");
  if (first !== root.name) throw new Error(`${path}: the root is ${root.name}`);
  return steps.reduce((node, step) => {
    const [, tag, id] = /^([^[]+)(?:\[@id='([^']*)'\])?$/.exec(step) ?? [];
    const found = node.children.find(
      (c) => c.name === tag && (id === undefined || c.attributes.id === id),
    );
    if (!found) throw new Error(`${path}: there is no ${step}`);
    return found;
  }, root);
}

const unlink = (node: Node): void => {
  node.parent?.children.splice(node.parent.children.indexOf(node), 1);
};

/** Applies a format-2 patch in the order of Pacemaker's xml_apply_patchset_v2. */
export function applyPatch(old: Element, patch: string): Element {
  const root = mutable(old);
  const later: { change: Element; target: Node; position: number }[] = [];
  for (const change of parseXml(patch).children.filter((c) => c.name === "change")) {
    const { operation, path = "", position } = change.attributes;
    const target = find(root, path);
    if (operation === "delete") unlink(target);
    else if (operation === "modify") target.attributes = { ...result(change).attributes };
    else later.push({ change, target, position: Number(position) });
  }
  for (const { change, target, position } of later.sort((a, b) => a.position - b.position)) {
    if (change.attributes.operation === "create") create(target, change, position);
    else move(target, position);
  }
  return frozen(root);
}

function result(change: Element): Element {
  const found = change.children.find((c) => c.name === "change-result")?.children[0];
  if (!found) throw new Error("a modification without its result");
  return found;
}

function create(parent: Node, change: Element, position: number): void {
  const [made] = change.children;
  if (!made) throw new Error("a creation without an element");
  parent.children.splice(position, 0, mutable(made, parent));
}

function move(node: Node, position: number): void {
  unlink(node);
  node.parent?.children.splice(position, 0, node);
  if (node.parent?.children.indexOf(node) !== position) throw new Error("moved beyond the end");
}

/** A text that is equal for trees that differ only in comments and in the order of attributes. */
export const canonical = (e: Element): string => {
  const attributes = Object.entries(e.attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  const children = e.children.filter((c) => c.name !== COMMENT).map(canonical);
  return `${e.name} ${JSON.stringify(attributes)}(${children.join()})`;
};
