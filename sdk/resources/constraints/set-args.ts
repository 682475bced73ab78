import type * as pulumi from "@pulumi/pulumi";
import type { Ref } from "../../program/pacemaker-resource";
import type { Action, Role } from "./role";

/** Resources that a constraint treats alike. */
export interface ResourceSetArgs {
  /** The resources. Their order counts. */
  resources: readonly Ref[];
  /** Role of the resources to which the constraint applies. @default any role */
  role?: pulumi.Input<Role>;
  /** The action of the resources that an order is about. @default Pacemaker's: "start" */
  action?: pulumi.Input<Action>;
  /** Whether each resource depends on the one before it. @default Pacemaker's: true */
  sequential?: pulumi.Input<boolean>;
  /** Whether the next set of an order waits for all resources, or for one of them (`false`). @default Pacemaker's: true */
  requireAll?: pulumi.Input<boolean>;
  /**
   * On which neighbour a resource of a colocation depends: `group` on the one before it, `listed` on the one after it.
   * Needs the schema pacemaker-2.1. @default Pacemaker's: "group"
   */
  ordering?: pulumi.Input<"group" | "listed">;
}

/** A set of a colocation or of a location. */
export interface ScoredSetArgs extends ResourceSetArgs {
  /** A whole number, `"INFINITY"` or `"-INFINITY"`, for the resources of the set. @default the constraint's */
  score?: pulumi.Input<string | number>;
}

/** A set of an order. */
export interface OrderSetArgs extends ResourceSetArgs {
  /** The kind of the order between the resources of the set. Needs the schema pacemaker-3.0. @default the constraint's */
  kind?: pulumi.Input<"Mandatory" | "Optional" | "Serialize">;
}
