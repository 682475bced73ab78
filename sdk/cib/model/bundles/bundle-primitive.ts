import { PreconditionFailed } from "../../../errors";
import { commandFor } from "../../../shell-quote";
import { activeNodes } from "../../status/status";
import { type Element, byId, childNamed, idOf, parentOf } from "../../xml/element";

/**
 * Finds the primitive that a bundle takes in or has.
 * @throws PreconditionFailed if it is no primitive, is elsewhere, or runs outside, or if the bundle holds another one
 */
export function findBundlePrimitive(cib: Element, bundle: string, id: string): Element {
  const e = byId(cib, id);
  if (e?.name !== "primitive")
    refuse(
      e
        ? `${id} is a ${e.name}; a bundle can hold a primitive only`
        : `there is no resource ${id} in the cluster; create it first, or correct the name`,
    );
  const parent = parentOf(cib, id);
  if (parent && idOf(parent) === bundle) return e;
  if (parent && parent.name !== "resources")
    refuse(
      `${id} is in the ${parent.name} ${idOf(parent)}; a resource can be in one place only: take it out there first`,
    );
  const nodes = activeNodes(cib, id);
  if (nodes.length > 0)
    refuse(
      `${id} runs on ${nodes.join(", ")}, and a bundle runs it in its containers only; ` +
        `stop it (${commandFor`pcs resource disable ${id}`}, and enable it again when it is in the bundle), or declare it with startWithGroup: true`,
    );
  return e;
}

/** Refuses a primitive for a bundle that holds one of another writer. */
export function refuseOccupied(
  cib: Element,
  bundle: string,
  primitive: string | undefined,
  before: string | undefined,
): void {
  const e = byId(cib, bundle);
  const inside = e && childNamed(e, "primitive");
  if (!inside || primitive === undefined || [primitive, before].includes(idOf(inside))) return;
  refuse(
    `${bundle} holds ${idOf(inside)}, and a bundle holds one primitive; take that out first (pcs cluster edit)`,
  );
}

function refuse(why: string): never {
  throw new PreconditionFailed(`primitive: ${why}`);
}
