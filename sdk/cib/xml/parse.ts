import type * as Xml2js from "xml2js";
import { COMMENT, type Element, idOf, sameAttributes } from "./element";

/**
 * The SAX parser inside xml2js. Its events are used directly, because xml2js itself drops comments, cannot read an element
 * named `_`, and takes three times as long.
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
  /** Clears an error, which the next call would throw otherwise. */
  resume(): void;
}

type Attributes = Element["attributes"];

/** An element that is being read, with its counterpart in an older tree. */
interface Open {
  readonly element: Element & { readonly children: Element[] };
  readonly model: Element | undefined;
  /** Number of the model's children that are matched or gone. */
  passed: number;
}

/** Maximum depth. libxml2 reads no deeper, so no cluster has more. The limit keeps recursive functions from overflowing. */
const DEPTH = 256;

/**
 * Parses XML into a tree of elements. Text is dropped: a CIB has none, because Pacemaker drops it on reading.
 * Comments, CDATA sections and processing instructions become placeholders, because they count in the positions of a patch.
 * @param like an older tree, with which equal elements are shared. One large CIB is then in memory instead of every CIB
 * that was read.
 * @throws Error if the text is not well-formed, is nested more than 256 deep, or declares a document type. Without
 * document types there are no entities to expand, and none that read a file.
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
 * Loads xml2js on first use: a program, and a run without changes, parse no XML. Loading the parser without the builder
 * saves 6 MB, and 11 of 17 ms.
 */
const xml2js = (): Pick<typeof Xml2js, "Parser"> =>
  require("xml2js/lib/parser") as Pick<typeof Xml2js, "Parser">;

const openElement = (name: string, model?: Element, attributes: Attributes = {}): Open => ({
  element: { name, attributes, children: [] },
  model,
  passed: 0,
});

/** One shared object, so that the placeholders of two trees are identical too. */
const PLACEHOLDER: Element = { name: COMMENT, attributes: {}, children: [] };

/** Maximum number of consecutive deleted siblings that matching skips. */
const LOOK_AHEAD = 20;

/** Finds the next child of the model with the same name and id. */
function findCounterpart(parent: Open, name: string, { id = "" }: Attributes): Element | undefined {
  const ahead = parent.model?.children.slice(parent.passed, parent.passed + LOOK_AHEAD) ?? [];
  const at = ahead.findIndex((e) => e.name === name && idOf(e) === id);
  if (at >= 0) parent.passed += at + 1;
  return ahead[at];
}

const isEqual = (a: Element, b: Element): boolean =>
  sameAttributes(a, b) &&
  a.children.length === b.children.length &&
  a.children.every((c, i) => c === b.children[i]);

function read(text: string, like: Element | undefined): readonly Element[] {
  const { Parser } = xml2js();
  const { saxParser: sax } = new Parser({ strict: true }) as unknown as { readonly saxParser: Sax };
  const document = openElement("", like && { name: "", attributes: {}, children: [like] });
  const open = [document];
  const parent = (): Open => open.at(-1) ?? document;
  let failure: Error | undefined;
  const fail = (e: Error): void => {
    // Keep the first error: later ones may follow from it.
    failure ??= e;
  };
  const addPlaceholder = (): void => void parent().element.children.push(PLACEHOLDER);
  const ignore = (): void => undefined;
  sax.onopentag = ({ name, attributes }) => {
    const model = findCounterpart(parent(), name, attributes);
    if (open.push(openElement(name, model, attributes)) > DEPTH + 1)
      fail(new Error(`XML that is nested more than ${DEPTH} deep is not accepted`));
  };
  sax.onclosetag = () => {
    const { element, model } = open.pop() ?? document;
    parent().element.children.push(model && isEqual(element, model) ? model : element);
  };
  sax.oncomment = sax.onopencdata = sax.onprocessinginstruction = addPlaceholder;
  sax.ondoctype = () => {
    fail(new Error("a document type declaration is not accepted"));
  };
  sax.ontext = sax.onend = ignore;
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

/** Writes a tree as XML without white space between elements and without comments. */
export function writeXml(e: Element): string {
  if (e.name === COMMENT) return "";
  const attributes = Object.entries(e.attributes)
    .map(([name, value]) => ` ${name}="${escape(value)}"`)
    .join("");
  return e.children.length === 0
    ? `<${e.name}${attributes}/>`
    : `<${e.name}${attributes}>${e.children.map(writeXml).join("")}</${e.name}>`;
}

/** Writes a tree with the start tag of each element on its own line, in document order. Comments are lines too. */
export function writeLines(e: Element): string {
  if (e.name === COMMENT) return "<!-- -->\n";
  const [start = ""] = writeXml({ ...e, children: [] }).split("/>");
  return `${start}>\n${e.children.map(writeLines).join("")}</${e.name}>`;
}
