import type { CmanOptions } from "./spec";

/** Why something that is declared cannot be; the reason shows no value of a parameter. */
export interface Refusal {
  readonly property: string;
  readonly reason: string;
}

/** The entries that a list has more than once. */
export const findRepeated = <T>(list: readonly T[]): readonly T[] => [
  ...new Set(list.filter((entry, i) => list.indexOf(entry) !== i)),
];

/** A name as XML knows it, without a prefix (NCName). */
export const isName = (name: string): boolean => /^[A-Za-z_][\w.-]*$/.test(name);

/** What of some options or parameters no attribute can carry; the values may be secret. */
export function describeUnwritable(options: CmanOptions = {}): readonly string[] {
  return Object.entries(options).flatMap(([name, value]) => {
    if (!isName(name)) return [`${JSON.stringify(name)} is no name of an attribute`];
    if (typeof value === "number" && !Number.isFinite(value)) return [`${name} is not a number`];
    const odd = /[\u0000-\u001f\u007f\ufffe\uffff]|\p{Surrogate}/u.test(String(value));
    return odd ? [`${name} holds a character that cluster.conf cannot`] : [];
  });
}
