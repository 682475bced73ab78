import { type Operation, keyOf, replacesAdvised } from "./operation";

/** The operations that a new resource gets: the declared ones, and the agent's for every other name and role. */
export function initialOperations(
  declared: readonly Operation[],
  advised: readonly Operation[],
): readonly Operation[] {
  return [...declared, ...advised.filter((a) => !declared.some((d) => replacesAdvised(d, a)))].sort(
    (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  );
}

const noLonger = (declared: readonly Operation[], before: readonly Operation[]): Operation[] =>
  before.filter((b) => !declared.some((d) => keyOf(d) === keyOf(b)));

/** Keys of what was declared and is not any more, and of the agent's own that declared ones replace. */
export function goes(
  declared: readonly Operation[],
  before: readonly Operation[],
  advised: readonly Operation[],
): ReadonlySet<string> {
  const replaced = advised.filter((a) => declared.some((d) => replacesAdvised(d, a)));
  const stay = [...declared, ...comeBack(declared, before, advised)].map(keyOf);
  const keys = [...noLonger(declared, before), ...replaced].map(keyOf);
  return new Set(keys.filter((key) => !stay.includes(key)));
}

/** The agent's operations that declared ones had replaced, which are not declared any more. */
export const comeBack = (
  declared: readonly Operation[],
  before: readonly Operation[],
  advised: readonly Operation[],
): readonly Operation[] =>
  advised.filter(
    (a) =>
      noLonger(declared, before).some((d) => replacesAdvised(d, a)) &&
      !declared.some((d) => replacesAdvised(d, a)),
  );
