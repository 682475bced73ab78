import {
  type Element,
  append,
  element,
  idOf,
  withAttributes,
  byId,
  removeById,
  sectionOf,
  updateById,
  updateSection,
} from "../../xml/element";
import {
  INFINITY,
  freeIds,
  parseScore,
  sanitiseId,
  haveSameMeaningIn,
  isRole,
  roleName,
} from "../../xml/values";
import { putLocation, hasEqualRule } from "../../rules/location-rule";
import { droppedNames } from "../../xml/nvset";
import { KEPT_SUFFIX, goesWithResource } from "../references";
import { buildRule } from "../../rules/write";
import { type LocationRule, expressionKey } from "../../rules/rule";

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
    return now !== undefined && haveSameMeaningIn(name, now, value);
  });

// Pacemaker's defaults for missing attributes. pcs writes some of them, this library does not.
const DEFAULTS: Readonly<Record<ConstraintSpec["tag"], (written: Attributes) => Attributes>> = {
  rsc_location: () => ({ role: "Started", "resource-discovery": "always" }),
  rsc_colocation: () => ({ score: "0", "rsc-role": "Started", "with-rsc-role": "Started" }),
  rsc_order: (written) => ({
    "first-action": "start",
    "then-action": written["first-action"] ?? "start",
    kind: parseScore(written.score ?? INFINITY) === 0 ? "Optional" : "Mandatory",
    symmetrical: written.kind === "Serialize" ? "false" : "true",
    "require-all": "true",
  }),
};

/** Attributes of which the schema allows one only. They say how strong a constraint is. */
const STRENGTHS = ["score", "score-attribute", "score-attribute-mangle", "kind"];

/** The attributes of a constraint in force: the written ones and the defaults, without the id. */
export function effectiveAttributes(tag: ConstraintSpec["tag"], written: Attributes): Attributes {
  const { id, ...attributes } = written;
  const { score, ...defaults } = DEFAULTS[tag](written);
  const isWeighed = STRENGTHS.some((name) => attributes[name] !== undefined);
  return { ...(score === undefined || isWeighed ? {} : { score }), ...defaults, ...attributes };
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

/** A spelling that is equal for values with the same meaning. */
function normalise(name: string, value: string): string {
  if (isRole(name)) return roleName(value).replace(/^./, (c) => c.toUpperCase());
  if (name !== "score") return value;
  return (parseScore(value) ?? value).toString().replace(String(INFINITY), "INFINITY");
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
    if (!mayBeEqual(e) || goesWithResource(e) || !hasEqualRule(e, spec.rule)) return false;
    const present = effectiveAttributes(spec.tag, e.attributes);
    return includesAll(present, wanted) && includesAll(wanted, present);
  });
}

/** The attributes of a constraint that say more than a declaration. */
function undeclaredAttributes({ tag, attributes }: ConstraintSpec, present: Element): string[] {
  const wanted = effectiveAttributes(tag, attributes);
  return Object.keys(present.attributes).filter(
    (name) =>
      name !== "id" &&
      !(name in attributes) &&
      !haveSameMeaningIn(name, wanted[name] ?? "", present.attributes[name] ?? ""),
  );
}

export interface PutConstraint {
  readonly cib: Element;
  readonly id: string;
}

/** Describes why a constraint cannot be declared by a program. Returns `undefined` if it can. */
export function describeUndeclarableParts(e: Element): string | undefined {
  if (e.children.some((c) => c.name === "resource_set")) return "it is for a set of resources";
  return e.children.some((c) => c.name === "lifetime") ? "it has a lifetime" : undefined;
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
      cib: updateSection(removeById(cib, `${newId}${KEPT_SUFFIX}`), "constraints", (c) =>
        append(c, element(spec.tag, { id: newId, ...spec.attributes }, rules)),
      ),
      id: newId,
    };
  }
  // At create the constraint must say what is declared, and nothing more.
  const dropped = before
    ? droppedNames(before.attributes, spec.attributes)
    : undeclaredAttributes(spec, present);
  const changed = Object.entries(spec.attributes).filter(([name, value]) => {
    const now = present.attributes[name];
    return now === undefined || !haveSameMeaningIn(name, now, value);
  });
  const names = changed.map(([name]) => name);
  const replaced = names.some((name) => STRENGTHS.includes(name))
    ? STRENGTHS.filter((name) => !names.includes(name) && present.attributes[name] !== undefined)
    : [];
  const changes = {
    ...Object.fromEntries([...dropped, ...replaced].map((n) => [n, undefined])),
    ...Object.fromEntries(changed),
  };
  return {
    cib: updateById(cib, idOf(present), (e) =>
      putLocation(withAttributes(e, changes), spec.rule, free),
    ),
    id: present.attributes.id ?? "",
  };
}
