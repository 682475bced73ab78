import { ownPairsPart } from "../../../cib/model/elements/own-pairs";
import { attributePart } from "../../../cib/model/elements/part";
import { setRulePart } from "../../../cib/model/elements/set-rule";
import { type OptionFamily, describeUnknownOption } from "../../../cib/model/known-options";
import type { Expression } from "../../../cib/rules/rule";
import { describeUnsupported } from "../../../cib/rules/schema-support";
import type { Element } from "../../../cib/xml/element";
import type { Pairs } from "../../../cib/xml/nvset";
import { haveSameMeaning, parseScore } from "../../../cib/xml/values";
import { type Failure, type Rule, isUnknown, scoreRule } from "../../../kind/rules";
import { ruleFor } from "../../rules/validate";
import type { RulePlace } from "../../rules/args";
import { kebab, kebabKeys } from "../../spelling";
import type { ElementArgument, ElementInputs } from "../definition";

/** The inputs of a set of defaults. */
export interface DefaultsInputs extends ElementInputs {
  readonly values: Pairs;
  readonly score?: string | number;
  readonly rule?: Expression;
}

/** The arguments of a set of defaults, in the order in which pcs writes them. */
export const defaultsArguments = (
  values: Rule,
): Readonly<Record<"values" | "score" | "rule", ElementArgument>> => ({
  score: {
    rule: scoreRule,
    part: attributePart("score", { same: haveSameMeaning, isWhole: true }),
  },
  rule: { part: setRulePart },
  values: { rule: values, required: true, secret: true, part: ownPairsPart(kebabKeys) },
});

/**
 * Validates the rule, and that the set can be told from the plain defaults, which `PacemakerProperties` declares: a writer
 * that sets a plain default takes any set without a rule and a score.
 */
export const validateDefaults =
  (place: RulePlace) =>
  ({ rule, score }: DefaultsInputs): readonly Failure[] => {
    const isPlain = rule === undefined && !isUnknown(score) && (parseScore(score ?? 0) ?? 1) === 0;
    return [
      ...(rule === undefined ? [] : ruleFor(place)("rule", rule)),
      ...(isPlain
        ? [
            `give a rule, or a score that is not 0; plain defaults are the ${place} of PacemakerProperties`,
          ]
        : []),
    ].map((reason) => ({ property: isPlain ? "score" : "rule", reason }));
  };

export const describeUnsupportedRule = (
  cib: Element,
  { rule }: DefaultsInputs,
): readonly string[] => (rule ? describeUnsupported(cib, rule).map((line) => `rule: ${line}`) : []);

export const describeUnknownValues =
  (family: OptionFamily) =>
  (_cib: Element, { values }: DefaultsInputs): readonly string[] =>
    Object.keys(values).flatMap((n) => describeUnknownOption(family, "values", kebab(n)));
