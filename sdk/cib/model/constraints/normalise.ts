import { INFINITY, isRole, parseBoolean, parseScore, roleName } from "../../xml/values";

const BOOLEANS = ["symmetrical", "require-all", "sequential"];

/** A spelling that is equal for the values of a constraint's attribute with the same meaning. */
export function normaliseValue(name: string, value: string): string {
  if (isRole(name)) return roleName(value).replace(/^./, (c) => c.toUpperCase());
  if (BOOLEANS.includes(name)) return String(parseBoolean(value) ?? value);
  if (name !== "score") return value;
  return (parseScore(value) ?? value).toString().replace(String(INFINITY), "INFINITY");
}
