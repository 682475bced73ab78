import type { Expression, LocationRule } from "../../cib/rules/rule";
import { unknownArguments } from "../../kind/arguments";
import { isObject } from "../../kind/nested-rules";
import { type Failure, check, isUnknown, scoreRule } from "../../kind/rules";
import { attributeName, validateRule } from "../rules/validate";
import type { ConstraintInputs } from "./definition";
import { roleRule } from "./role";

/** One of several rules, as the provider receives it. */
export interface RuleInputs {
  readonly rule: Expression;
  readonly score?: string | number;
  readonly scoreAttribute?: string;
  readonly role?: string;
}

/** The inputs of a location constraint. */
export interface LocationInputs extends ConstraintInputs {
  readonly resource?: string;
  readonly resourcePattern?: string;
  readonly role?: string;
  readonly resourceDiscovery?: string;
  readonly node?: string;
  readonly rule?: Expression;
  readonly rules?: readonly RuleInputs[];
  readonly score?: string | number;
  readonly scoreAttribute?: string;
}

/** Returns the declared rules. `undefined` for a location on a node. */
export function declaredRules(args: LocationInputs): readonly LocationRule[] | undefined {
  const { rule, rules, score, scoreAttribute, role } = args;
  const only = rule === undefined ? undefined : [{ rule, score, scoreAttribute, role }];
  return (only ?? rules)?.map(toRule);
}

const toRule = (given: {
  readonly rule: Expression;
  readonly score?: string | number | undefined;
  readonly scoreAttribute?: string | undefined;
  readonly role?: string | undefined;
}): LocationRule => ({
  expression: given.rule,
  ...(given.scoreAttribute === undefined
    ? { score: String(given.score ?? "INFINITY") }
    : { scoreAttribute: given.scoreAttribute }),
  ...(given.role === undefined ? {} : { role: given.role }),
});

const RULE = {
  rule: {},
  score: { rule: scoreRule },
  scoreAttribute: { rule: attributeName },
  role: { rule: roleRule },
} as const;

const fail = (property: string, reason: string): Failure => ({ property, reason });

/** Returns every failure in a list of rules. */
export function validateRules(value: unknown): readonly Failure[] {
  if (isUnknown(value)) return [];
  if (!Array.isArray(value)) return [fail("rules", "rules: must be a list")];
  if (value.length === 0)
    return [fail("rules", "rules: is empty: give at least one { rule }, or a node")];
  return value
    .flatMap((entry: unknown, i) => validateEntry(`rules[${i}]`, entry))
    .map((reason) => fail("rules", reason));
}

function validateEntry(path: string, entry: unknown): readonly string[] {
  if (isUnknown(entry)) return [];
  if (!isObject(entry) || entry.rule === undefined)
    return [`${path}: must be an object with a rule, such as { rule: { defined: "pingd" } }`];
  const { score, scoreAttribute } = entry;
  return [
    ...unknownArguments(entry, RULE).map(({ reason }) => `${path}: ${reason}`),
    ...validateRule(`${path}.rule`, entry.rule),
    ...Object.entries(RULE).flatMap(([name, argument]) =>
      "rule" in argument
        ? check(entry, name, argument.rule).map(({ reason }) => `${path}.${reason}`)
        : [],
    ),
    ...(score !== undefined && scoreAttribute !== undefined ? [`${path}: ${SCORES_TOGETHER}`] : []),
  ];
}

const SCORES_TOGETHER =
  "score and scoreAttribute together: give one: a score, or the node attribute that is the score";

/** Finds arguments that exclude each other. */
export function validatePlacing(args: LocationInputs): readonly Failure[] {
  const { node, rule, rules, role, score, scoreAttribute } = args;
  if (node === undefined && rule === undefined && rules === undefined)
    return [fail("node", "node is required, or a rule in its place")];
  const both = "give one of them; a rule can test #uname";
  const each = (name: string): string => `${name} and rules together: give it in each of the rules`;
  return [
    ...(node !== undefined && rule !== undefined
      ? [fail("rule", `node and rule together: ${both}`)]
      : []),
    ...(node !== undefined && rules !== undefined
      ? [fail("rules", `node and rules together: ${both}`)]
      : []),
    ...(rule !== undefined && rules !== undefined
      ? [fail("rules", "rule and rules together: give one of them")]
      : []),
    ...(score !== undefined && scoreAttribute !== undefined
      ? [fail("scoreAttribute", SCORES_TOGETHER)]
      : []),
    ...(scoreAttribute !== undefined && rule === undefined && rules === undefined
      ? [
          fail(
            "scoreAttribute",
            "scoreAttribute: belongs to a rule, such as { defined: NAME }; with a node give score",
          ),
        ]
      : []),
    ...Object.entries({ score, scoreAttribute, role }).flatMap(([name, value]) =>
      value !== undefined && rules !== undefined ? [fail(name, each(name))] : [],
    ),
  ];
}
