import { repeatedIds } from "../../../cib/model/elements/whole";
import { type Element, isReference, walk } from "../../../cib/xml/element";
import { parseXml } from "../../../cib/xml/parse";
import { isSecretName } from "../../../cib/xml/redact";
import { isId } from "../../../cib/xml/values";
import { toError } from "../../../kind/lifecycle";
import { explainUnsupportedText } from "../../../kind/pacemaker-strings";
import type { Rule } from "../../../kind/rules";

/** Validates the text of an element. Shows no value, because it may be secret. */
export const xmlRule: Rule = (v) => {
  if (typeof v !== "string") return "must be a text";
  let root: Element;
  try {
    root = parseXml(v);
  } catch (e) {
    return toError(e).message;
  }
  const { id } = root.attributes;
  const reasons = [
    ...(id === undefined ? [`the element ${root.name} has no id`] : []),
    ...(id !== undefined && !isReference(root) && !isId(id)
      ? [`${JSON.stringify(id)} is not a valid id`]
      : []),
    ...walk(root).flatMap((e) =>
      // A patch addresses elements by their ids, between apostrophes.
      e.attributes.id?.includes("'") ? [`the id of ${e.name} has an apostrophe`] : [],
    ),
    ...repeatedIds(root).map((repeated) => `the id ${repeated} is there twice`),
    ...walk(root).flatMap((e) =>
      Object.entries(e.attributes).flatMap(([name, value]) => {
        const reason = explainUnsupportedText(value);
        return reason === undefined ? [] : [`${name} of ${e.name} ${reason}`];
      }),
    ),
  ];
  return reasons.length === 0 ? undefined : reasons.join("; ");
};

/** Returns the name and the id of an element, which make it another object; the text itself if it is no element. */
export function identityOfXml(xml: string): string {
  const id = idInXml(xml);
  return id === undefined ? xml : `${nameInXml(xml)} ${id}`;
}

/** The first start tag. A program parses no XML: a comment in front of it may hold no tag. */
const START = /<([A-Za-z_][^\s/>]*)((?:\s+[^\s=>]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*\/?>/;

const nameInXml = (xml: string): string => START.exec(xml)?.[1] ?? "";

/** Returns the id of the element, which a program needs before the provider reads the text. */
export function idInXml(xml: string): string | undefined {
  const attributes = START.exec(xml)?.[2] ?? "";
  const [, double, single] = /\sid\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(attributes) ?? [];
  return double ?? single;
}

/** Returns everything in the text that may name another object: the values of attributes, and the parts of lists. */
export const namesInXml = (xml: string): readonly string[] => {
  const own = idInXml(xml);
  const values = [...xml.matchAll(/=\s*(?:"([^"]*)"|'([^']*)')/g)];
  const names = values.flatMap(([, double = "", single = ""]) =>
    (double || single).split(/[\s,]+/),
  );
  return [...new Set(names)].filter((name) => isId(name) && name !== own);
};

/** Tells whether an element has a value under a secret name. */
export const hasSecretName = (xml: string): boolean =>
  [...xml.matchAll(/\s([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].some(
    ([, attribute = "", double, single]) =>
      isSecretName(attribute) || (attribute === "name" && isSecretName(double ?? single ?? "")),
  );
