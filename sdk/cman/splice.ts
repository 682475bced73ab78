import { type ConfDocument, type DomElement, parseDocument } from "./document";

/** What replaces a part of the text. */
export interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** An element to be written; attributes without a value are left out. */
export interface NewElement {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string | undefined>>;
  readonly children?: readonly NewElement[];
}

/** One change of a document, which may be none. */
export type Step = (document: ConfDocument) => readonly Splice[];

/** The text after all steps; each sees what those before it have made. */
export const applySteps = (text: string, steps: readonly Step[]): string =>
  steps.reduce((document, step) => {
    const splices = step(document);
    return splices.length === 0 ? document : parseDocument(spliced(document.text, splices));
  }, parseDocument(text)).text;

function spliced(text: string, splices: readonly Splice[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { from, to, text: put } of [...splices].sort((a, b) => a.from - b.from)) {
    parts.push(text.slice(at, from), put);
    at = to;
  }
  return parts.join("") + text.slice(at);
}

/** Beyond ASCII everything is a reference, so that it is right whatever encoding the file declares. */
const escaped = (value: string): string =>
  value.replace(/[&<>"'\n\r\t]|[^ -~]/gu, (c) => NAMED[c] ?? `&#${c.codePointAt(0) ?? 0};`);

const NAMED: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Sets attributes that differ, and removes those without a value; the rest of the tag stays as it is. */
export function setAttributes(
  { text }: ConfDocument,
  e: DomElement,
  values: Readonly<Record<string, string | undefined>>,
): readonly Splice[] {
  return Object.entries(values).flatMap(([name, value]): Splice[] => {
    const present = e.attributes.find((a) => a.name === name);
    if (present?.value === value) return [];
    if (present === undefined) return [{ ...afterAttributes(e), text: pair(name, value ?? "") }];
    const { start, end } = present;
    if (value === undefined) return [{ from: start, to: end, text: "" }];
    const quoted = text.slice(start, end);
    const quote = quoted.slice(-1);
    const from = start + quoted.indexOf(quote) + 1;
    return [{ from, to: end - 1, text: escaped(value) }];
  });
}

const pair = (name: string, value: string): string => ` ${name}="${escaped(value)}"`;

function afterAttributes(e: DomElement): { from: number; to: number } {
  const at = e.attributes.at(-1)?.end ?? e.start + 1 + e.name.length;
  return { from: at, to: at };
}

/** Takes an element out, with its line where it has one of its own. */
export function removeElement({ text }: ConfDocument, e: DomElement): Splice {
  const before = /(?:\r\n|\r|\n)[ \t]*$/.exec(text.slice(0, e.start));
  const alone = before !== null && /^[ \t]*(?:[\r\n]|$)/.test(text.slice(e.end));
  return { from: alone ? before.index : e.start, to: e.end, text: "" };
}

/** Puts an element in as the last of its parent, on lines of its own and as deep as its siblings. */
export function insertElement(
  document: ConfDocument,
  parent: DomElement,
  added: NewElement,
): readonly Splice[] {
  const { text } = document;
  const layout = layoutOf(document, parent);
  const whole = `${layout.inside}${writtenAs(added, layout)}`;
  if (parent.closeStart === parent.end) {
    // <a b="c" /> becomes <a b="c">…</a>
    const from = parent.start + text.slice(parent.start, parent.end).search(/\s*\/>$/);
    return [{ from, to: parent.end, text: `>${whole}${layout.before}</${parent.name}>` }];
  }
  const content = text.slice(parent.openEnd, parent.closeStart);
  const at = parent.openEnd + content.trimEnd().length;
  const broken = /[\r\n]/.test(text.slice(at, parent.closeStart));
  return [{ from: at, to: at, text: broken ? whole : `${whole}${layout.before}` }];
}

interface Layout {
  /** The line break and indentation in front of the parent's end tag; empty where there are no lines. */
  readonly before: string;
  /** The same in front of a child. */
  readonly inside: string;
  /** One step of indentation. */
  readonly unit: string;
}

function layoutOf(document: ConfDocument, parent: DomElement): Layout {
  const { text, root } = document;
  const before = parent === root ? lineBreak(document) : leading(text, parent);
  const first = root.children[0];
  const unit = (first && leading(text, first).replace(/[\r\n]/g, "")) ?? "  ";
  const sibling = parent.children.at(-1);
  if (sibling !== undefined) return { before, inside: leading(text, sibling), unit };
  return { before, inside: before === "" ? "" : before + (unit || "  "), unit };
}

/** The line break of a file whose elements have lines of their own. */
function lineBreak({ text, root }: ConfDocument): string {
  const inside = root.children.length === 0 ? text : text.slice(root.openEnd, root.closeStart);
  const found = /\r\n|\n|\r/.exec(inside)?.[0] ?? "";
  return root.children.length === 0 ? found || "\n" : found;
}

/** The line break and blanks in front of an element that begins a line; else nothing. */
const leading = (text: string, e: DomElement): string =>
  /(?:\r\n|\r|\n)[ \t]*$/.exec(text.slice(0, e.start))?.[0] ?? "";

function writtenAs(e: NewElement, { inside, unit }: Layout): string {
  const attributes = Object.entries(e.attributes ?? {})
    .map(([name, value]) => (value === undefined ? "" : pair(name, value)))
    .join("");
  const children = e.children ?? [];
  if (children.length === 0) return `<${e.name}${attributes}/>`;
  const deeper = { before: inside, inside: inside === "" ? "" : inside + (unit || "  "), unit };
  const content = children.map((c) => deeper.inside + writtenAs(c, deeper)).join("");
  return `<${e.name}${attributes}>${content}${inside}</${e.name}>`;
}

/** Puts one element in the place of another. */
export function replaceSpan(document: ConfDocument, e: DomElement, by: NewElement): Splice {
  const { unit } = layoutOf(document, document.root);
  const inside = leading(document.text, e);
  return { from: e.start, to: e.end, text: writtenAs(by, { before: inside, inside, unit }) };
}
