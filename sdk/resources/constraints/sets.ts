import { readSets, setKey } from "../../cib/model/constraints/resource-set";
import type { ResourceSet } from "../../cib/model/constraints/spec";
import type { Element } from "../../cib/xml/element";
import {
  type Scalar,
  convertToTypeOf,
  haveSameMeaningIn,
  isRole,
  parseBoolean,
} from "../../cib/xml/values";
import { unknownArguments } from "../../kind/arguments";
import { isObject } from "../../kind/nested-rules";
import {
  type Rule,
  allRules,
  check,
  findRepeatedText,
  isUnknown,
  listOf,
  nonEmpty,
  oneOf,
  required,
  scoreRule,
  trueOrFalse,
} from "../../kind/rules";
import type { ConstraintArgument, RoleOf, SetInputs } from "./definition";
import { actionRule, roleRule } from "./role";

type SetTable = Readonly<Record<string, ConstraintArgument>>;

const COMMON_SET: SetTable = {
  sequential: { attribute: "sequential", rule: trueOrFalse },
  requireAll: { attribute: "require-all", rule: trueOrFalse, since: [1, 2] },
  ordering: { attribute: "ordering", rule: oneOf("group", "listed"), since: [2, 1] },
  action: { attribute: "action", rule: actionRule },
  role: { attribute: "role", rule: roleRule },
};

export const PLAIN_SET: SetTable = COMMON_SET;
export const SCORED_SET: SetTable = {
  ...COMMON_SET,
  score: { attribute: "score", rule: scoreRule },
};
export const ORDER_SET: SetTable = {
  ...COMMON_SET,
  kind: {
    attribute: "kind",
    rule: oneOf("Mandatory", "Optional", "Serialize"),
    since: [3, 0],
  },
};

const resourcesRule: Rule = allRules(listOf(nonEmpty), findRepeatedText);

/** Makes the rule of an argument that holds sets. `atLeast` is the number of resources in all sets together. */
export const setsRule =
  (table: SetTable, atLeast: number): Rule =>
  (v) => {
    const form = "must be a list of sets, such as [{ resources: [a, b] }]";
    if (!Array.isArray(v)) return form;
    if (v.length === 0) return "must have at least one set";
    const reasons = v.flatMap((set: unknown, i) =>
      validateSet(table, set).map((reason) => `[${i}] ${reason}`),
    );
    if (reasons.length > 0) return reasons.join("; ");
    const named = v.flatMap((set: SetInputs) => (isUnknown(set) ? [] : set.resources));
    const isKnown = v.every((set: SetInputs) => !isUnknown(set) && !isUnknown(set.resources));
    return isKnown && named.length < atLeast
      ? `name ${named.length} resource: a constraint of this kind relates at least ${atLeast}`
      : undefined;
  };

function validateSet(table: SetTable, set: unknown): readonly string[] {
  if (isUnknown(set)) return [];
  if (!isObject(set)) return ["must be an object with resources"];
  const known = { resources: {}, ...table };
  return [
    ...unknownArguments(set, known),
    ...required(set, "resources", resourcesRule),
    ...Object.entries(table).flatMap(([name, { rule }]) => (rule ? check(set, name, rule) : [])),
  ].map(({ reason }) => reason);
}

/** Returns the sets as they are written. */
export const specOfSets = (
  table: SetTable,
  sets: readonly SetInputs[],
  roleOf: RoleOf,
): readonly ResourceSet[] =>
  sets.map((set) => ({
    resources: set.resources,
    attributes: Object.fromEntries(
      Object.entries(table).flatMap(([name, { attribute = "" }]) => {
        const value = set[name] as Scalar | null | undefined;
        if (value === undefined || value === null) return [];
        const text = String(value);
        return [[attribute, isRole(attribute) ? roleOf(text) : text]];
      }),
    ),
  }));

/** Returns the observed sets; those with the same meaning as the declared ones in the form of the program. */
export function observeResourceSets(
  table: SetTable,
  declared: readonly SetInputs[] | undefined,
  present: Element,
): readonly SetInputs[] {
  return readSets(present).map((seen, i) => {
    const own = declared?.[i];
    if (own && setKey(specOfSets(table, [own], (role) => role)[0] ?? seen) === setKey(seen))
      return own;
    return { resources: seen.resources, ...observeSetAttributes(table, own, seen) };
  });
}

function observeSetAttributes(
  table: SetTable,
  own: SetInputs | undefined,
  { attributes }: ResourceSet,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(attributes).map(([attribute, value]) => {
      const argument = Object.keys(table).find((name) => table[name]?.attribute === attribute);
      const name = argument ?? attribute;
      const wanted = own?.[name] as string | number | boolean | undefined;
      if (wanted !== undefined && haveSameMeaningIn(attribute, value, String(wanted)))
        return [name, wanted];
      const isSwitch = table[name]?.rule === trueOrFalse;
      return [name, isSwitch ? (parseBoolean(value) ?? value) : convertToTypeOf(wanted, value)];
    }),
  );
}

/** Returns what names resources in an argument that holds sets: also a set or a list that is unknown. */
export const referencesInSets = (sets: unknown): unknown =>
  Array.isArray(sets) ? sets.map((set: unknown) => (isObject(set) ? set.resources : set)) : sets;

/** Returns the resources of sets with their paths, such as `sets[0].resources[1]`. */
export const setReferences = (
  sets: readonly SetInputs[] = [],
): readonly (readonly [path: string, id: string])[] =>
  sets.flatMap(({ resources }, i) =>
    resources.map((id, n) => [`sets[${i}].resources[${n}]`, id] as const),
  );
