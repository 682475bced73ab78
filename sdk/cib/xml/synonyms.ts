import { haveSameMeaning, type Scalar, valueText } from "./values";

/** The role names before Pacemaker 2.1, with those of today. */
const ROLES: Readonly<Record<string, string>> = { master: "promoted", slave: "unpromoted" };

/** The name of a role that is equal for its synonyms. Pacemaker compares roles case-insensitively. */
export function roleName(role: string): string {
  const name = role.toLowerCase();
  return Object.hasOwn(ROLES, name) ? (ROLES[name] ?? name) : name;
}

/** Attributes and meta attributes whose value is a role. */
const ROLE_FIELDS = ["role", "rsc-role", "with-rsc-role", "target-role"];

/** Whether the values of an attribute or a pair are roles. */
export const isRole = (field: string): boolean => ROLE_FIELDS.includes(field);

/**
 * Whether two values of an attribute or a pair have the same meaning to Pacemaker. Without a field, only synonyms count
 * that no agent tells apart.
 */
export const haveSameMeaningIn = (field: string | undefined, a: Scalar, b: Scalar): boolean =>
  field !== undefined && isRole(field)
    ? roleName(valueText(a)) === roleName(valueText(b))
    : haveSameMeaning(a, b);
