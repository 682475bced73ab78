import type { Pairs } from "../cib/nvset";
import type { Rule } from "../engine/validate";

/** `resourceStickiness` to `resource-stickiness`; names that are already so stay as they are. */
export const kebab = (name: string): string => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);

/** The keys of an object in Pacemaker's spelling. */
export const kebabKeys = <T>(object: Readonly<Record<string, T>> = {}): Record<string, T> =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [kebab(name), value]));

/** An object with the program's own keys and the values that were observed; keys that are gone are left out. */
export const observedKeys = <T>(
  declared: Readonly<Record<string, unknown>>,
  observed: Readonly<Record<string, T>>,
): Record<string, T> =>
  Object.fromEntries(
    Object.keys(declared).flatMap((name) => {
      const value = observed[kebab(name)];
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** A name may be given in camelCase or in Pacemaker's spelling, but not in both. */
export const spelledOnce: Rule = (v) => {
  const names = Object.keys(v as object);
  const twice = names.filter((n) => n !== kebab(n) && names.includes(kebab(n)));
  return twice.length === 0
    ? undefined
    : twice.map((n) => `${n} and ${kebab(n)} are the same: give it once`).join("; ");
};

/** Only what is given. */
export const given = (
  attributes: Readonly<Record<string, string | undefined>>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );

/** The observed values of declared names that are spelled as the cluster spells them. */
export const observedOwn = (declared: Pairs, observed: Pairs): Pairs =>
  Object.fromEntries(Object.entries(observed).filter(([name]) => name in declared));
