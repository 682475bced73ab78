import { type ConfDocument, type DomElement, parseDocument } from "../document";

/** A replacement of a part of the text. */
export interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** An element to write. Attributes without a value are omitted. */
export interface NewElement {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string | undefined>>;
  readonly children?: readonly NewElement[];
}

/** One edit of a document. May return no splices. */
export type Step = (document: ConfDocument) => readonly Splice[];

/** Applies all steps in order. Each step sees the result of the previous ones. */
export const applySteps = (text: string, steps: readonly Step[]): string =>
  steps.reduce((document, step) => {
    const splices = step(document);
    return splices.length === 0 ? document : parseDocument(spliceText(document.text, splices));
  }, parseDocument(text)).text;

function spliceText(text: string, splices: readonly Splice[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { from, to, text: put } of [...splices].sort((a, b) => a.from - b.from)) {
    parts.push(text.slice(at, from), put);
    at = to;
  }
  return parts.join("") + text.slice(at);
}

/** Writes non-ASCII characters as references, which are right in every encoding that the file may declare. */
const escape = (value: string): string =>
  value.replace(/[&<>"'\n\r\t]|[^ -~]/gu, (c) => NAMED[c] ?? `&#${c.codePointAt(0) ?? 0};`);

const NAMED: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Sets attributes that differ, and removes those without a value. The rest of the tag stays. */
export function setAttributes(
  { text }: ConfDocument,
  e: DomElement,
  values: Readonly<Record<string, string | undefined>>,
): readonly Splice[] {
  return Object.entries(values).flatMap(([name, value]): Splice[] => {
    const present = e.attributes.find((a) => a.name === name);
    if (present?.value === value) return [];
    if (present === undefined)
      return [{ ...afterAttributes(e), text: attributeText(name, value ?? "") }];
    const { start, end } = present;
    if (value === undefined) return [{ from: start, to: end, text: "" }];
    const quoted = text.slice(start, end);
    const quote = quoted.slice(-1);
    const from = start + quoted.indexOf(quote) + 1;
    return [{ from, to: end - 1, text: escape(value) }];
  });
}

const attributeText = (name: string, value: string): string => ` ${name}="${escape(value)}"`;

function afterAttributes(e: DomElement): { from: number; to: number } {
  const at = e.attributes.at(-1)?.end ?? e.start + 1 + e.name.length;
  return { from: at, to: at };
}

/** Removes an element, and its line if nothing else is on it. */
export function removeElement({ text }: ConfDocument, e: DomElement): Splice {
  const before = /(?:\r\n|\r|\n)[ \t]*$/.exec(text.slice(0, e.start));
  const hasOwnLine = before !== null && /^[ \t]*(?:[\r\n]|$)/.test(text.slice(e.end));
  return { from: hasOwnLine ? before.index : e.start, to: e.end, text: "" };
}

/** Inserts an element as the last child of its parent, on its own lines, with the indentation of its siblings. */
export function insertElement(
  document: ConfDocument,
  parent: DomElement,
  added: NewElement,
): readonly Splice[] {
  const { text } = document;
  const layout = layoutOf(document, parent);
  const inserted = `${layout.inside}${writeElement(added, layout)}`;
  if (parent.closeStart === parent.end) {
    // <a b="c" /> becomes <a b="c">…</a>
    const from = parent.start + text.slice(parent.start, parent.end).search(/\s*\/>$/);
    return [{ from, to: parent.end, text: `>${inserted}${layout.before}</${parent.name}>` }];
  }
  const content = text.slice(parent.openEnd, parent.closeStart);
  const at = parent.openEnd + content.trimEnd().length;
  const hasLineBreak = /[\r\n]/.test(text.slice(at, parent.closeStart));
  return [{ from: at, to: at, text: hasLineBreak ? inserted : `${inserted}${layout.before}` }];
}

interface Layout {
  /** Line break and indentation before the parent's end tag. Empty in a file on one line. */
  readonly before: string;
  /** Line break and indentation before a child. */
  readonly inside: string;
  /** One step of indentation. */
  readonly unit: string;
}

function layoutOf(document: ConfDocument, parent: DomElement): Layout {
  const { text, root } = document;
  const before = parent === root ? lineBreak(document) : leadingSpace(text, parent);
  const first = root.children[0];
  const unit = (first && leadingSpace(text, first).replace(/[\r\n]/g, "")) ?? "  ";
  const sibling = parent.children.at(-1);
  if (sibling !== undefined) return { before, inside: leadingSpace(text, sibling), unit };
  return { before, inside: before === "" ? "" : before + (unit || "  "), unit };
}

/** Finds the line break of a file with several lines. Empty in a file on one line. */
function lineBreak({ text, root }: ConfDocument): string {
  const inside = root.children.length === 0 ? text : text.slice(root.openEnd, root.closeStart);
  const found = /\r\n|\n|\r/.exec(inside)?.[0] ?? "";
  return root.children.length === 0 ? found || "\n" : found;
}

/** Line break and blanks before an element that begins a line. Otherwise empty. */
const leadingSpace = (text: string, e: DomElement): string =>
  /(?:\r\n|\r|\n)[ \t]*$/.exec(text.slice(0, e.start))?.[0] ?? "";

function writeElement(e: NewElement, { inside, unit }: Layout): string {
  const attributes = Object.entries(e.attributes ?? {})
    .map(([name, value]) => (value === undefined ? "" : attributeText(name, value)))
    .join("");
  const children = e.children ?? [];
  if (children.length === 0) return `<${e.name}${attributes}/>`;
  const deeper = { before: inside, inside: inside === "" ? "" : inside + (unit || "  "), unit };
  const content = children.map((c) => deeper.inside + writeElement(c, deeper)).join("");
  return `<${e.name}${attributes}>${content}${inside}</${e.name}>`;
}

/** Replaces an element with a new one. */
export function replaceSpan(
  document: ConfDocument,
  e: DomElement,
  replacement: NewElement,
): Splice {
  const { unit } = layoutOf(document, document.root);
  const inside = leadingSpace(document.text, e);
  return {
    from: e.start,
    to: e.end,
    text: writeElement(replacement, { before: inside, inside, unit }),
  };
}
