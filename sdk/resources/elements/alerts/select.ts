import { type ElementPart, hasToGo } from "../../../cib/model/elements/part";
import {
  type Element,
  append,
  childNamed,
  childrenNamed,
  element,
  withChildren,
} from "../../../cib/xml/element";
import { idOf } from "../../../cib/xml/element";
import type { FreeId } from "../../../cib/rules/write";
import type { TableOf } from "../../../kind/arguments";
import { type Rule, allRules, findRepeatedText, listOf, trueOrFalse } from "../../../kind/rules";
import { attributeName } from "../../rules/validate";
import { given, objectRule } from "../object-rule";

/** Which kinds of events an alert is for, as the provider gets it. */
export interface Selection {
  readonly nodes?: boolean;
  readonly fencing?: boolean;
  readonly resources?: boolean;
  readonly attributes?: boolean | readonly string[];
}

const KINDS = ["nodes", "fencing", "resources", "attributes"] as const;

const attributesRule: Rule = (v) =>
  typeof v === "boolean"
    ? undefined
    : Array.isArray(v)
      ? allRules(listOf(attributeName), findRepeatedText)(v)
      : "must be true, false or a list of names of node attributes";

const SELECTION: TableOf<Selection> = {
  nodes: { rule: trueOrFalse },
  fencing: { rule: trueOrFalse },
  resources: { rule: trueOrFalse },
  attributes: { rule: attributesRule },
};

export const selectionRule = objectRule(SELECTION, (s) =>
  KINDS.some((kind) => s[kind] !== undefined && s[kind] !== false)
    ? []
    : [`selects no events; set one of ${KINDS.join(", ")}`],
);

/** The element `select` of an alert, which the program owns as a whole. pcs has no command for it. */
export const selectPart: ElementPart = {
  put: (e, change) => {
    if (hasToGo(change, false)) return withChildren(e, others(e));
    if (change.value === undefined) return e;
    const [present, wanted] = [childNamed(e, "select"), change.value as Selection];
    if (present && isEqual(readSelection(present), wanted)) return e;
    const made = writeSelection(idOf(e), present, wanted, change.free);
    if (present)
      return withChildren(
        e,
        e.children.map((c) => (c === present ? made : c)),
      );
    const at = e.children.findIndex((c) => c.name === "recipient");
    return at < 0 ? append(e, made) : withChildren(e, e.children.toSpliced(at, 0, made));
  },
  observe: (e, declared) => {
    const present = childNamed(e, "select");
    if (declared === undefined || !present) return undefined;
    const seen = readSelection(present);
    return isEqual(seen, declared as Selection) ? declared : seen;
  },
  read: (e) => {
    const present = childNamed(e, "select");
    return present && readSelection(present);
  },
};

const others = (e: Element): readonly Element[] => e.children.filter((c) => c.name !== "select");

/** The selected kinds, with the names of attributes, in an order of their own. */
const meaningOf = (s: Selection): string =>
  JSON.stringify(
    KINDS.map((kind) => {
      const value = s[kind] ?? false;
      return Array.isArray(value) ? [...(value as readonly string[])].sort() : value;
    }),
  );

const isEqual = (a: Selection, b: Selection): boolean => meaningOf(a) === meaningOf(b);

function readSelection(e: Element): Selection {
  const has = (kind: string): true | undefined =>
    childNamed(e, `select_${kind}`) === undefined ? undefined : true;
  const attributes = childNamed(e, "select_attributes");
  const names = attributes ? childrenNamed(attributes, "attribute") : [];
  return given({
    nodes: has("nodes"),
    fencing: has("fencing"),
    resources: has("resources"),
    attributes: names.length > 0 ? names.map((n) => n.attributes.name ?? "") : has("attributes"),
  });
}

function writeSelection(
  owner: string,
  present: Element | undefined,
  wanted: Selection,
  free: FreeId,
): Element {
  const kinds = KINDS.filter((kind) => wanted[kind] !== undefined && wanted[kind] !== false);
  const old = present && childNamed(present, "select_attributes");
  const names = Array.isArray(wanted.attributes) ? (wanted.attributes as readonly string[]) : [];
  const attribute = (name: string): Element =>
    old?.children.find((c) => c.attributes.name === name) ??
    element("attribute", { id: free(`${owner}-select-${sanitise(name)}`), name });
  return element(
    "select",
    {},
    kinds.map((kind) =>
      element(`select_${kind}`, {}, kind === "attributes" ? names.map(attribute) : []),
    ),
  );
}

const sanitise = (name: string): string => name.replace(/[^0-9a-zA-Z_.-]/g, "");
