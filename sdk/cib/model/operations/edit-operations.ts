import {
  restoredDefaults,
  droppedOperationKeys,
  type OperationMatch,
  matchOperations,
} from "./operation-matching";
import {
  type Element,
  append,
  childNamed,
  element,
  idOf,
  withAttributes,
  withChildren,
} from "../../xml/element";
import { numberId } from "../../xml/values";
import {
  type Operation,
  operationKey,
  operationElementKey,
  operationKind,
  buildOperation,
  proposeOperationId,
  editOperation,
  observeOperation,
} from "./operation";

/**
 * Changes the operations of an existing primitive from those declared `before` to those `declared` now. If no monitor is
 * left, the agent's default monitors come back: without a monitor Pacemaker never notices a failure.
 * @param monitors what comes back; none if a template has a monitor
 */
export function editOperations(
  primitive: Element,
  declared: readonly Operation[],
  before: readonly Operation[],
  defaults: readonly Operation[],
  monitors: readonly Operation[] = defaultMonitors(defaults),
): Element {
  const list = childNamed(primitive, "operations");
  const old = list ?? element("operations");
  const isDefault = (e: Element): boolean =>
    defaults.some((a) => operationKey(a) === operationElementKey(e));
  const pairs = matchOperations(idOf(primitive), old.children, declared, (e) => !isDefault(e));
  const edited = editMatched(primitive, old, pairs, before);
  const restored = restoredDefaults(declared, before, defaults);
  const dropped = droppedOperationKeys(declared, before, defaults);
  const kept = withChildren(
    edited,
    edited.children.filter(
      (e, i) => isMatched(pairs, old.children[i]) || !dropped.has(operationElementKey(e)),
    ),
  );
  const missing = [...declared.filter((d) => !pairs.has(d)), ...restored];
  const withMissing = missing.reduce((l, o) => putOperation(l, primitive, o, before), kept);
  const result = ensureMonitor(withMissing, primitive, monitors);
  if (!list) return result.children.length === 0 ? primitive : append(primitive, result);
  return withChildren(
    primitive,
    primitive.children.map((c) => (c === list ? result : c)),
  );
}

const isMatched = (pairs: OperationMatch, e: Element | undefined): boolean =>
  e !== undefined && [...pairs.values()].includes(e);

const isMonitor = ({ attributes }: Element): boolean => attributes.name === "monitor";

/** The monitors among an agent's default operations. */
export const defaultMonitors = (defaults: readonly Operation[]): readonly Operation[] =>
  defaults.filter(({ name }) => name === "monitor");

const ensureMonitor = (
  list: Element,
  primitive: Element,
  monitors: readonly Operation[],
): Element =>
  list.children.some(isMonitor)
    ? list
    : monitors.reduce((l, o) => putOperation(l, primitive, o, []), list);

/** Whether a primitive or a template has a monitor. */
export const hasMonitor = (e: Element): boolean =>
  (childNamed(e, "operations")?.children ?? []).some(isMonitor);

function editMatched(
  primitive: Element,
  list: Element,
  pairs: OperationMatch,
  before: readonly Operation[],
): Element {
  const wanted = new Map([...pairs].map(([o, e]) => [e, o]));
  return withChildren(
    list,
    list.children.map((e) => {
      const o = wanted.get(e);
      if (!o) return e;
      const edited = editOperation(e, o, findPrevious(o, before));
      return followInterval(edited, e, idOf(primitive), list);
    }),
  );
}

/** Finds the earlier declaration of an operation, also if its interval was different. */
const findPrevious = (o: Operation, before: readonly Operation[]): Operation | undefined => {
  const sameKind = before.filter((b) => operationKind(b) === operationKind(o));
  return (
    before.find((b) => operationKey(b) === operationKey(o)) ??
    (sameKind.length === 1 ? sameKind[0] : undefined)
  );
};

/** Changes the usual id, which contains the interval, after a change of the interval. */
function followInterval(e: Element, old: Element, primitive: string, list: Element): Element {
  const usual = ({ attributes: { name = "", interval = "" } }: Element): string =>
    proposeOperationId(primitive, name, interval);
  if (usual(e) === usual(old) || idOf(old) !== usual(old)) return e;
  const id = numberId(usual(e), new Set(list.children.map(idOf)));
  return withAttributes(e, { id });
}

function putOperation(
  list: Element,
  primitive: Element,
  wanted: Operation,
  before: readonly Operation[],
): Element {
  const present = list.children.find((e) => operationElementKey(e) === operationKey(wanted));
  if (!present) {
    const taken = new Set(list.children.map(idOf));
    return append(list, buildOperation(idOf(primitive), wanted, taken));
  }
  const previous = before.find((b) => operationKey(b) === operationKey(wanted));
  return withChildren(
    list,
    list.children.map((e) => (e === present ? editOperation(e, wanted, previous) : e)),
  );
}

/** Observed for a primitive without a monitor. An operation with the interval 0 is not repeated. */
const NOT_MONITORED: Operation = { name: "monitor", interval: "0s", enabled: false };

/**
 * Observes the declared operations. Values with the declared meaning are returned in the declared spelling. A missing
 * monitor is observed as one that is off, also if none is declared.
 * @param isInherited a template has a monitor
 */
export function observeOperations(
  primitive: Element,
  declared: readonly Operation[],
  isInherited = false,
): readonly Operation[] {
  const list = childNamed(primitive, "operations")?.children ?? [];
  const pairs = matchOperations(idOf(primitive), list, declared);
  const observed = declared.flatMap((d) => {
    const e = pairs.get(d);
    return e ? [observeOperation(e, d)] : [];
  });
  const isMonitored =
    isInherited || list.some(isMonitor) || declared.some(({ name }) => name === "monitor");
  return isMonitored ? observed : [...observed, NOT_MONITORED];
}
