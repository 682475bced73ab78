import { type PlacementObstacle, nodesGivenUp, placementObstacles } from "../cib/status/placement";
import { isFencingWithoutDevice } from "../cib/model/cluster-properties";
import { standbyNodes } from "../cib/status/resource-tree";
import { onlineNodes } from "../cib/status/status";
import type { Snapshot } from "./snapshot";

/** Why something does not run of which no failure is remembered. */
export interface NotStartedCause {
  readonly reason: string;
  /** Pacemaker does not try again by itself, whatever else changes. */
  readonly final?: boolean;
  /** Nothing but constraints is in the way. */
  readonly constrained?: boolean;
}

/** Why a primitive is not started although no failure of it is remembered. */
export function explainNotStarted({ cib, log }: Snapshot, primitive: string): NotStartedCause {
  const because = (why: string): string => `${primitive}: not started: ${why}`;
  if (isFencingWithoutDevice(cib))
    return {
      reason: because(
        "stonith-enabled is true (the default) and there is no fence device, so Pacemaker starts nothing; declare a stonith: resource, or stonithEnabled: false in PacemakerProperties",
      ),
    };
  const usable = onlineNodes(cib).filter((n) => !standbyNodes(cib).includes(n));
  if (usable.length === 0) return { reason: because("no node is online and out of standby") };
  const given = nodesGivenUp(cib, primitive).filter((n) => usable.includes(n));
  if (given.length > 0)
    return {
      reason: because(givenUp(primitive, given, log)),
      final: given.length === usable.length,
    };
  const found = placementObstacles(cib, primitive);
  const why = `no node may run it${forbidding(found, usable)}`;
  return { reason: because(why), constrained: found.length > 0 };
}

const givenUp = (primitive: string, nodes: readonly string[], log: string): string =>
  `it has failed on ${nodes.join(" and ")} as often as its migration-threshold allows (fail-count), and the history no longer shows how; look at ${log}, and after the repair: crm_resource --cleanup -r ${primitive}`;

function forbidding(found: readonly PlacementObstacle[], usable: readonly string[]): string {
  const texts = found.map((o) => o.text);
  const rules = [...new Set(found.flatMap((o) => o.rule ?? []))];
  const passes =
    rules.length === 0
      ? ""
      : `it starts when the rule of ${rules.join(" or ")} no longer holds; or `;
  if (texts.length > 0)
    return `: ${texts.join("; ")}; ${passes}change one of these constraints (crm_simulate -sL shows the scores)`;
  return `; look for a constraint that forbids ${usable.join(", ")} (pcs constraint --full; crm_simulate -sL shows the scores)`;
}
