import { type NodeUnusable, PreconditionFailed } from "../errors";
import { info } from "../log";
import { type ReachableMember, findRemainingResources } from "./remaining-resources";

/** A cluster that is to end on all its nodes. */
interface Ending {
  readonly name: string;
  /** The names of the nodes that the program declares. */
  readonly declared: readonly string[];
  /** The names of all members. */
  readonly present: readonly string[];
  readonly members: readonly ReachableMember[];
  readonly unreachable: readonly NodeUnusable[];
  readonly force: boolean;
  /** How resources of others are removed by hand. */
  readonly remedy: string;
}

/** @throws Refused while something would be left behind or lost, unless `force` */
export async function refuseDestroy(ending: Ending): Promise<void> {
  const { name, unreachable, force } = ending;
  const reasons = force ? [] : await objections(ending);
  if (reasons.length > 0)
    throw new PreconditionFailed(
      [
        `${name} is not destroyed:`,
        ...reasons,
        "or force: true (run pulumi up with it first)",
      ].join("\n"),
    );
  for (const failure of unreachable)
    info(`${name}: ${failure.message}; its part of the cluster stays`);
}

async function objections(ending: Ending): Promise<readonly string[]> {
  const { declared, present, members, unreachable, remedy } = ending;
  const foreign = [...new Set(present)].filter((name) => !declared.includes(name));
  const resources = await findRemainingResources(members);
  return [
    ...unreachable.map((f) => `${f.message}; its part of the cluster would go on: bring it back`),
    ...(foreign.length === 0
      ? []
      : [`it has ${foreign.join(", ")} as well: declare what belongs to it`]),
    ...(resources.length === 0
      ? []
      : [`it has resources that this program does not manage: ${resources.join(", ")}; ${remedy}`]),
  ];
}
