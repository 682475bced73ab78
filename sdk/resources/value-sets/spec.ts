import { describeUnknownOption } from "../../cib/model/known-options";
import {
  type ValueSet,
  type ValueSets,
  findTakenSets,
  proposeSetId,
} from "../../cib/model/value-sets";
import type { Expression } from "../../cib/rules/rule";
import { describeUnsupported } from "../../cib/rules/schema-support";
import { type Element, byId } from "../../cib/xml/element";
import type { Pairs } from "../../cib/xml/nvset";
import { type TableOf, validateTable } from "../../kind/arguments";
import { type Rule, allRules, id, isUnknown, listOf, pairsRule, scoreRule } from "../../kind/rules";
import { metaAttributes } from "../option-values";
import type { RulePlace } from "../rules/args";
import { ruleFor } from "../rules/validate";
import { kebab, kebabKeys } from "../spelling";
import type { MetaSetArgs, MetaSetsArgs, ParameterSetArgs, ValueSetsArgs } from "./args";

/** One set in the inputs. */
interface SetInputs {
  readonly name?: string;
  readonly score?: string | number;
  readonly rule?: Expression;
  readonly values: Pairs;
}

/** The further sets in the inputs of a resource. */
export interface ValueSetsInputs {
  readonly parameterSets?: readonly SetInputs[];
  readonly metaSets?: readonly SetInputs[];
}

/** Applies a table and the rule of the condition to a set. */
function setRule(place: RulePlace, values: Rule): Rule {
  const rule: Rule = (v) => {
    const reasons = ruleFor(place)("rule", v);
    return reasons.length === 0 ? undefined : reasons.join("; ").replace(/^rule: /, "");
  };
  const table: TableOf<ParameterSetArgs | MetaSetArgs> = {
    name: { rule: id },
    score: { rule: scoreRule },
    rule: { rule },
    values: { rule: values, required: true },
  };
  return (v) => {
    if (typeof v !== "object" || v === null || Array.isArray(v)) return "must be an object";
    const failures = validateTable(table, v);
    return failures.length === 0 ? undefined : failures.map((f) => f.reason).join("; ");
  };
}

/** Refuses two sets with one name. */
const namedOnce: Rule = (v) => {
  const names = (v as readonly Partial<SetInputs>[]).flatMap((set) =>
    isUnknown(set) || isUnknown(set.name) ? [] : (set.name ?? []),
  );
  const repeated = names.filter((name, i) => names.indexOf(name) !== i);
  return repeated.length === 0 ? undefined : `${repeated.join(", ")} is the name of two sets`;
};

const setsRule = (place: RulePlace, values: Rule): Rule =>
  allRules(listOf(setRule(place, values), 0), namedOnce);

/** The arguments of `MetaSetsArgs`. */
export const META_SETS: TableOf<MetaSetsArgs> = {
  metaSets: { rule: setsRule("time", metaAttributes), secret: true },
};

/** The arguments of `ValueSetsArgs`. */
export const VALUE_SETS: TableOf<ValueSetsArgs> = {
  parameterSets: { rule: setsRule("location", pairsRule), secret: true },
  ...META_SETS,
};

/** Builds the declared sets of a resource. */
export const valueSets = (
  resource: string,
  { parameterSets, metaSets }: ValueSetsInputs,
): ValueSets => ({
  ...(parameterSets
    ? {
        parameterSets: parameterSets.map((set, i) =>
          build(resource, "instance_attributes", set, i),
        ),
      }
    : {}),
  ...(metaSets
    ? {
        metaSets: metaSets.map((set, i) => ({
          ...build(resource, "meta_attributes", set, i),
          values: kebabKeys(set.values),
        })),
      }
    : {}),
});

function build(
  resource: string,
  tag: Parameters<typeof proposeSetId>[1],
  { name, ...set }: SetInputs,
  index: number,
): ValueSet {
  return { id: name ?? proposeSetId(resource, tag, index), ...set };
}

/** Returns the observed sets as inputs. Declared values have the program's names. */
export const observedSets = (
  resource: string,
  { parameterSets, metaSets }: ValueSetsInputs,
  seen: ValueSets,
): ValueSetsInputs => ({
  ...(parameterSets
    ? {
        parameterSets: asInputs(parameterSets, seen.parameterSets, (i) =>
          proposeSetId(resource, "instance_attributes", i),
        ),
      }
    : {}),
  ...(metaSets
    ? {
        metaSets: asInputs(metaSets, seen.metaSets, (i) =>
          proposeSetId(resource, "meta_attributes", i),
        ),
      }
    : {}),
});

const asInputs = (
  declared: readonly SetInputs[],
  seen: readonly ValueSet[] = [],
  usualId: (index: number) => string,
): readonly SetInputs[] =>
  seen.flatMap(({ id: own, ...set }) => {
    const declaredSet = declared.find(({ name }, i) => own === (name ?? usualId(i)));
    if (!declaredSet) return [];
    const { name, values } = declaredSet;
    const named = Object.entries(set.values).map(([own, value]) => {
      const given = Object.keys(values).find((n) => n === own || kebab(n) === own);
      return [given ?? own, value] as const;
    });
    return [{ ...(name === undefined ? {} : { name }), ...set, values: Object.fromEntries(named) }];
  });

/** Describes rules that the cluster's schema or Pacemaker does not support, and ids that other elements have. */
export const describeImpossibleSets = (
  cib: Element,
  resource: string,
  sets: ValueSets,
): readonly string[] => [
  ...(["parameterSets", "metaSets"] as const).flatMap((list) =>
    (sets[list] ?? []).flatMap(({ id: set, rule }) =>
      rule ? describeUnsupported(cib, rule).map((line) => `${list}: ${set}: ${line}`) : [],
    ),
  ),
  ...findTakenSets((set) => byId(cib, set), [resource, byId(cib, resource)], sets),
];

/** Describes meta attributes in sets that Pacemaker does not know. */
export const describeUnknownInSets = ({ metaSets = [] }: ValueSets): readonly string[] =>
  metaSets.flatMap(({ values }) =>
    Object.keys(values).flatMap((n) => describeUnknownOption("meta attribute", "metaSets", n)),
  );
