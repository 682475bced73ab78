import type { PlacementObstacle } from "../cib/status/constraints/effect";
import { placementObstacles } from "../cib/status/placement";
import { isFencingWithoutDevice, propertyName } from "../cib/model/cluster-properties";
import { nodesGivenUp, standbyNodes } from "../cib/status/resting";
import { onlineNodes } from "../cib/status/status";
import type { Snapshot } from "./snapshot";
import { commandFor } from "../shell-quote";
import { describeCapacity } from "./capacity";

/** Why a primitive without a failure in the history does not run. */
export interface NotStartedCause {
  readonly reason: string;
  /** Pacemaker does not try again by itself, not even when other resources or constraints change. */
  readonly final?: boolean;
  /** Only constraints prevent the start. */
  readonly constrained?: boolean;
}

/** Explains why a primitive is not started although the history shows no failure of it. */
export function explainNotStarted({ cib, log }: Snapshot, primitive: string): NotStartedCause {
  const notStarted = (why: string): string => `${primitive}: not started: ${why}`;
  if (isFencingWithoutDevice(cib))
    return {
      reason: notStarted(
        `${propertyName(cib, "stonith-enabled")} is true (the default) and there is no fence device, so Pacemaker starts nothing; declare a stonith: resource, or stonithEnabled: false in PacemakerProperties`,
      ),
    };
  const usable = onlineNodes(cib).filter((n) => !standbyNodes(cib).includes(n));
  if (usable.length === 0) return { reason: notStarted("no node is online and out of standby") };
  const givenUp = nodesGivenUp(cib, primitive).filter((n) => usable.includes(n));
  if (givenUp.length > 0)
    return {
      reason: notStarted(describeThreshold(primitive, givenUp, log)),
      final: givenUp.length === usable.length,
    };
  const obstacles = placementObstacles(cib, primitive);
  const capacity = describeCapacity(cib, primitive, usable);
  const why = `no node may run it${
    capacity === undefined || obstacles.length > 0
      ? describeObstacles(obstacles, usable)
      : `: ${capacity}, or a constraint forbids ${usable.join(", ")} (pcs constraint --full)`
  }`;
  return { reason: notStarted(why), constrained: obstacles.length > 0 };
}

const describeThreshold = (primitive: string, nodes: readonly string[], log: string): string =>
  `it has failed on ${nodes.join(" and ")} as often as its migration-threshold allows (fail-count), and the history no longer shows how; look at ${log}, and after the repair: ${commandFor`crm_resource --cleanup -r ${primitive}`}`;

function describeObstacles(
  obstacles: readonly PlacementObstacle[],
  usable: readonly string[],
): string {
  const texts = obstacles.map((o) => o.text);
  const rules = [...new Set(obstacles.flatMap((o) => o.rule ?? []))];
  const ruleHint =
    rules.length === 0
      ? ""
      : `it starts when the rule of ${rules.join(" or ")} no longer holds; or `;
  if (texts.length > 0)
    return `: ${texts.join("; ")}; ${ruleHint}change one of these constraints (crm_simulate -sL shows the scores)`;
  return `; look for a constraint that forbids ${usable.join(", ")} (pcs constraint --full; crm_simulate -sL shows the scores)`;
}
