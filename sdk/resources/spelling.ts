import type { Pairs } from "../cib/xml/nvset";
import type { Rule } from "../kind/rules";

/** Converts `resourceStickiness` to `resource-stickiness`. Names that are not camelCase (`live-Key`, `SYSTEM_ID`) stay. */
export const kebab = (name: string): string =>
  /^[a-z][A-Za-z0-9]*$/.test(name) ? name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`) : name;

/** Converts the keys of an object to Pacemaker's spelling. */
export const kebabKeys = <T>(object: Readonly<Record<string, T>> = {}): Record<string, T> =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [kebab(name), value]));

/** Returns the observed values under the program's keys. Omits keys without an observed value. */
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

/** Refuses a name that is given both in camelCase and in Pacemaker's spelling. */
export const spelledOnce: Rule = (v) => {
  const names = Object.keys(v as object).sort(
    (a, b) => Number(a === kebab(a)) - Number(b === kebab(b)),
  );
  const same = names.map((n) => names.filter((other) => kebab(other) === kebab(n)));
  const repeated = same.filter((list, i) => list.length > 1 && list[0] === names[i]);
  return repeated.length === 0
    ? undefined
    : repeated.map((list) => `${list.join(" and ")} are the same: give it once`).join("; ");
};

/** Returns the observed values of the declared names, which use the cluster's spelling. */
export const observeOwnKeys = (declared: Pairs, observed: Pairs): Pairs =>
  Object.fromEntries(Object.entries(observed).filter(([name]) => Object.hasOwn(declared, name)));
