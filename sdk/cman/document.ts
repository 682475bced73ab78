import type * as XmlDom from "@xmldom/xmldom";
import { type XmlTag, findTags } from "./tags";

/** An attribute with its position: from the blank before its name to its closing quote. */
export interface Attribute {
  readonly name: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** An element with its position. An empty-element tag (`<a/>`) has `openEnd`, `closeStart` and `end` at the same offset. */
export interface DomElement {
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly children: readonly DomElement[];
  readonly start: number;
  /** Offset after the start tag. */
  readonly openEnd: number;
  /** Offset before the end tag. */
  readonly closeStart: number;
  readonly end: number;
}

/** The text of a cluster.conf, and its elements with their positions. */
export interface ConfDocument {
  readonly text: string;
  readonly root: DomElement;
}

/**
 * Parses a cluster.conf. The DOM library checks that it is well-formed and decodes the values. The library does not write
 * the text: it would change quotes, blanks between attributes, references, line ends and the text after the root. Edits
 * are spliced into the text instead (splice.ts).
 * @throws Error naming the line, when the text is not well-formed, declares a document type, or has another root than
 * <cluster>. The error never shows the text, which may hold passwords.
 */
export function parseDocument(text: string): ConfDocument {
  const dom = parseChecked(text);
  const root = buildTree(findTags(text), dom);
  if (root.name !== "cluster")
    throw new Error(`line ${lineAt(text, root.start)}: the root element is not <cluster>`);
  return { text, root };
}

const lineAt = (text: string, at: number): number => text.slice(0, at).split(/\r\n?|\n/).length;

/** Characters that XML 1.0 forbids, literally and as references. The library accepts them. */
const FORBIDDEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bcBCefEF]|1[\da-fA-F]|[dD][89a-fA-F][\da-fA-F]{2}|[fF]{3}[eEfF]));/;

function parseChecked(text: string): XmlDom.Document {
  const wrong = FORBIDDEN.exec(text);
  if (wrong) throw new Error(`line ${lineAt(text, wrong.index)}: a character that XML cannot hold`);
  // Reject a DOCTYPE: declared entities could expand without bounds, or read files.
  const declared = /<!DOCTYPE/.exec(text.replace(/<!--[\s\S]*?-->/g, blankOut));
  if (declared)
    throw new Error(`line ${lineAt(text, declared.index)}: a document type declaration`);
  return parse(text);
}

/** Replaces all but the line breaks with blanks, so that line numbers stay right. */
const blankOut = (comment: string): string => comment.replace(/[^\r\n]/g, " ");

/** Loads the library when the first cluster.conf is parsed. */
const xmldom = (): typeof XmlDom => require("@xmldom/xmldom") as typeof XmlDom;

function parse(text: string): XmlDom.Document {
  const { DOMParser } = xmldom();
  let failure: Error | undefined;
  const onError = (_level: string, message: string, { locator }: { locator?: Place }): void => {
    // Keep the first error: later ones may be its consequences.
    failure ??= new Error(`line ${locator?.lineNumber || 1}: ${redactQuotes(message)}`);
    throw failure;
  };
  try {
    return new DOMParser({ onError }).parseFromString(text.replace(/^\ufeff/, ""), "text/xml");
  } catch (e) {
    throw failure ?? (e instanceof Error ? new Error(redactQuotes(e.message)) : e);
  }
}

interface Place {
  readonly lineNumber?: number;
}

/** Removes what the library's message quotes from the text: it may be part of a password. */
const redactQuotes = (message: string): string =>
  /^(AttValue|Unescaped)/.test(message)
    ? message
    : (message.split(/["\n]|: | at position | starting /)[0]?.replace(/:.*$/, "") ?? "").trim() ||
      "not well-formed";

interface OpenElement extends DomElement {
  readonly children: DomElement[];
  closeStart: number;
  end: number;
}

/** libxml2 has the same limit. */
const DEPTH = 256;

function buildTree(tags: readonly XmlTag[], dom: XmlDom.Document): DomElement {
  const values = dom.getElementsByTagName("*");
  const open: OpenElement[] = [];
  const roots: OpenElement[] = [];
  let read = 0;
  for (const tag of tags) {
    if (tag.kind === "end") closeElement(open.pop(), tag);
    else {
      const e = openElement(tag, values.item(read++) ?? undefined);
      (open.at(-1)?.children ?? roots).push(e);
      if (tag.kind === "start") open.push(e);
    }
    if (open.length > DEPTH) throw new Error(`nested more than ${DEPTH} deep`);
  }
  const [root] = roots;
  if (root === undefined || read !== values.length) throw new Error("no element");
  return root;
}

function closeElement(e: OpenElement | undefined, tag: XmlTag): void {
  if (e === undefined) throw new Error("an end tag without a start tag");
  e.closeStart = tag.start;
  e.end = tag.end;
}

function openElement(tag: XmlTag, dom?: XmlDom.Element): OpenElement {
  const attributes = tag.attributes.map((a) => ({ ...a, value: dom?.getAttribute(a.name) ?? "" }));
  const { name, start, end } = tag;
  return { name, attributes, children: [], start, openEnd: end, closeStart: end, end };
}

export const attributeValue = (e: DomElement, name: string): string | undefined =>
  e.attributes.find((a) => a.name === name)?.value;

export const attributeValues = (e: DomElement | undefined): Record<string, string> =>
  Object.fromEntries((e?.attributes ?? []).map((a) => [a.name, a.value]));

export const domChildrenNamed = (e: DomElement | undefined, name: string): readonly DomElement[] =>
  (e?.children ?? []).filter((c) => c.name === name);

/** Returns the first child with that name: CMAN reads no other. */
export const domChildNamed = (e: DomElement | undefined, name: string): DomElement | undefined =>
  e?.children.find((c) => c.name === name);
