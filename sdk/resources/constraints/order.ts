import { resourceType } from "../../program/pacemaker-resource";
import type * as pulumi from "@pulumi/pulumi";
import { proposeConstraintId } from "../../cib/model/constraints/constraint";
import { oneOf, trueOrFalse } from "../../kind/rules";
import type { CommonArgs, Ref } from "../../program/pacemaker-resource";
import { ConstraintResource } from "./base";
import { constraintKind } from "./kind";
import { CONSTRAINT_ARGUMENTS, type ConstraintInputs, resourceReference } from "./definition";

export type Action = "start" | "stop" | "promote" | "demote";

export interface OrderConstraintArgs extends CommonArgs {
  /** The id in the CIB. @default the id that pcs writes: `order-FIRST-THEN-KIND` */
  name?: pulumi.Input<string>;
  /** The resource that acts first. */
  first: Ref;
  /** The resource that acts afterwards. */
  then: Ref;
  /** The action that happens first. @default Pacemaker's: "start" */
  firstAction?: pulumi.Input<Action>;
  /** The action that happens afterwards. @default the same as `firstAction` */
  thenAction?: pulumi.Input<Action>;
  /** @default Pacemaker's: "Mandatory" */
  kind?: pulumi.Input<"Mandatory" | "Optional" | "Serialize">;
  /** Whether the reverse actions happen in the reverse order. @default Pacemaker's: true */
  symmetrical?: pulumi.Input<boolean>;
}

interface Inputs extends ConstraintInputs {
  readonly first: string;
  readonly then: string;
  readonly firstAction?: string;
  readonly thenAction?: string;
  readonly kind?: string;
  readonly symmetrical?: boolean;
}

const action = oneOf("start", "stop", "promote", "demote");

/** @internal */
export const orderConstraint = constraintKind<OrderConstraintArgs, Inputs>({
  type: "pacemaker:OrderConstraint",
  tag: "rsc_order",
  arguments: {
    ...CONSTRAINT_ARGUMENTS,
    first: resourceReference("first"),
    then: resourceReference("then"),
    firstAction: { attribute: "first-action", rule: action },
    thenAction: { attribute: "then-action", rule: action },
    kind: { attribute: "kind", rule: oneOf("Mandatory", "Optional", "Serialize") },
    symmetrical: { attribute: "symmetrical", rule: trueOrFalse },
  },
  // Such as promote after demote.
  mayBeSame: ({ firstAction = "start", thenAction = firstAction }) => firstAction !== thenAction,
  proposeId: ({ first, then, kind = "mandatory" }) =>
    proposeConstraintId("order", first, then, kind),
});

/**
 * Orders the actions of two resources (`rsc_order`).
 *
 * If a run deletes all resources, it deletes the constraint first. The two resources then stop at the same time. Members of
 * a group still stop in order, and so do resources with `dependsOn: [first]`.
 *
 * @example
 * ```ts
 * new OrderConstraint("database-first", { cluster, first: database, then: services });
 * ```
 */
export class OrderConstraint extends ConstraintResource {
  /** @internal */
  static override readonly __pulumiType = resourceType(orderConstraint);
  declare readonly first: pulumi.Output<string>;
  declare readonly symmetrical: pulumi.Output<boolean> | undefined;

  constructor(name: string, args: OrderConstraintArgs, opts?: pulumi.CustomResourceOptions) {
    super(orderConstraint, name, args, opts);
  }
}
