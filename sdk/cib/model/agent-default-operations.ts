import { type Operation, operationKey, replacesDefault } from "./operation";

/** Lists the operations of a new resource: the declared ones, and the agent's defaults for every other name and role. */
export function defaultOperations(
  declared: readonly Operation[],
  defaults: readonly Operation[],
): readonly Operation[] {
  return [
    ...declared,
    ...defaults.filter((a) => !declared.some((d) => replacesDefault(d, a))),
  ].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

const droppedOperations = (
  declared: readonly Operation[],
  before: readonly Operation[],
): Operation[] => before.filter((b) => !declared.some((d) => operationKey(d) === operationKey(b)));

/** Keys of operations that are no longer declared, and of agent defaults that declared operations replace. */
export function droppedOperationKeys(
  declared: readonly Operation[],
  before: readonly Operation[],
  defaults: readonly Operation[],
): ReadonlySet<string> {
  const replaced = defaults.filter((a) => declared.some((d) => replacesDefault(d, a)));
  const remaining = [...declared, ...restoredDefaults(declared, before, defaults)].map(
    operationKey,
  );
  const keys = [...droppedOperations(declared, before), ...replaced].map(operationKey);
  return new Set(keys.filter((key) => !remaining.includes(key)));
}

/** Agent defaults that come back, because the declared operations that replaced them are no longer declared. */
export const restoredDefaults = (
  declared: readonly Operation[],
  before: readonly Operation[],
  defaults: readonly Operation[],
): readonly Operation[] =>
  defaults.filter(
    (a) =>
      droppedOperations(declared, before).some((d) => replacesDefault(d, a)) &&
      !declared.some((d) => replacesDefault(d, a)),
  );
