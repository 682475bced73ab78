import type * as pulumi from "@pulumi/pulumi";
import { proposeConstraintId, proposeSetConstraintId } from "../../cib/model/constraints/spec";
import { propertyValue } from "../../cib/model/cluster-properties";
import { parseBoolean } from "../../cib/xml/values";
import { nonEmpty, oneOf } from "../../kind/rules";
import { type CommonArgs, type Ref, resourceType } from "../../program/pacemaker-resource";
import { ConstraintResource } from "./base";
import {
  CONSTRAINT_ARGUMENTS,
  type ConstraintInputs,
  type SetInputs,
  resourceReference,
} from "./definition";
import { constraintKind } from "./kind";
import { type Role, roleRule } from "./role";
import type { ResourceSetArgs } from "./set-args";
import { PLAIN_SET, referencesInSets, setsRule } from "./sets";

interface TicketCommonArgs extends CommonArgs {
  /** The id in the CIB. @default the id that pcs writes: `ticket-TICKET-RESOURCE`, with sets `ticket_set_…` */
  name?: pulumi.Input<string>;
  /** Name of the ticket, as Booth or `crm_ticket` grants it to a site. */
  ticket: pulumi.Input<string>;
  /**
   * What happens to the resources when the ticket is lost: they stop, are demoted or freeze as they are, or their nodes are
   * fenced. @default Pacemaker's: "demote" with the role `Promoted`, else "stop"
   */
  lossPolicy?: pulumi.Input<"stop" | "demote" | "fence" | "freeze">;
}

/** Binds one resource to a ticket. */
export interface ResourceTicketArgs extends TicketCommonArgs {
  /** The resource that needs the ticket. */
  resource: Ref;
  /** Role of the resource for which it needs the ticket. @default any role */
  role?: pulumi.Input<Role>;
  sets?: undefined;
}

/** Binds the resources of sets to a ticket. */
export interface SetTicketArgs extends TicketCommonArgs {
  /** The resources that need the ticket, with their roles. */
  sets: readonly ResourceSetArgs[];
  resource?: undefined;
  role?: undefined;
}

/** Either `resource` or `sets`. */
export type TicketConstraintArgs = ResourceTicketArgs | SetTicketArgs;

interface Inputs extends ConstraintInputs {
  readonly ticket: string;
  readonly lossPolicy?: string;
  readonly resource?: string;
  readonly role?: string;
}

/** @internal */
export const ticketConstraint = constraintKind<TicketConstraintArgs, Inputs>({
  type: "pacemaker:TicketConstraint",
  tag: "rsc_ticket",
  arguments: {
    ...CONSTRAINT_ARGUMENTS,
    resource: resourceReference("rsc"),
    sets: { rule: setsRule(PLAIN_SET, 1), reference: true, holdsReferences: referencesInSets },
    role: { attribute: "rsc-role", rule: roleRule, single: true },
    ticket: { attribute: "ticket", rule: nonEmpty, required: true, since: [1, 2] },
    lossPolicy: { attribute: "loss-policy", rule: oneOf("stop", "demote", "fence", "freeze") },
  },
  sets: PLAIN_SET,
  proposeId: ({ ticket, resource = "", role, sets }, roleOf) =>
    sets
      ? proposeSetConstraintId("ticket", sets)
      : proposeConstraintId(
          "ticket",
          ticket,
          resource,
          ...(role === undefined ? [] : [roleOf(role)]),
        ),
  describeRivals: (cib, { lossPolicy }) =>
    lossPolicy === "fence" &&
    parseBoolean(propertyValue(cib, "stonith-enabled") ?? "true") === false
      ? [
          "lossPolicy: fencing is off (stonith-enabled=false), so Pacemaker stops the resources instead",
        ]
      : [],
});

/**
 * Lets resources run only where the site has a ticket (`rsc_ticket`): in a cluster of clusters, one site at a time. Without
 * the ticket the resources stay stopped, which is no failure: `up` does not wait for them.
 *
 * @example
 * ```ts
 * new TicketConstraint("services-need-ticket", { cluster, resource: services, ticket: "ticketA", lossPolicy: "stop" });
 * ```
 *
 * @example
 * ```ts
 * new TicketConstraint("site-ticket", {
 *   cluster, ticket: "ticketA", sets: [{ resources: [database], role: "Promoted" }, { resources: [services] }],
 * });
 * ```
 */
export class TicketConstraint extends ConstraintResource {
  /** @internal */
  static override readonly __pulumiType = resourceType(ticketConstraint);
  declare readonly ticket: pulumi.Output<string>;
  declare readonly resource: pulumi.Output<string> | undefined;
  declare readonly sets: pulumi.Output<readonly SetInputs[]> | undefined;

  constructor(name: string, args: TicketConstraintArgs, opts?: pulumi.CustomResourceOptions) {
    super(ticketConstraint, name, args, opts);
  }
}
