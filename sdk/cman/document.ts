import type * as XmlDom from "@xmldom/xmldom";
import { type Tag, findTags } from "./tags";

/** An attribute, and where it stands: from the blank before its name to its closing quote. */
export interface Attribute {
  readonly name: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** An element, and where it stands; an empty-element tag (`<a/>`) has both its ends at the same place. */
export interface DomElement {
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly children: readonly DomElement[];
  readonly start: number;
  /** Behind the start tag. */
  readonly openEnd: number;
  /** Before the end tag. */
  readonly closeStart: number;
  readonly end: number;
}

/** A cluster.conf: its text, and what stands where in it. */
export interface ConfDocument {
  readonly text: string;
  readonly root: DomElement;
}

/**
 * Reads a cluster.conf. The DOM library judges whether it is well-formed and decodes the values; it is not asked to write
 * the text, since it changes quotes, blanks between attributes, references, line ends and what follows the root. What is
 * edited is spliced into the text instead (splice.ts).
 * @throws Error naming the line, when the text is not well-formed, declares a document type, or has another root than
 * <cluster>. The text itself is never shown: it may hold passwords.
 */
export function parseDocument(text: string): ConfDocument {
  const dom = judged(text);
  const root = tree(findTags(text), dom);
  if (root.name !== "cluster")
    throw new Error(`line ${lineAt(text, root.start)}: the root element is not <cluster>`);
  return { text, root };
}

const lineAt = (text: string, at: number): number => text.slice(0, at).split(/\r\n?|\n/).length;

/** What no XML 1.0 may hold, neither as it is nor as a reference; the library lets it pass. */
const NO_CHARACTER =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bcBCefEF]|1[\da-fA-F]|[dD][89a-fA-F][\da-fA-F]{2}|[fF]{3}[eEfF]));/;

function judged(text: string): XmlDom.Document {
  const wrong = NO_CHARACTER.exec(text);
  if (wrong) throw new Error(`line ${lineAt(text, wrong.index)}: a character that XML cannot hold`);
  // Declared entities could grow without bounds, or name files.
  const declared = /<!DOCTYPE/.exec(text.replace(/<!--[\s\S]*?-->/g, blank));
  if (declared)
    throw new Error(`line ${lineAt(text, declared.index)}: a document type declaration`);
  return parsed(text);
}

/** The same number of lines, without the text. */
const blank = (comment: string): string => comment.replace(/[^\r\n]/g, " ");

/** Loaded when the first cluster.conf is read. */
const xmldom = (): typeof XmlDom => require("@xmldom/xmldom") as typeof XmlDom;

function parsed(text: string): XmlDom.Document {
  const { DOMParser } = xmldom();
  let failure: Error | undefined;
  const onError = (_level: string, message: string, { locator }: { locator?: Place }): void => {
    // What follows an error may be reported too: the first one is the reason.
    failure ??= new Error(`line ${locator?.lineNumber || 1}: ${withoutText(message)}`);
    throw failure;
  };
  try {
    return new DOMParser({ onError }).parseFromString(text.replace(/^\ufeff/, ""), "text/xml");
  } catch (e) {
    throw failure ?? (e instanceof Error ? new Error(withoutText(e.message)) : e);
  }
}

interface Place {
  readonly lineNumber?: number;
}

/** The library's reason without what it quotes from the text, which may be part of a password. */
const withoutText = (message: string): string =>
  /^(AttValue|Unescaped)/.test(message)
    ? message
    : (message.split(/["\n]|: | at position | starting /)[0]?.replace(/:.*$/, "") ?? "").trim() ||
      "not well-formed";

interface Open extends DomElement {
  readonly children: DomElement[];
  closeStart: number;
  end: number;
}

/** libxml2 reads no deeper. */
const DEPTH = 256;

function tree(tags: readonly Tag[], dom: XmlDom.Document): DomElement {
  const values = dom.getElementsByTagName("*");
  const open: Open[] = [];
  const roots: Open[] = [];
  let read = 0;
  for (const tag of tags) {
    if (tag.kind === "end") close(open.pop(), tag);
    else {
      const e = opened(tag, values.item(read++) ?? undefined);
      (open.at(-1)?.children ?? roots).push(e);
      if (tag.kind === "start") open.push(e);
    }
    if (open.length > DEPTH) throw new Error(`nested more than ${DEPTH} deep`);
  }
  const [root] = roots;
  if (root === undefined || read !== values.length) throw new Error("no element");
  return root;
}

function close(e: Open | undefined, tag: Tag): void {
  if (e === undefined) throw new Error("an end tag without a start tag");
  e.closeStart = tag.start;
  e.end = tag.end;
}

function opened(tag: Tag, dom?: XmlDom.Element): Open {
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

/** The first of a name: CMAN reads no other. */
export const domChildNamed = (e: DomElement | undefined, name: string): DomElement | undefined =>
  e?.children.find((c) => c.name === name);
