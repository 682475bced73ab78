import { isUnknown, type Rule } from "./rules";

type Args = Readonly<Record<string, unknown>>;

/** Returns one reason per failure. Each begins with the path of the property. */
export type NestedRule = (path: string, value: unknown) => readonly string[];

/** Validates a property that is given and known. A missing property is a failure. */
export function checkProperty(
  path: string,
  args: Args,
  name: string,
  rule: Rule,
): readonly string[] {
  const value = args[name];
  if (isUnknown(value)) return [];
  if (value === undefined || value === null) return [`${path}.${name} is required`];
  const reason = rule(value);
  return reason === undefined ? [] : [`${path}.${name}: ${reason}`];
}

export const isObject = (v: unknown): v is Args =>
  typeof v === "object" && v !== null && !Array.isArray(v);
