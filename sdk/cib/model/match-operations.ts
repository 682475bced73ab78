import { type Element, idOf } from "../xml/element";
import {
  type Operation,
  operationInterval,
  operationKey,
  operationElementKey,
  operationKind,
  operationElementKind,
  proposeOperationId,
} from "./operation";

/** The operations of a primitive that are meant by declared ones. */
export type OperationMatch = ReadonlyMap<Operation, Element>;

type Same = (o: Operation, e: Element) => boolean;

/**
 * Finds each declared operation among those of a primitive: the one of its name, interval and role; else, because
 * somebody may have changed just these, the one with its id (`crm` and `cibadmin` keep it); else the only one of its
 * name and role (pcs gives a changed one another id), if it may be the one. With a second of that name and role nobody
 * can tell which of them is meant, and the declared one counts as gone.
 */
export function matchOperations(
  primitive: string,
  list: readonly Element[],
  declared: readonly Operation[],
  mayBe: (e: Element) => boolean = () => true,
): OperationMatch {
  const exact = pair(
    new Map(),
    list,
    declared,
    (o, e) => operationKey(o) === operationElementKey(e),
  );
  const named = pair(exact, list, declared, hasId(primitive));
  const only = (o: Operation, kind: string): boolean =>
    declared.filter((d) => operationKind(d) === operationKind(o)).length === 1 &&
    list.filter((e) => operationElementKind(e) === kind).length === 1;
  return pair(named, list, declared, (o, e) => {
    const kind = operationKind(o);
    return kind === operationElementKind(e) && only(o, kind) && mayBe(e);
  });
}

const hasId =
  (primitive: string): Same =>
  (o, e) =>
    e.attributes.name === o.name &&
    idOf(e) === proposeOperationId(primitive, o.name, operationInterval(o));

/** What is paired already, and of what is left the pairs that are the same. */
function pair(
  found: OperationMatch,
  list: readonly Element[],
  declared: readonly Operation[],
  same: Same,
): OperationMatch {
  const pairs = new Map(found);
  const used = new Set(found.values());
  for (const o of declared.filter((d) => !found.has(d))) {
    const e = list.find((candidate) => !used.has(candidate) && same(o, candidate));
    if (!e) continue;
    used.add(e);
    pairs.set(o, e);
  }
  return pairs;
}
