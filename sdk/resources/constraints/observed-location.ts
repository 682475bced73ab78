import { matchRules, readLocationRules } from "../../cib/rules/location-rule";
import { observeExpression } from "../../cib/rules/match";
import type { LocationRule } from "../../cib/rules/rule";
import type { Element } from "../../cib/xml/element";
import { convertToTypeOf, haveSameMeaning, roleName } from "../../cib/xml/values";
import { type LocationInputs, type RuleInputs, declaredRules } from "./location-rules";

const PLACING = ["resource", "resourcePattern", "node", "rule", "rules", "score", "scoreAttribute"];

/**
 * Returns the observed location in the form of the declared one. A location that no program can declare is observed with
 * neither a node nor a rule. `observed` has the other arguments.
 */
export function observeLocation(
  observed: LocationInputs,
  present: Element,
  declared: LocationInputs,
): LocationInputs {
  const { rsc, node, score, "rsc-pattern": pattern } = present.attributes;
  const rest = Object.fromEntries(
    Object.entries(observed).filter(([name]) => !PLACING.includes(name)),
  ) as unknown as LocationInputs;
  const named = {
    ...rest,
    ...(rsc === undefined ? {} : { resource: rsc }),
    ...(pattern === undefined ? {} : { resourcePattern: pattern }),
  };
  const rules = readLocationRules(present);
  if (rules) return { ...withoutRole(named), ...observeRules(declared, rules) };
  if (node === undefined) return named;
  // A role that belonged to a rule is no attribute of the constraint.
  const placed = declaredRules(declared) ? withoutRole(named) : named;
  return { ...placed, node, ...(score === undefined ? {} : observeScore(declared, score)) };
}

const withoutRole = ({ role: _role, ...args }: LocationInputs): LocationInputs => args;

function observeScore(
  { score, scoreAttribute }: Pick<LocationInputs, "score" | "scoreAttribute">,
  now: string,
): { readonly score?: string | number } {
  const isSame = haveSameMeaning(now, String(score ?? "INFINITY")) && scoreAttribute === undefined;
  const value = isSame ? score : convertToTypeOf(score, now);
  return value === undefined ? {} : { score: value as string | number };
}

/** Returns one rule as `rule`, unless the program declares a list, and several ones in the order of the program. */
function observeRules(
  declared: LocationInputs,
  present: readonly LocationRule[],
): Partial<LocationInputs> {
  const [only] = present;
  if (declared.rules === undefined && present.length === 1 && only)
    return observeRule(declared, only);
  const wanted = declaredRules(declared) ?? [];
  const matches = matchRules(wanted, present);
  const known = wanted.flatMap((_rule, i) => {
    const counterpart = present[matches.get(i) ?? -1];
    return counterpart ? [observeRule(declared.rules?.[i] ?? declared, counterpart)] : [];
  });
  const used = [...matches.values()];
  const added = present
    .filter((_rule, n) => !used.includes(n))
    .map((rule) => observeRule({}, rule));
  return { rules: [...known, ...added] };
}

function observeRule(
  own: Partial<Pick<LocationInputs, "rule" | "score" | "scoreAttribute" | "role">>,
  { expression, score, scoreAttribute, role }: LocationRule,
): RuleInputs {
  const isSameRole = roleName(own.role ?? "Started") === roleName(role ?? "Started");
  const seenRole = isSameRole ? own.role : role;
  return {
    rule: own.rule ? observeExpression(own.rule, expression) : expression,
    ...(scoreAttribute === undefined ? observeScore(own, score ?? "0") : { scoreAttribute }),
    ...(seenRole === undefined ? {} : { role: seenRole }),
  };
}
