import type * as Xml2js from "xml2js";
import { COMMENT, type Element } from "./element";

/**
 * The parser inside xml2js. Its events are taken here: xml2js itself drops comments, cannot read an element named `_`,
 * and needs three times as long.
 */
interface Sax {
  onopentag: (tag: Readonly<{ name: string; attributes: Record<string, string> }>) => void;
  onclosetag: () => void;
  oncomment: () => void;
  onopencdata: () => void;
  onprocessinginstruction: () => void;
  ondoctype: () => void;
  ontext: () => void;
  onerror: (e: Error) => void;
  onend: () => void;
  write(text: string): Sax;
  close(): void;
  /** Forgets an error, which would otherwise be thrown by the next call. */
  resume(): void;
}

interface Open extends Element {
  readonly children: Element[];
}

/** libxml2 reads no deeper, so no cluster holds more; it keeps what follows the tree by recursion from overflowing. */
const DEPTH = 256;

/**
 * Parses XML into a tree of elements; text is dropped (a CIB holds none: Pacemaker drops it when it reads one).
 * Comments, CDATA sections and processing instructions become stand-ins, for they count in the positions of a patch.
 * @throws Error when the text is not well-formed, is nested more than 256 deep, or declares a document type: so there
 * are no entities to expand, and none that name a file.
 */
export function parseXml(text: string): Element {
  const roots = read(text.trimStart()).filter((c) => c.name !== COMMENT);
  const [root] = roots;
  if (!root) throw malformed("no element");
  if (roots.length > 1) throw malformed("more than one root element");
  return root;
}

const malformed = (reason: string): Error => new Error(`not well-formed XML: ${reason}`);

/** Loaded when the first XML is read: a program, and a run without changes, reads none. */
const xml2js = (): typeof Xml2js => require("xml2js") as typeof Xml2js;

function read(text: string): readonly Element[] {
  const { Parser } = xml2js();
  const { saxParser: sax } = new Parser({ strict: true }) as unknown as { readonly saxParser: Sax };
  const document: Open = { name: "", attributes: {}, children: [] };
  const open = [document];
  let failure: Error | undefined;
  const fail = (e: Error): void => {
    // What follows an error may be reported too: the first one is the reason.
    failure ??= e;
  };
  const add = (name: string, attributes: Readonly<Record<string, string>> = {}): Open => {
    const e: Open = { name, attributes, children: [] };
    open.at(-1)?.children.push(e);
    return e;
  };
  const standIn = (): void => void add(COMMENT);
  const nothing = (): void => undefined;
  sax.onopentag = ({ name, attributes }) => {
    if (open.push(add(name, attributes)) > DEPTH + 1)
      fail(new Error(`XML that is nested more than ${DEPTH} deep is not accepted`));
  };
  sax.onclosetag = () => void open.pop();
  sax.oncomment = sax.onopencdata = sax.onprocessinginstruction = standIn;
  sax.ondoctype = () => {
    fail(new Error("a document type declaration is not accepted"));
  };
  sax.ontext = sax.onend = nothing;
  sax.onerror = (e) => {
    fail(malformed(e.message.split("\n")[0] ?? ""));
    sax.resume();
  };
  sax.write(text).close();
  if (failure) throw failure;
  return document.children;
}

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
