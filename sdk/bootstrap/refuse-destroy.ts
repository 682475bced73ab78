import { type NodeUnusable, PreconditionFailed } from "../errors";
import { info } from "../log";
import { type ReachableMember, findRemainingResources } from "./remaining-resources";

/** A cluster to destroy on all its nodes. */
interface DestroyRequest {
  readonly name: string;
  /** The names of the nodes that the program declares. */
  readonly declared: readonly string[];
  /** The names of all members. */
  readonly present: readonly string[];
  readonly members: readonly ReachableMember[];
  readonly unreachable: readonly NodeUnusable[];
  readonly force: boolean;
  /** How to remove the remaining resources by hand, in words. */
  readonly remedy: string;
}

/** @throws PreconditionFailed while something would be left behind or lost, unless `force` is set */
export async function refuseDestroy(request: DestroyRequest): Promise<void> {
  const { name, unreachable, force } = request;
  const reasons = force ? [] : await findReasons(request);
  if (reasons.length > 0)
    throw new PreconditionFailed(
      [
        `${name} is not destroyed:`,
        ...reasons,
        "or set force: true (run pulumi up with it first)",
      ].join("\n"),
    );
  for (const failure of unreachable)
    info(`${name}: ${failure.message}; its part of the cluster stays`);
}

async function findReasons(request: DestroyRequest): Promise<readonly string[]> {
  const { declared, present, members, unreachable, remedy } = request;
  const foreign = [...new Set(present)].filter((name) => !declared.includes(name));
  const resources = await findRemainingResources(members);
  return [
    ...unreachable.map(
      (f) => `${f.message}; its part of the cluster would keep running: bring the node back`,
    ),
    ...(foreign.length === 0
      ? []
      : [`it also has the members ${foreign.join(", ")}: declare all its members`]),
    ...(resources.length === 0
      ? []
      : [`it has resources that this program does not manage: ${resources.join(", ")}; ${remedy}`]),
  ];
}
