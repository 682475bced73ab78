import { type Operation, operationKey, replacesDefault } from "./operation";

/** The operations that a new resource gets: the declared ones, and the agent's for every other name and role. */
export function defaultOperations(
  declared: readonly Operation[],
  advised: readonly Operation[],
): readonly Operation[] {
  return [...declared, ...advised.filter((a) => !declared.some((d) => replacesDefault(d, a)))].sort(
    (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  );
}

const noLonger = (declared: readonly Operation[], before: readonly Operation[]): Operation[] =>
  before.filter((b) => !declared.some((d) => operationKey(d) === operationKey(b)));

/** Keys of what was declared and is not any more, and of the agent's own that declared ones replace. */
export function isDroppedDefault(
  declared: readonly Operation[],
  before: readonly Operation[],
  advised: readonly Operation[],
): ReadonlySet<string> {
  const replaced = advised.filter((a) => declared.some((d) => replacesDefault(d, a)));
  const stay = [...declared, ...restoredDefaults(declared, before, advised)].map(operationKey);
  const keys = [...noLonger(declared, before), ...replaced].map(operationKey);
  return new Set(keys.filter((key) => !stay.includes(key)));
}

/** The agent's operations that declared ones had replaced, which are not declared any more. */
export const restoredDefaults = (
  declared: readonly Operation[],
  before: readonly Operation[],
  advised: readonly Operation[],
): readonly Operation[] =>
  advised.filter(
    (a) =>
      noLonger(declared, before).some((d) => replacesDefault(d, a)) &&
      !declared.some((d) => replacesDefault(d, a)),
  );
