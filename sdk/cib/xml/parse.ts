import type * as Xml2js from "xml2js";
import { COMMENT, type Element, idOf, sameAttributes } from "./element";

/**
 * The parser inside xml2js. Its events are taken here: xml2js itself drops comments, cannot read an element named `_`,
 * and needs three times as long.
 */
interface Sax {
  onopentag: (tag: Readonly<{ name: string; attributes: Attributes }>) => void;
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

type Attributes = Element["attributes"];

/** An element that is being read, and the one of an older tree that it may turn out to equal. */
interface Open {
  readonly element: Element & { readonly children: Element[] };
  readonly model: Element | undefined;
  /** How many of the model's children have had their counterpart, or are gone. */
  passed: number;
}

/** libxml2 reads no deeper, so no cluster holds more; it keeps what follows the tree by recursion from overflowing. */
const DEPTH = 256;

/**
 * Parses XML into a tree of elements; text is dropped (a CIB holds none: Pacemaker drops it when it reads one).
 * Comments, CDATA sections and processing instructions become stand-ins, for they count in the positions of a patch.
 * @param like an older tree: what is equal is shared with it, so that one large CIB is in memory and not each that was read
 * @throws Error when the text is not well-formed, is nested more than 256 deep, or declares a document type: so there
 * are no entities to expand, and none that name a file.
 */
export function parseXml(text: string, like?: Element): Element {
  const roots = read(text.trimStart(), like).filter((c) => c.name !== COMMENT);
  const [root] = roots;
  if (!root) throw malformed("no element");
  if (roots.length > 1) throw malformed("more than one root element");
  return root;
}

const malformed = (reason: string): Error => new Error(`not well-formed XML: ${reason}`);

/**
 * Loaded when the first XML is read: a program, and a run without changes, reads none. Without xml2js's builder it is
 * 6 MB less, and 11 of 17 ms.
 */
const xml2js = (): Pick<typeof Xml2js, "Parser"> =>
  require("xml2js/lib/parser") as Pick<typeof Xml2js, "Parser">;

const opened = (name: string, model?: Element, attributes: Attributes = {}): Open => ({
  element: { name, attributes, children: [] },
  model,
  passed: 0,
});

/** One for all, so that those of two trees are the same too. */
const STAND_IN: Element = { name: COMMENT, attributes: {}, children: [] };

/** So many siblings that are gone one after the other are passed over. */
const LOOK_AHEAD = 20;

/** The child of the model that has the same name and id. */
function counterpart(parent: Open, name: string, { id = "" }: Attributes): Element | undefined {
  const ahead = parent.model?.children.slice(parent.passed, parent.passed + LOOK_AHEAD) ?? [];
  const at = ahead.findIndex((e) => e.name === name && idOf(e) === id);
  if (at >= 0) parent.passed += at + 1;
  return ahead[at];
}

const equal = (a: Element, b: Element): boolean =>
  sameAttributes(a, b) &&
  a.children.length === b.children.length &&
  a.children.every((c, i) => c === b.children[i]);

function read(text: string, like: Element | undefined): readonly Element[] {
  const { Parser } = xml2js();
  const { saxParser: sax } = new Parser({ strict: true }) as unknown as { readonly saxParser: Sax };
  const document = opened("", like && { name: "", attributes: {}, children: [like] });
  const open = [document];
  const parent = (): Open => open.at(-1) ?? document;
  let failure: Error | undefined;
  const fail = (e: Error): void => {
    // What follows an error may be reported too: the first one is the reason.
    failure ??= e;
  };
  const standIn = (): void => void parent().element.children.push(STAND_IN);
  const nothing = (): void => undefined;
  sax.onopentag = ({ name, attributes }) => {
    const model = counterpart(parent(), name, attributes);
    if (open.push(opened(name, model, attributes)) > DEPTH + 1)
      fail(new Error(`XML that is nested more than ${DEPTH} deep is not accepted`));
  };
  sax.onclosetag = () => {
    const { element, model } = open.pop() ?? document;
    parent().element.children.push(model && equal(element, model) ? model : element);
  };
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
  return document.element.children;
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
