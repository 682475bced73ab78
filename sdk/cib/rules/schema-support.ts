import type { Element } from "../xml/element";
import { areFeaturesBelow, isSchemaBelow, schemaName } from "../xml/versions";
import { type Expression, isComparison, isOperationTest, leavesOf } from "./rule";

/** Describes the parts of an expression that this cluster's schema or Pacemaker does not support, with a replacement for each. */
export function describeUnsupported(cib: Element, expression: Expression): readonly string[] {
  const lines = leavesOf(expression).flatMap((x) => [...findUnsupported(cib, x)]);
  return [...new Set(lines)];
}

function* findUnsupported(cib: Element, x: Expression): Generator<string> {
  if (isComparison(x)) {
    const { attribute, value, type } = x;
    if (type === "integer" && isSchemaBelow(cib, [3, 5]))
      yield `type: "integer" of ${attribute} needs the schema pacemaker-3.5 or newer, and the cluster has ${schemaName(cib)}: leave the type out`;
    if (typeof value === "number" && !is32Bit(value) && areFeaturesBelow(cib, [3, 6]))
      yield `value: this Pacemaker compares whole numbers from -2147483648 to 2147483647 (2.0.5 and later take ${value} for ${attribute})`;
  }
  if (("resource" in x || isOperationTest(x)) && isSchemaBelow(cib, [3, 4]))
    yield `${"resource" in x ? "resource" : "operation"} in a rule needs the schema pacemaker-3.4 or newer, and the cluster has ${schemaName(cib)}: leave it out, or raise the schema (cibadmin --upgrade)`;
  if (!("date" in x) || !isSchemaBelow(cib, [3, 9])) return;
  for (const [argument, names] of Object.entries(SINCE_3_9))
    for (const name of names)
      if (x.date[argument as keyof typeof SINCE_3_9]?.[name as "seconds"] !== undefined)
        yield `date.${argument}.${name} needs the schema pacemaker-3.9 or newer, and the cluster has ${schemaName(cib)}: use a part that older schemas know, such as hours, or raise the schema (cibadmin --upgrade)`;
}

/** Parts that the schemas before 3.9 lack, although Pacemaker itself has always read them. */
const SINCE_3_9 = {
  duration: ["days", "minutes", "seconds"],
  spec: ["minutes", "seconds", "yeardays"],
} as const;

const is32Bit = (n: number): boolean => Number.isInteger(n) && n === (n | 0);
