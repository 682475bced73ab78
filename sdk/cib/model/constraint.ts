import { type Element, append, element, idOf, withAttributes } from "../xml/element";
import { byId, sectionOf, updateById, updateSection } from "../xml/find";
import { freeIds, sanitiseId } from "../xml/ids";
import { putLocation, hasEqualRule } from "./location-rule";
import { droppedNames } from "../xml/nvset";
import { OPERATOR_CONSTRAINT_PREFIXES } from "./references";
import { buildRule } from "../rules/write";
import { type LocationRule, expressionKey } from "../rules/rule";
import { haveSameMeaning } from "../xml/values";

type Attributes = Readonly<Record<string, string>>;

/** A constraint between whole resources: attributes of one element, and the rule of a location. */
export interface ConstraintSpec {
  readonly tag: "rsc_colocation" | "rsc_order" | "rsc_location";
  readonly attributes: Attributes;
  /** What says where a location holds, in place of a node. */
  readonly rule?: LocationRule;
  /** The id that pcs would write, used where the program gives none. */
  readonly proposedId: string;
}

export const proposeConstraintId = (...parts: readonly string[]): string =>
  parts.map((p, i) => (i === 0 ? p : p.replace(/[^0-9a-zA-Z_.-]/g, ""))).join("-");

const agrees = (present: Attributes, wanted: Attributes): boolean =>
  Object.entries(wanted).every(([name, value]) => {
    const now = present[name];
    return now !== undefined && haveSameMeaning(now, value);
  });

// What Pacemaker takes where nothing is said; pcs writes some of it, we do not.
const DEFAULTS: Readonly<Record<ConstraintSpec["tag"], (said: Attributes) => Attributes>> = {
  rsc_location: () => ({ role: "Started" }),
  rsc_colocation: () => ({ "rsc-role": "Started", "with-rsc-role": "Started" }),
  rsc_order: (said) => ({
    "first-action": "start",
    "then-action": said["first-action"] ?? "start",
    kind: "Mandatory",
    symmetrical: said.kind === "Serialize" ? "false" : "true",
  }),
};

/** Everything that a constraint says, whether it is written or not. */
function meaning(tag: ConstraintSpec["tag"], said: Attributes): Attributes {
  const written = Object.entries(said).filter(([name]) => name !== "id");
  return { ...DEFAULTS[tag](said), ...Object.fromEntries(written) };
}

/** The same text for constraints that say the same, whatever of it is written: `rsc_location node="n" rsc="g" score="5"`. */
export function constraintMeaning({ tag, attributes, rule }: ConstraintSpec): string {
  const unsaid = DEFAULTS[tag](attributes);
  const shown = Object.entries(attributes)
    .filter(([name, value]) => unsaid[name] !== value)
    .sort();
  const by =
    rule &&
    `${rule.scoreAttribute ?? normal("score", rule.score ?? "0")} where ${expressionKey(rule.expression)}`;
  return [
    tag,
    ...shown.map(([name, value]) => `${name}="${normal(name, value)}"`),
    ...(by === undefined ? [] : [by]),
  ].join(" ");
}

const normal = (name: string, value: string): string =>
  name === "score" && haveSameMeaning(value, "INFINITY") ? "INFINITY" : value;

/** The same constraint under whatever id it has: nothing is declared that it does not say, and it says no more. */
export function findEqualConstraint(cib: Element, spec: ConstraintSpec): Element | undefined {
  const wanted = meaning(spec.tag, spec.attributes);
  const said = Object.entries(spec.attributes);
  // Most constraints are about other resources, which needs no second look.
  const mayBe = ({ name, attributes: a }: Element): boolean =>
    name === spec.tag && said.every(([key, value]) => haveSameMeaning(a[key] ?? value, value));
  return sectionOf(cib, "constraints").children.find((e) => {
    if (!mayBe(e) || OPERATOR_CONSTRAINT_PREFIXES.test(idOf(e)) || !hasEqualRule(e, spec.rule))
      return false;
    const present = meaning(spec.tag, e.attributes);
    return agrees(present, wanted) && Object.keys(present).every((name) => name in wanted);
  });
}

export interface PutConstraint {
  readonly cib: Element;
  readonly id: string;
}

/** Makes or edits a constraint; attributes declared before and not now are removed. */
export function putConstraint(
  cib: Element,
  id: string | undefined,
  spec: ConstraintSpec,
  before: ConstraintSpec | undefined,
): PutConstraint {
  const present = id === undefined ? undefined : byId(cib, id);
  const free = freeIds(cib);
  if (!present) {
    const made = id ?? free(sanitiseId(spec.proposedId));
    const rules = spec.rule ? [buildRule(made, spec.rule, free)] : [];
    return {
      cib: updateSection(cib, "constraints", (c) =>
        append(c, element(spec.tag, { id: made, ...spec.attributes }, rules)),
      ),
      id: made,
    };
  }
  const gone = droppedNames(before?.attributes, spec.attributes);
  const changed = Object.entries(spec.attributes).filter(([name, value]) => {
    const now = present.attributes[name];
    return now === undefined || !haveSameMeaning(now, value);
  });
  const changes = {
    ...Object.fromEntries(gone.map((n) => [n, undefined])),
    ...Object.fromEntries(changed),
  };
  return {
    cib: updateById(cib, idOf(present), (e) =>
      putLocation(withAttributes(e, changes), spec.rule, free),
    ),
    id: present.attributes.id ?? "",
  };
}
