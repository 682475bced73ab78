import { type Agent, NON_OPERATION_ACTIONS } from "../agent";
import { type Element, idOf } from "../../xml/element";
import {
  type Operation,
  operationInterval,
  operationKey,
  operationElementKey,
  operationKind,
  operationElementKind,
  proposeOperationId,
  replacesDefault,
} from "./operation";

/** The `<op>` element of each declared operation that was found. */
export type OperationMatch = ReadonlyMap<Operation, Element>;

type Matches = (o: Operation, e: Element) => boolean;

/**
 * Finds each declared operation among those of a primitive, in this order:
 * 1. the operation with its name, interval and role;
 * 2. the operation with its id, because an operator may have changed name, interval or role (`crm` and `cibadmin` keep
 *    the id);
 * 3. the only operation with its name and role (pcs gives a changed operation another id), if `mayBe` accepts it. With a
 *    second operation of that name and role the match is ambiguous, and the declared operation counts as gone.
 */
export function matchOperations(
  primitive: string,
  list: readonly Element[],
  declared: readonly Operation[],
  mayBe: (e: Element) => boolean = () => true,
): OperationMatch {
  const exact = addMatches(
    new Map(),
    list,
    declared,
    (o, e) => operationKey(o) === operationElementKey(e),
  );
  const byIds = addMatches(exact, list, declared, hasId(primitive));
  const isOnly = (o: Operation, kind: string): boolean =>
    declared.filter((d) => operationKind(d) === operationKind(o)).length === 1 &&
    list.filter((e) => operationElementKind(e) === kind).length === 1;
  return addMatches(byIds, list, declared, (o, e) => {
    const kind = operationKind(o);
    return kind === operationElementKind(e) && isOnly(o, kind) && mayBe(e);
  });
}

const hasId =
  (primitive: string): Matches =>
  (o, e) =>
    e.attributes.name === o.name &&
    idOf(e) === proposeOperationId(primitive, o.name, operationInterval(o));

/** Adds a match for each declared operation without one. */
function addMatches(
  found: OperationMatch,
  list: readonly Element[],
  declared: readonly Operation[],
  matches: Matches,
): OperationMatch {
  const pairs = new Map(found);
  const used = new Set(found.values());
  for (const o of declared.filter((d) => !found.has(d))) {
    const e = list.find((candidate) => !used.has(candidate) && matches(o, candidate));
    if (!e) continue;
    used.add(e);
    pairs.set(o, e);
  }
  return pairs;
}

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

/** Actions that Pacemaker requires of every agent. The meta-data of init scripts and units may not list all of them. */
const ALWAYS = ["start", "stop", "monitor"];

/** Reports operations that the agent cannot carry out. An agent whose meta-data lists no actions may have any. */
export function validateOperations(
  { actions }: Agent,
  name: string,
  declared: readonly Operation[],
): readonly string[] {
  if (actions.length === 0) return [];
  const known = [...new Set([...ALWAYS, ...actions])];
  const unknown = declared.map((o) => o.name).filter((o) => !known.includes(o));
  const usable = known.filter((a) => !NON_OPERATION_ACTIONS.includes(a)).join(", ");
  return [...new Set(unknown)].map(
    (o) => `operations: ${name} has no action ${o}; it has: ${usable}`,
  );
}
