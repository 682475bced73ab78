import * as pulumi from "@pulumi/pulumi";
import type { PingClone } from "../../resources/primitives/ping-clone";
import type { ResourceGroupArgs } from "../../resources/groups/resource-group";

/**
 * What a lost gateway does to the services.
 *
 * - `rule`: when the gateway is down for everybody, the services stop everywhere until it is back. A node that alone has
 *   lost it shuts them down, and the other one takes over, so that they never run twice.
 * - `colocation`: the guide to the letter. Nothing happens: the ping's clone goes on running where the gateway is lost.
 * - `prefer`: the services move to the node that sees more gateways, and never stop everywhere. The ping's `multiplier`
 *   has to be above the sum of the members' stickiness.
 */
export type GatewayPolicy = "rule" | "colocation" | "prefer";

/** The group's constraints; all policies keep the guide's colocation. */
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

/** Above the stickiness of the guide's three members, with room for more. */
const PREFERRED = 1000;

export const readMultiplier = (policy: GatewayPolicy): { multiplier?: number } =>
  policy === "prefer" ? { multiplier: PREFERRED } : {};

/**
 * A group sticks to its node with the sum of its members' stickiness; only a stronger pull moves it.
 * @throws RunError when the pull is not stronger, as far as the program shows it
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
