import { type Element, childNamed, childrenNamed } from "../../xml/element";
import { parseBoolean, roleName } from "../../xml/values";
import type { ConstraintEffect } from "./effect";

/** A ticket that the site does not have keeps a resource stopped on every node, which is no obstacle: it rests. */
export const ticketEffect: ConstraintEffect = {
  dependent: ({ attributes: a }) => a.rsc ?? "",
  obstacles: () => [],
  need: () => undefined,
  mayAllow: () => false,
  nodeAttributes: () => [],
};

/** Explains why a ticket constraint keeps its resource stopped. Returns `undefined` if it does not. */
export function explainTicket(cib: Element, { attributes: a }: Element): string | undefined {
  const { ticket = "", "rsc-role": role = "", "loss-policy": policy } = a;
  // Without the ticket such a resource runs, but is not promoted (2.1.5: `constraints_for_ticket`).
  if (roleName(role) === "promoted" && policy !== "stop") return undefined;
  const states = childNamed(childNamed(cib, "status") ?? cib, "tickets");
  const state =
    states && childrenNamed(states, "ticket_state").find((s) => s.attributes.id === ticket);
  if (!parseBoolean(state?.attributes.granted ?? "false"))
    return `the ticket ${ticket} is not granted`;
  return parseBoolean(state?.attributes.standby ?? "false")
    ? `the ticket ${ticket} is in standby`
    : undefined;
}
