import type { Pairs } from "../cib/xml/nvset";
import type { Rule } from "../kind/rules";

/** `resourceStickiness` to `resource-stickiness`; what is not camelCase (`live-Key`, `SYSTEM_ID`) stays as it is. */
export const kebab = (name: string): string =>
  /^[a-z][A-Za-z0-9]*$/.test(name) ? name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`) : name;

/** The keys of an object in Pacemaker's spelling. */
export const kebabKeys = <T>(object: Readonly<Record<string, T>> = {}): Record<string, T> =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [kebab(name), value]));

/** An object with the program's own keys and the values that were observed; keys that are gone are left out. */
export const observeKeys = <T>(
  declared: Readonly<Record<string, unknown>>,
  observed: Readonly<Record<string, T>>,
): Record<string, T> =>
  Object.fromEntries(
    Object.keys(declared).flatMap((name) => {
      const own = kebab(name);
      const value = Object.hasOwn(observed, own) ? observed[own] : undefined;
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** A name may be given in camelCase or in Pacemaker's spelling, but not in both. */
export const spelledOnce: Rule = (v) => {
  const names = Object.keys(v as object).sort(
    (a, b) => Number(a === kebab(a)) - Number(b === kebab(b)),
  );
  const same = names.map((n) => names.filter((other) => kebab(other) === kebab(n)));
  const twice = same.filter((list, i) => list.length > 1 && list[0] === names[i]);
  return twice.length === 0
    ? undefined
    : twice.map((list) => `${list.join(" and ")} are the same: give it once`).join("; ");
};

/** Only what is given. */
export const givenAttributes = (
  attributes: Readonly<Record<string, string | undefined>>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );

/** The observed values of declared names that are spelled as the cluster spells them. */
export const observeOwnKeys = (declared: Pairs, observed: Pairs): Pairs =>
  Object.fromEntries(Object.entries(observed).filter(([name]) => Object.hasOwn(declared, name)));
