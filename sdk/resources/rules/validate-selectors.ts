import { parseInterval } from "../../cib/xml/values";
import { type NestedRule, checkProperty, isObject } from "../../kind/nested-rules";
import { type Rule, isUnknown, nonEmpty, showValue } from "../../kind/rules";

type Args = Readonly<Record<string, unknown>>;

const AGENT = ["class", "provider", "type"];

/** Validates the selection of resources in a rule of defaults. */
export const validateAgentTest: NestedRule = (path, value) => {
  const example = `{ class: "ocf", provider: "heartbeat", type: "IPaddr2" }`;
  if (isUnknown(value)) return [];
  if (!isObject(value)) return [`${path}: must be an object, such as ${example}`];
  const given = givenNames(value);
  if (given.length === 0) return [`${path}: is empty: give at least one part of ${example}`];
  const { class: agentClass, provider } = value;
  // Only OCF agents have a provider: the expression would never hold.
  const isAlien = provider !== undefined && typeof agentClass === "string" && agentClass !== "ocf";
  return [
    ...given.flatMap((n) => validateKnown(path, value, n, AGENT, nonEmpty)),
    ...(isAlien && !isUnknown(agentClass)
      ? [`${path}.provider: only agents of the class ocf have one: leave provider out`]
      : []),
  ];
};

const interval: Rule = (v) =>
  (typeof v === "string" || typeof v === "number") && parseInterval(v) !== undefined
    ? undefined
    : `${showValue(v)} is not an interval, such as "10s"`;

/** Validates the selection of operations in a rule of operation defaults. */
export const validateOperationTest: NestedRule = (path, value) => {
  if (isUnknown(value)) return [];
  if (!isObject(value)) return [`${path}: must be an object, such as { name: "monitor" }`];
  const others = givenNames(value).filter((n) => n !== "name");
  return [
    ...checkProperty(path, value, "name", nonEmpty),
    ...others.flatMap((n) => validateKnown(path, value, n, ["name", "interval"], interval)),
  ];
};

const givenNames = (value: Args): readonly string[] =>
  Object.keys(value).filter((n) => value[n] !== undefined && !n.startsWith("__"));

const validateKnown = (
  path: string,
  value: Args,
  name: string,
  known: readonly string[],
  rule: Rule,
): readonly string[] =>
  known.includes(name)
    ? checkProperty(path, value, name, rule)
    : [`${path}.${name} is not known; use one of: ${known.join(", ")}`];
