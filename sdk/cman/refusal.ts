import type { CmanOptions } from "./spec";

/** A failed validation. The reason shows no value of a parameter, which may be secret. */
export interface Refusal {
  readonly property: string;
  readonly reason: string;
}

/** Entries that occur more than once in a list, each once. */
export const findRepeated = <T>(list: readonly T[]): readonly T[] => [
  ...new Set(list.filter((entry, i) => list.indexOf(entry) !== i)),
];

/** Whether a text is an XML name without a prefix (NCName). */
export const isXmlName = (name: string): boolean => /^[A-Za-z_][\w.-]*$/.test(name);

/** Lists options or parameters that no XML attribute can hold. Shows no values: they may be secret. */
export function listUnwritable(options: CmanOptions = {}): readonly string[] {
  return Object.entries(options).flatMap(([name, value]) => {
    if (!isXmlName(name)) return [`${JSON.stringify(name)} is not a valid attribute name`];
    if (typeof value === "number" && !Number.isFinite(value)) return [`${name} is not a number`];
    const forbidden = /[\u0000-\u001f\u007f\ufffe\uffff]|\p{Surrogate}/u.test(String(value));
    return forbidden ? [`${name} has a character that cluster.conf cannot hold`] : [];
  });
}
