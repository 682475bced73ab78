import {
  addGovernors,
  heldBy,
  holdPrimitive,
  releaseComplete,
  removeGovernors,
} from "../cib/model/hold";
import { primitivesIn, withHolders } from "../cib/model/resource-tree";
import { goesWithResource } from "../cib/model/references";
import { type Element, byId, idOf, sectionOf } from "../cib/xml/element";
import { PreconditionFailed } from "../errors";
import type { CommonInputs } from "../kind/lifecycle";
import { declaredGovernors } from "./retained-objects";
import { noteLeftConstraints } from "./kept-constraints";
import type { CibOperation } from "./operation";

/** What the program's resource is, in the CIB of its commit. */
interface Committed {
  readonly cib: Element;
  /** The object was created by this commit. */
  readonly isNew: boolean;
  /** The object has constraints of its own. */
  readonly hasConstraints: boolean;
}

/**
 * Makes the first start of primitives wait for everything of the program that governs them. A new primitive is held, and
 * waits also for what governs a new group that takes it in. This resource is taken off the lists of those that wait for it.
 * What then lacks nothing is released by the same commit.
 */
export function govern<A extends CommonInputs>(
  op: CibOperation<A>,
  { cib, isNew, hasConstraints }: Committed,
): ReturnType<typeof releaseComplete> {
  const { args, cluster, governor, kind } = op;
  if (sectionOf(cib, "constraints").children.some(goesWithResource)) noteLeftConstraints(op, cib);
  const { __governedBy: governors, name: id = "" } = args;
  const { waitFor, waitTimeout } = args;
  let next = cib;
  if (governors && isNew && byId(cib, id)?.name === "group")
    next = primitivesIn(cib, id).reduce((c, p) => addGovernors(c, p, governors), cib);
  else if (governors && isNew && (governors.length > 0 || hasConstraints)) {
    const { attribute } = kind.awaits(cib, id, args);
    cluster.heldWaits.set(id, { waitFor, waitTimeout, attribute });
    next = holdPrimitive(next, id, governors);
  }
  // A governor that the program no longer has was never made, or an alias has renamed it.
  const isGone = (g: string, primitive: string): boolean =>
    withHolders(cib, primitive).every(
      (e) => declaredGovernors(args.cluster, idOf(e))?.includes(g) === false,
    );
  return releaseComplete(removeGovernors(next, (g, p) => g === governor || isGone(g, p)));
}

/** Adds to a failure which primitives stay stopped because of it. */
export async function explainHeld<A extends CommonInputs>(
  { cluster, governor }: CibOperation<A>,
  failure: Error,
): Promise<Error> {
  const cib = await cluster.read().catch(() => undefined);
  const held = cib ? heldBy(cib, governor) : [];
  if (held.length === 0 || !(failure instanceof PreconditionFailed)) return failure;
  const [stay, them] = held.length === 1 ? ["stays", "it"] : ["stay", "them"];
  return new PreconditionFailed(
    `${failure.message}\n${held.join(", ")} ${stay} stopped until this is created: correct it and run again, or take it out of the program to start ${them} without it`,
    { cause: failure },
  );
}
