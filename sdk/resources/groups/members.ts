import { findClone } from "../../cib/model/clone";
import { type GroupSpec, groupMembers, membersRestartedBy } from "../../cib/model/groups/group";
import { activeNodes } from "../../cib/status/status";
import { type Element, byId, element } from "../../cib/xml/element";
import { PreconditionFailed } from "../../errors";
import { commandFor } from "../../shell-quote";

/** The inputs with a group's members and those that it starts. */
interface GroupMembers {
  readonly name: string;
  readonly members: readonly string[];
  readonly startWithGroup?: readonly string[];
  readonly undeclared?: readonly string[];
}

/** Members that are stopped in the order of the group when it is deleted. */
const stoppedMembers = ({
  startWithGroup = [],
  undeclared = [],
}: GroupMembers): readonly string[] => [...startWithGroup, ...undeclared];

/**
 * Whether the group is stopped before it is deleted. A cloned group is: outside of it a member may run on one node only, and
 * Pacemaker would restart one that runs on several.
 */
export const stopsMembers = (cib: Element, members: GroupMembers): boolean =>
  stoppedMembers(members).length > 0 || findClone(cib, members.name) !== undefined;

/** Describes running members that Pacemaker restarts because a new member precedes them. */
export function describeRestarted(cib: Element, spec: GroupSpec): readonly string[] {
  const restarted = membersRestartedBy(cib, spec);
  if (restarted.length === 0) return [];
  return [`a new member goes in front of ${restarted.join(", ")}, which Pacemaker restarts`];
}

const currentMembers = (cib: Element, name: string): readonly string[] =>
  groupMembers(byId(cib, name) ?? element("group"));

/** Refuses to delete a group with members of another writer. Stopping the group would stop them too. */
export function refuseForeignMembers(cib: Element, group: GroupMembers): void {
  const { name, members } = group;
  if (!stopsMembers(cib, group)) return;
  const foreign = currentMembers(cib, name).filter((m) => !members.includes(m));
  if (foreign.length === 0) return;
  throw new PreconditionFailed(
    `${name} cannot be deleted while it holds ${foreign.join(", ")}, which the program does not declare as its member; take ${foreign.length === 1 ? "it" : "them"} out first (${commandFor`pcs resource group remove ${name} ${foreign}`})`,
  );
}

/** Describes what happens to running members that the program still declares when the group is deleted. */
export function describeReleased(cib: Element, group: GroupMembers): readonly string[] {
  const running = currentMembers(cib, group.name).filter(
    (m) => !stoppedMembers(group).includes(m) && activeNodes(cib, m).length > 0,
  );
  if (running.length === 0) return [];
  const outcome = stopsMembers(cib, group)
    ? "stopped with the group, then started again without it"
    : "kept running without the group, on any node";
  return [`${running.join(", ")}: ${outcome}`];
}
