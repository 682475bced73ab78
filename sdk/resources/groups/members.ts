import { type GroupSpec, groupMembers, membersRestartedBy } from "../../cib/model/group";
import { activeNodes } from "../../cib/status/status";
import { type Element, byId, element } from "../../cib/xml/element";
import { PreconditionFailed } from "../../errors";

/** The inputs that tell which members a group has and which ones it holds. */
interface GroupMembers {
  readonly name: string;
  readonly members: readonly string[];
  readonly startWithGroup?: readonly string[];
}

export function describeRestarted(cib: Element, spec: GroupSpec): readonly string[] {
  const restarted = membersRestartedBy(cib, spec);
  if (restarted.length === 0) return [];
  return [`a new member goes in front of ${restarted.join(", ")}, which Pacemaker restarts`];
}

const currentMembers = (cib: Element, name: string): readonly string[] =>
  groupMembers(byId(cib, name) ?? element("group"));

/** Refuses to delete a group with members of another writer. Stopping the group would stop them too. */
export function refuseForeignMembers(
  cib: Element,
  { name, members, startWithGroup }: GroupMembers,
): void {
  if (!startWithGroup?.length) return;
  const foreign = currentMembers(cib, name).filter((m) => !members.includes(m));
  if (foreign.length === 0) return;
  throw new PreconditionFailed(
    `${name} cannot be deleted while it holds ${foreign.join(", ")}, which the program does not declare as its member; take ${foreign.length === 1 ? "it" : "them"} out first (pcs resource group remove ${name} ${foreign.join(" ")})`,
  );
}

/** Describes what happens to running members that do not stay stopped with the group. */
export function describeReleased(
  cib: Element,
  { name, startWithGroup = [] }: GroupMembers,
): readonly string[] {
  const running = currentMembers(cib, name).filter(
    (m) => !startWithGroup.includes(m) && activeNodes(cib, m).length > 0,
  );
  if (running.length === 0) return [];
  const outcome =
    startWithGroup.length > 0
      ? "stopped with the group, then started again without it"
      : "released running, on any node, and when deleted stopped in no promised order (startWithGroup: true keeps it)";
  return [`${running.join(", ")}: ${outcome}`];
}
