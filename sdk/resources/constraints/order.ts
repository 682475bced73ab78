import type * as pulumi from "@pulumi/pulumi";
import { proposeConstraintId } from "../../cib/model/constraint";
import { oneOf, trueOrFalse } from "../../kind/rules";
import type { CommonArgs, Ref } from "../../program/pacemaker-resource";
import { ConstraintResource } from "./base";
import {
  CONSTRAINT_ARGUMENTS,
  type ConstraintInputs,
  constraintKind,
  resourceReference,
} from "./kind";

export type Action = "start" | "stop" | "promote" | "demote";

export interface OrderConstraintArgs extends CommonArgs {
  /** The id in the CIB. @default what pcs writes: `order-FIRST-THEN-KIND` */
  name?: pulumi.Input<string>;
  /** The resource that acts first. */
  first: Ref;
  /** The resource that acts afterwards. */
  then: Ref;
  /** What has to happen first. @default Pacemaker's: "start" */
  firstAction?: pulumi.Input<Action>;
  /** What happens afterwards. @default the same as `firstAction` */
  thenAction?: pulumi.Input<Action>;
  /** @default Pacemaker's: "Mandatory" */
  kind?: pulumi.Input<"Mandatory" | "Optional" | "Serialize">;
  /** Whether the reverse order holds for the reverse actions. @default Pacemaker's: true */
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
  proposeId: ({ first, then, kind = "mandatory" }) =>
    proposeConstraintId("order", first, then, kind),
});

/**
 * Orders the actions of two resources (`rsc_order`).
 *
 * When everything is deleted in one run, the constraint goes before the resources that it names, which then stop at the
 * same time: groups stop in order, and so do resources that have `dependsOn: [first]` in the program.
 *
 * @example
 * ```ts
 * new OrderConstraint("database-first", { cluster, first: database, then: services });
 * ```
 */
export class OrderConstraint extends ConstraintResource {
  declare readonly first: pulumi.Output<string>;
  declare readonly symmetrical: pulumi.Output<boolean> | undefined;

  constructor(name: string, args: OrderConstraintArgs, opts?: pulumi.CustomResourceOptions) {
    super(orderConstraint, name, args, opts);
  }
}
