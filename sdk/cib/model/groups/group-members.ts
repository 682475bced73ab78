import { PreconditionFailed } from "../../../errors";
import { activeNodes } from "../../status/status";
import { type Element, byId, idOf, parentOf } from "../../xml/element";
import { commandFor } from "../../../shell-quote";

/**
 * Finds a resource that becomes or is a member.
 * @throws PreconditionFailed if it is no primitive, or is in another group or clone
 */
export function findMember(cib: Element, group: string, id: string): Element {
  const e = byId(cib, id);
  if (e?.name !== "primitive")
    throw new PreconditionFailed(
      e
        ? `members: ${id} is a ${e.name}; a group can hold primitives only`
        : `members: there is no resource ${id} in the cluster; create it first, or correct the name`,
    );
  const parent = parentOf(cib, id);
  if (parent && parent.name !== "resources" && idOf(parent) !== group)
    throw new PreconditionFailed(
      `members: ${id} is in the ${parent.name} ${idOf(parent)}; a resource can be in one place only: take it out there first`,
    );
  return e;
}

/** Refuses members that run on another node than the group: Pacemaker would stop and move them. */
export function refuseRunningElsewhere(
  cib: Element,
  inside: readonly string[],
  entering: readonly string[],
): void {
  const running = (ids: readonly string[]): { id: string; node: string }[] =>
    ids.flatMap((id) => activeNodes(cib, id).map((node) => ({ id, node })));
  const first = [...running(inside), ...running(entering)][0];
  const other = running(entering).find((r) => r.node !== first?.node);
  if (first && other)
    throw new PreconditionFailed(
      `members: ${other.id} runs on ${other.node}, ${first.id} runs on ${first.node}; a group runs on one node, so taking both in would stop and move one of them. ` +
        `Move it first (${commandFor`crm_resource --move --resource ${other.id} --node ${first.node}`}, and ${commandFor`pcs resource clear ${other.id}`} when it is in the group), ` +
        `stop it (${commandFor`pcs resource disable ${other.id}`}, and enable it again when it is in the group), or declare it with startWithGroup: true`,
    );
}
