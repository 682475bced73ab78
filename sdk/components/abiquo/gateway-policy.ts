import * as pulumi from "@pulumi/pulumi";
import type { PingClone } from "../../resources/primitives/ping-clone";
import type { ResourceGroupArgs } from "../../resources/groups/resource-group";

/**
 * Effect of a lost gateway on the services.
 *
 * - `rule`: if one node loses the gateway, it stops the services and the other node takes over, so that they never run
 *   twice. If every node loses the gateway, the services stop everywhere until it is back.
 * - `colocation`: exactly the guide. Nothing happens, because the ping's clone keeps running without the gateway.
 * - `prefer`: the services move to the node that reaches more gateways, and never stop everywhere. The ping's
 *   `multiplier` must exceed the sum of the members' stickiness.
 */
export type GatewayPolicy = "rule" | "colocation" | "prefer";

/** Builds the group's constraints. All policies keep the guide's colocation. */
export function gatewayConstraints(
  policy: GatewayPolicy,
  ping: PingClone,
): Pick<ResourceGroupArgs, "colocations" | "locations"> {
  const colocations = [{ with: ping, score: "INFINITY" }];
  if (policy === "colocation") return { colocations };
  if (policy === "prefer")
    return {
      colocations,
      locations: [{ rule: { defined: "pingd" }, scoreAttribute: "pingd" }],
    };
  return {
    colocations,
    locations: [
      {
        rule: {
          or: [{ attribute: "pingd", operation: "lt", value: 1 }, { notDefined: "pingd" }],
        },
        score: "-INFINITY",
      },
    ],
  };
}

/** Exceeds the stickiness of the guide's three members, with room for more. */
const PREFERRED = 1000;

export const readMultiplier = (policy: GatewayPolicy): { multiplier?: number } =>
  policy === "prefer" ? { multiplier: PREFERRED } : {};

/**
 * A group has the sum of its members' stickiness, and only a higher multiplier moves it.
 * @throws RunError when the multiplier is too low. Unknown values are not checked.
 */
export function refuseWeakMultiplier(
  name: string,
  multiplier: unknown,
  stickiness: unknown,
  members: number,
): void {
  if (typeof multiplier !== "number" || typeof stickiness !== "number") return;
  const sum = stickiness * members;
  if (multiplier > sum) return;
  throw new pulumi.RunError(
    `${name}: ping.multiplier: ${multiplier} is not above ${sum}, the stickiness of ${members} members with ${stickiness} each, so a lost gateway would move nothing with gatewayPolicy "prefer"; set ping: { multiplier: ${sum + 1} } or more`,
  );
}
