import { hasEqualRules } from "../../rules/location-rule";
import { expressionKey } from "../../rules/rule";
import { COMMENT, type Element, sectionOf } from "../../xml/element";
import { INFINITY, haveSameMeaningIn, parseScore, roleName } from "../../xml/values";
import { goesWithResource } from "../references";
import { normaliseValue } from "./normalise";
import { hasEqualSets, setKey } from "./resource-set";
import type { ConstraintSpec, ConstraintTag } from "./spec";

type Attributes = Readonly<Record<string, string>>;

const includesAll = (present: Attributes, wanted: Attributes): boolean =>
  Object.entries(wanted).every(([name, value]) => {
    const now = present[name];
    return now !== undefined && haveSameMeaningIn(name, now, value);
  });

// Pacemaker's defaults for missing attributes. pcs writes some of them, this library does not.
const DEFAULTS: Readonly<Record<ConstraintTag, (written: Attributes) => Attributes>> = {
  rsc_location: () => ({ role: "Started", "resource-discovery": "always" }),
  rsc_colocation: () => ({ score: "0", "rsc-role": "Started", "with-rsc-role": "Started" }),
  rsc_order: (written) => ({
    "first-action": "start",
    "then-action": written["first-action"] ?? "start",
    kind: parseScore(written.score ?? INFINITY) === 0 ? "Optional" : "Mandatory",
    symmetrical: written.kind === "Serialize" ? "false" : "true",
    "require-all": "true",
  }),
  rsc_ticket: (written) => ({
    "rsc-role": "Started",
    "loss-policy": roleName(written["rsc-role"] ?? "") === "promoted" ? "demote" : "stop",
  }),
};

/** Attributes of which the schema allows one only. They say how strong a constraint is. */
export const STRENGTHS = ["score", "score-attribute", "score-attribute-mangle", "kind"];

/** The attributes of a constraint in force: the written ones and the defaults, without the id. */
export function effectiveAttributes(tag: ConstraintTag, written: Attributes): Attributes {
  const { id, ...attributes } = written;
  const { score, ...defaults } = DEFAULTS[tag](written);
  const isWeighed = STRENGTHS.some((name) => attributes[name] !== undefined);
  return { ...(score === undefined || isWeighed ? {} : { score }), ...defaults, ...attributes };
}

/** A text that is equal for constraints with the same meaning, such as `rsc_location node="n" rsc="g" score="5"`. */
export function constraintMeaning({ tag, attributes, rules, sets }: ConstraintSpec): string {
  const defaults = DEFAULTS[tag](attributes);
  const notable = Object.entries(attributes)
    .filter(([name, value]) => defaults[name] !== value)
    .sort();
  const ruleMeanings = (rules ?? []).map(
    ({ expression, score = "0", scoreAttribute, role }) =>
      `${scoreAttribute ?? normaliseValue("score", score)}${role === undefined ? "" : ` for ${normaliseValue("role", role)}`} where ${expressionKey(expression)}`,
  );
  return [
    tag,
    ...notable.map(([name, value]) => `${name}="${normaliseValue(name, value)}"`),
    ...(sets ?? []).map((set) => `set ${setKey(set)}`),
    ...ruleMeanings.sort(),
  ].join(" ");
}

/** Finds a constraint with exactly the declared meaning, whatever its id. What goes with a resource does not count. */
export function findEqualConstraint(cib: Element, spec: ConstraintSpec): Element | undefined {
  const wanted = effectiveAttributes(spec.tag, spec.attributes);
  const declared = Object.entries(spec.attributes);
  // Compare the declared attributes first: most constraints are about other resources.
  const mayBeEqual = ({ name, attributes: a }: Element): boolean =>
    name === spec.tag &&
    declared.every(([key, value]) => haveSameMeaningIn(key, a[key] ?? value, value));
  return sectionOf(cib, "constraints").children.find((e) => {
    if (!mayBeEqual(e) || goesWithResource(e) || !hasEqualParts(e, spec)) return false;
    const present = effectiveAttributes(spec.tag, e.attributes);
    return includesAll(present, wanted) && includesAll(wanted, present);
  });
}

const PARTS = [COMMENT, "rule", "resource_set"];

const hasEqualParts = (e: Element, { rules, sets }: ConstraintSpec): boolean =>
  e.children.every((c) => PARTS.includes(c.name)) &&
  hasEqualRules(e, rules) &&
  hasEqualSets(e, sets);

/** The attributes of a constraint that say more than a declaration. */
export function undeclaredAttributes(
  { tag, attributes }: ConstraintSpec,
  present: Element,
): string[] {
  const wanted = effectiveAttributes(tag, attributes);
  return Object.keys(present.attributes).filter(
    (name) =>
      name !== "id" &&
      !(name in attributes) &&
      !haveSameMeaningIn(name, wanted[name] ?? "", present.attributes[name] ?? ""),
  );
}
