import { parseBoolean } from "../cib/xml/values";
import { type Rule, allRules, isScalar, isUnknown, pairsRule } from "../kind/rules";

type Pairs = Readonly<Record<string, unknown>>;

/** Validates pairs. Names may have `#` and `:`, such as `#health-disk` and `master-db:0`. */
const nodePairs: Rule = (v) =>
  typeof v === "object" && v !== null && !Array.isArray(v)
    ? pairsRule(
        Object.fromEntries(Object.entries(v).map(([n, value]) => [n.replace(/[#:]/g, "_"), value])),
      )
    : pairsRule(v);

const booleans: Rule = (v) => {
  const wrong = ["standby", "maintenance"].filter((name) => {
    const value = (v as Pairs)[name];
    return isScalar(value) && !isUnknown(value) && parseBoolean(value) === undefined;
  });
  return wrong.length === 0 ? undefined : `${wrong.join(", ")} must be true or false`;
};

/** Validates permanent attributes of a node. */
export const nodeAttributesRule: Rule = allRules(nodePairs, booleans);

/** Validates what a node provides or a resource needs. Pacemaker reads anything else as 0. */
export const utilizationRule: Rule = allRules(pairsRule, (v) => {
  const wrong = Object.entries(v as Pairs).filter(
    ([, value]) => !isUnknown(value) && !/^[+-]?\d{1,9}$/.test(String(value)),
  );
  return wrong.length === 0
    ? undefined
    : `${wrong.map(([name]) => name).join(", ")} must be a whole number`;
});
