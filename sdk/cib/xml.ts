import { Parser } from "xml2js";
import { COMMENT, type Element } from "./element";

/** What xml2js gives with `explicitChildren` and `preserveChildrenOrder`. */
interface Parsed {
  readonly "#name": string;
  readonly _?: string;
  readonly $?: Readonly<Record<string, string>>;
  readonly $$?: readonly Parsed[];
}

// xml2js drops comments, but Pacemaker counts them in the positions of a patch, so each becomes an element first.
// Inside CDATA a comment is text; in an attribute value `<` cannot stand, so nothing else looks like one.
const PLACEHOLDER = "_comment_";
// Around the whole text, so that comments beside the root element, and a second root, are seen.
const DOCUMENT = "_document_";
const RESERVED = /<\/?_(comment|document)_/;
const COMMENT_OR_CDATA = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>/g;

/**
 * Parses XML into a tree of elements; text is dropped (a CIB holds none that we touch).
 * @throws Error when the text is not well-formed, or declares a document type (no entities are expanded).
 */
export function parseXml(text: string): Element {
  if (/<!DOCTYPE/i.test(text)) throw new Error("a document type declaration is not accepted");
  if (RESERVED.test(text)) throw new Error("an element may not have this library's own names");
  const marked = text
    .replace(/^\s*<\?xml[^>]*\?>/, "")
    .replace(COMMENT_OR_CDATA, (m) => (m.startsWith("<!--") ? `<${PLACEHOLDER}/>` : m));
  const document = parsed(`<${DOCUMENT}>${marked}</${DOCUMENT}>`);
  const roots = (document.$$ ?? []).filter((c) => c["#name"] !== PLACEHOLDER);
  const [root] = roots;
  if (document._ !== undefined) throw malformed("text outside the root element");
  if (!root) throw malformed("no element");
  if (roots.length > 1) throw malformed("more than one root element");
  return convert(root);
}

const malformed = (reason: string): Error => new Error(`not well-formed XML: ${reason}`);

function parsed(text: string): Parsed {
  const parser = new Parser({
    explicitChildren: true,
    preserveChildrenOrder: true,
    explicitRoot: false,
    async: false,
  });
  let root: Parsed | undefined;
  let failure: Error | undefined;
  parser.parseString(text, (error: Error | null, result: Parsed | null) => {
    // sax reports what follows an error too: the first one is the reason.
    failure ??= error ?? undefined;
    root ??= result ?? undefined;
  });
  if (failure) throw malformed(failure.message.split("\n")[0] ?? "");
  if (!root) throw malformed("no element");
  return root;
}

const convert = (p: Parsed): Element => ({
  name: p["#name"] === PLACEHOLDER ? COMMENT : p["#name"],
  attributes: p.$ ?? {},
  children: (p.$$ ?? []).filter((c) => c["#name"] !== "__text__").map(convert),
});

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\n": "&#10;",
  "\r": "&#13;",
  "\t": "&#9;",
};

const escape = (value: string): string => value.replace(/[&<>"\n\r\t]/g, (c) => ESCAPES[c] ?? c);

/** Writes a tree as XML without white space between elements. Comments are left out. */
export function writeXml(e: Element): string {
  if (e.name === COMMENT) return "";
  const attributes = Object.entries(e.attributes)
    .map(([name, value]) => ` ${name}="${escape(value)}"`)
    .join("");
  return e.children.length === 0
    ? `<${e.name}${attributes}/>`
    : `<${e.name}${attributes}>${e.children.map(writeXml).join("")}</${e.name}>`;
}

/** Writes a tree with every element's start on a line of its own, in document order. Comments are lines too. */
export function writeLines(e: Element): string {
  if (e.name === COMMENT) return "<!-- -->\n";
  const [start = ""] = writeXml({ ...e, children: [] }).split("/>");
  return `${start}>\n${e.children.map(writeLines).join("")}</${e.name}>`;
}
