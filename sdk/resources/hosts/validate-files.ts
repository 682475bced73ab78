import type { Argument, Table } from "../../kind/arguments";
import { canonicalPath } from "../../files/path";
import { endsWithOddBackslashes } from "../../files/lines";
import { type Rule, isScalar, isUnknown, showValue } from "../../kind/rules";

export const filePath: Rule = (v) =>
  typeof v === "string" && /^\/.*[^/]$/.test(v)
    ? undefined
    : `${showValue(v)} is not the absolute path of a file, such as "/opt/abiquo/config/abiquo.properties"`;

/** The argument that names a file. */
export const PATH_ARGUMENT = {
  rule: filePath,
  required: true,
  identity: true,
  canonical: canonicalPath,
} satisfies Argument;

/** Returns the spelling of a path under which a resource claims it. An output stays as it is: its value is unknown. */
export const claimPath = <P>(path: P): P =>
  typeof path === "string" ? (canonicalPath(path) as P) : path;

const mode: Rule = (v) =>
  typeof v === "string" && /^[0-7]{3,4}$/.test(v)
    ? undefined
    : `${showValue(v)} is not a mode: give octal digits as a text, such as "0640"`;

const account: Rule = (v) =>
  typeof v === "string" && /^\w[\w.-]*\$?$/.test(v)
    ? undefined
    : `${showValue(v)} is not the name or the number of an account, such as "tomcat"`;

/** The arguments that set a file's access rights. */
export const ACCESS_ARGUMENTS = {
  mode: { rule: mode },
  owner: { rule: account },
  group: { rule: account },
} satisfies Table;

export const sectionName: Rule = (v) =>
  typeof v === "string" && /^[^[\]\r\n]+$/.test(v) && v.trim() === v
    ? undefined
    : `${showValue(v)} is not the name of a section: give it without brackets, line breaks and surrounding blanks`;

/** Requires keys and values that a properties file can hold unchanged. Never shows a value, because it may be secret. */
export const propertiesRule: Rule = (v) => {
  if (typeof v !== "object" || v === null || Array.isArray(v))
    return "must be an object of keys and values";
  const reasons = Object.entries(v).flatMap(([key, value]) => {
    const reason = findKeyFault(key) ?? (isUnknown(value) ? undefined : findValueFault(value));
    return reason === undefined ? [] : [`${showValue(key)} ${reason}`];
  });
  return reasons.length > 0 ? reasons.join("; ") : undefined;
};

function findKeyFault(key: string): string | undefined {
  if (key === "" || key.trim() !== key)
    return "cannot be a key: it must not be empty, nor begin or end with a blank";
  const [sign] = /[=:[\r\n\\]/.exec(key) ?? /^[#;!]/.exec(key) ?? [];
  if (sign === undefined) return undefined;
  return /[\r\n]/.test(sign)
    ? "cannot be a key: it must not hold a line break"
    : `cannot be a key: ${sign} has a special meaning there; correct the name`;
}

function findValueFault(value: unknown): string | undefined {
  if (!isScalar(value)) return "must be a text, a number, true or false";
  const text = String(value);
  if (/[\r\n]/.test(text)) return "must not hold a line break: a value is one line";
  if (text.trim() !== text)
    return "must not begin or end with a blank: applications drop it when they read the file";
  return endsWithOddBackslashes(text)
    ? "must not end with a single backslash: the next line would become part of the value"
    : undefined;
}
