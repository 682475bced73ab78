import {
  type Element,
  append,
  element,
  idOf,
  withAttributes,
  byId,
  sectionOf,
  updateById,
  updateSection,
} from "../xml/element";
import { freeIds, sanitiseId, haveSameMeaning } from "../xml/values";
import { putLocation, hasEqualRule } from "./location-rule";
import { droppedNames } from "../xml/nvset";
import { OPERATOR_CONSTRAINT_PREFIXES } from "./references";
import { buildRule } from "../rules/write";
import { type LocationRule, expressionKey } from "../rules/rule";

type Attributes = Readonly<Record<string, string>>;

/** A constraint between whole resources: the attributes of one element, and the rule of a location constraint. */
export interface ConstraintSpec {
  readonly tag: "rsc_colocation" | "rsc_order" | "rsc_location";
  readonly attributes: Attributes;
  /** Selects the nodes of a location constraint, instead of a node name. */
  readonly rule?: LocationRule;
  /** The id that pcs would write. It is used if the program declares none. */
  readonly proposedId: string;
}

export const proposeConstraintId = (...parts: readonly string[]): string =>
  parts.map((p, i) => (i === 0 ? p : p.replace(/[^0-9a-zA-Z_.-]/g, ""))).join("-");

const includesAll = (present: Attributes, wanted: Attributes): boolean =>
  Object.entries(wanted).every(([name, value]) => {
    const now = present[name];
    return now !== undefined && haveSameMeaning(now, value);
  });

// Pacemaker's defaults for missing attributes. pcs writes some of them, this library does not.
const DEFAULTS: Readonly<Record<ConstraintSpec["tag"], (written: Attributes) => Attributes>> = {
  rsc_location: () => ({ role: "Started" }),
  rsc_colocation: () => ({ "rsc-role": "Started", "with-rsc-role": "Started" }),
  rsc_order: (written) => ({
    "first-action": "start",
    "then-action": written["first-action"] ?? "start",
    kind: "Mandatory",
    symmetrical: written.kind === "Serialize" ? "false" : "true",
  }),
};

/** The attributes of a constraint in force: the written ones and the defaults, without the id. */
function effectiveAttributes(tag: ConstraintSpec["tag"], written: Attributes): Attributes {
  const withoutId = Object.entries(written).filter(([name]) => name !== "id");
  return { ...DEFAULTS[tag](written), ...Object.fromEntries(withoutId) };
}

/** A text that is equal for constraints with the same meaning, such as `rsc_location node="n" rsc="g" score="5"`. */
export function constraintMeaning({ tag, attributes, rule }: ConstraintSpec): string {
  const defaults = DEFAULTS[tag](attributes);
  const notable = Object.entries(attributes)
    .filter(([name, value]) => defaults[name] !== value)
    .sort();
  const ruleMeaning =
    rule &&
    `${rule.scoreAttribute ?? normalise("score", rule.score ?? "0")} where ${expressionKey(rule.expression)}`;
  return [
    tag,
    ...notable.map(([name, value]) => `${name}="${normalise(name, value)}"`),
    ...(ruleMeaning === undefined ? [] : [ruleMeaning]),
  ].join(" ");
}

const normalise = (name: string, value: string): string =>
  name === "score" && haveSameMeaning(value, "INFINITY") ? "INFINITY" : value;

/** Finds a constraint with exactly the declared meaning, whatever its id. Operators' constraints do not count. */
export function findEqualConstraint(cib: Element, spec: ConstraintSpec): Element | undefined {
  const wanted = effectiveAttributes(spec.tag, spec.attributes);
  const declared = Object.entries(spec.attributes);
  // Compare the declared attributes first: most constraints are about other resources.
  const mayBeEqual = ({ name, attributes: a }: Element): boolean =>
    name === spec.tag && declared.every(([key, value]) => haveSameMeaning(a[key] ?? value, value));
  return sectionOf(cib, "constraints").children.find((e) => {
    if (!mayBeEqual(e) || OPERATOR_CONSTRAINT_PREFIXES.test(idOf(e)) || !hasEqualRule(e, spec.rule))
      return false;
    const present = effectiveAttributes(spec.tag, e.attributes);
    return includesAll(present, wanted) && Object.keys(present).every((name) => name in wanted);
  });
}

export interface PutConstraint {
  readonly cib: Element;
  readonly id: string;
}

/** Creates or edits a constraint. Attributes that are no longer declared are removed. */
export function putConstraint(
  cib: Element,
  id: string | undefined,
  spec: ConstraintSpec,
  before: ConstraintSpec | undefined,
): PutConstraint {
  const present = id === undefined ? undefined : byId(cib, id);
  const free = freeIds(cib);
  if (!present) {
    const newId = id ?? free(sanitiseId(spec.proposedId));
    const rules = spec.rule ? [buildRule(newId, spec.rule, free)] : [];
    return {
      cib: updateSection(cib, "constraints", (c) =>
        append(c, element(spec.tag, { id: newId, ...spec.attributes }, rules)),
      ),
      id: newId,
    };
  }
  const dropped = droppedNames(before?.attributes, spec.attributes);
  const changed = Object.entries(spec.attributes).filter(([name, value]) => {
    const now = present.attributes[name];
    return now === undefined || !haveSameMeaning(now, value);
  });
  const changes = {
    ...Object.fromEntries(dropped.map((n) => [n, undefined])),
    ...Object.fromEntries(changed),
  };
  return {
    cib: updateById(cib, idOf(present), (e) =>
      putLocation(withAttributes(e, changes), spec.rule, free),
    ),
    id: present.attributes.id ?? "",
  };
}
