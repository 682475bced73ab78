import { restoredDefaults, isDroppedDefault } from "./agent-default-operations";
import {
  type Element,
  append,
  childNamed,
  element,
  idOf,
  withAttributes,
  withChildren,
} from "../xml/element";
import { numberId } from "../xml/ids";
import {
  type Operation,
  operationKey,
  operationElementKey,
  operationKind,
  buildOperation,
  proposeOperationId,
} from "./operation";
import { editOperation, observeOperation } from "./operation-element";
import { type OperationMatch, matchOperations } from "./match-operations";

/**
 * Brings the operations of an existing primitive to what is declared now, knowing what was declared before. Where no
 * monitor is left, the agent's come back: without one Pacemaker never notices a failure.
 */
export function editOperations(
  primitive: Element,
  declared: readonly Operation[],
  before: readonly Operation[],
  advised: readonly Operation[],
): Element {
  const list = childNamed(primitive, "operations");
  const old = list ?? element("operations");
  const isAdvised = (e: Element): boolean =>
    advised.some((a) => operationKey(a) === operationElementKey(e));
  const pairs = matchOperations(idOf(primitive), old.children, declared, (e) => !isAdvised(e));
  const edited = editPaired(primitive, old, pairs, before);
  const back = restoredDefaults(declared, before, advised);
  const gone = isDroppedDefault(declared, before, advised);
  const kept = withChildren(
    edited,
    edited.children.filter(
      (e, i) => isValue(pairs, old.children[i]) || !gone.has(operationElementKey(e)),
    ),
  );
  const missing = [...declared.filter((d) => !pairs.has(d)), ...back];
  const all = missing.reduce((l, o) => put(l, primitive, o, before), kept);
  const whole = withMonitor(all, primitive, advised);
  if (!list) return whole.children.length === 0 ? primitive : append(primitive, whole);
  return withChildren(
    primitive,
    primitive.children.map((c) => (c === list ? whole : c)),
  );
}

const isValue = (pairs: OperationMatch, e: Element | undefined): boolean =>
  e !== undefined && [...pairs.values()].includes(e);

const isMonitor = ({ attributes }: Element): boolean => attributes.name === "monitor";

function withMonitor(list: Element, primitive: Element, advised: readonly Operation[]): Element {
  if (list.children.some(isMonitor)) return list;
  return advised
    .filter(({ name }) => name === "monitor")
    .reduce((l, o) => put(l, primitive, o, []), list);
}

function editPaired(
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
      return renamed(editOperation(e, o, previous(o, before)), e, idOf(primitive), list);
    }),
  );
}

/** What was declared of an operation before, also where another interval was. */
const previous = (o: Operation, before: readonly Operation[]): Operation | undefined => {
  const likely = before.filter((b) => operationKind(b) === operationKind(o));
  return (
    before.find((b) => operationKey(b) === operationKey(o)) ??
    (likely.length === 1 ? likely[0] : undefined)
  );
};

/** The usual id says the interval: it follows another one. */
function renamed(e: Element, old: Element, primitive: string, list: Element): Element {
  const usual = ({ attributes: { name = "", interval = "" } }: Element): string =>
    proposeOperationId(primitive, name, interval);
  if (usual(e) === usual(old) || idOf(old) !== usual(old)) return e;
  const id = numberId(usual(e), new Set(list.children.map(idOf)));
  return withAttributes(e, { id });
}

function put(
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
  const was = before.find((b) => operationKey(b) === operationKey(wanted));
  return withChildren(
    list,
    list.children.map((e) => (e === present ? editOperation(e, wanted, was) : e)),
  );
}

/** What a primitive shows that has no monitor at all; an operation without an interval is not repeated. */
const NOT_MONITORED: Operation = { name: "monitor", interval: "0s", enabled: false };

/**
 * What is there of the declared operations, in the declared spelling where it means the same. No monitor at all is seen
 * as one that is off, also where none is declared.
 */
export function observeOperations(
  primitive: Element,
  declared: readonly Operation[],
): readonly Operation[] {
  const list = childNamed(primitive, "operations")?.children ?? [];
  const pairs = matchOperations(idOf(primitive), list, declared);
  const seen = declared.flatMap((d) => {
    const e = pairs.get(d);
    return e ? [observeOperation(e, d)] : [];
  });
  const shows = list.some(isMonitor) || declared.some(({ name }) => name === "monitor");
  return shows ? seen : [...seen, NOT_MONITORED];
}
