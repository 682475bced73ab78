import type * as pulumi from "@pulumi/pulumi";
import { proposeConstraintId, proposeSetConstraintId } from "../../cib/model/constraints/spec";
import { oneOf, trueOrFalse } from "../../kind/rules";
import { type CommonArgs, type Ref, resourceType } from "../../program/pacemaker-resource";
import { ConstraintResource } from "./base";
import { CONSTRAINT_ARGUMENTS, type ConstraintInputs, resourceReference } from "./definition";
import { constraintKind } from "./kind";
import { type Action, actionRule } from "./role";
import type { OrderSetArgs } from "./set-args";
import { ORDER_SET, referencesInSets, setsRule } from "./sets";

interface OrderCommonArgs extends CommonArgs {
  /** The id in the CIB. @default the id that pcs writes: `order-FIRST-THEN-KIND`, with sets `order_set_…` */
  name?: pulumi.Input<string>;
  /** @default Pacemaker's: "Mandatory" */
  kind?: pulumi.Input<"Mandatory" | "Optional" | "Serialize">;
  /** Whether the reverse actions happen in the reverse order. @default Pacemaker's: true */
  symmetrical?: pulumi.Input<boolean>;
}

/** Orders the actions of two resources. */
export interface PairOrderArgs extends OrderCommonArgs {
  /** The resource that acts first. */
  first: Ref;
  /** The resource that acts afterwards. */
  then: Ref;
  /** The action that happens first. @default Pacemaker's: "start" */
  firstAction?: pulumi.Input<Action>;
  /** The action that happens afterwards. @default the same as `firstAction` */
  thenAction?: pulumi.Input<Action>;
  /**
   * Whether `then` waits for all instances of a cloned `first`, or for one of them (`false`). Needs the schema pacemaker-2.3.
   * @default Pacemaker's: true
   */
  requireAll?: pulumi.Input<boolean>;
  sets?: undefined;
}

/** Orders the actions of the resources in sets. */
export interface SetOrderArgs extends OrderCommonArgs {
  /** The resources of a set act one after another, unless it is not `sequential`. Each set waits for the one before it. */
  sets: readonly OrderSetArgs[];
  first?: undefined;
  then?: undefined;
  firstAction?: undefined;
  thenAction?: undefined;
  requireAll?: undefined;
}

/** Either `first` and `then`, or `sets`. */
export type OrderConstraintArgs = PairOrderArgs | SetOrderArgs;

interface Inputs extends ConstraintInputs {
  readonly first?: string;
  readonly then?: string;
  readonly firstAction?: string;
  readonly thenAction?: string;
  readonly kind?: string;
  readonly symmetrical?: boolean;
  readonly requireAll?: boolean;
}

/** @internal */
export const orderConstraint = constraintKind<OrderConstraintArgs, Inputs>({
  type: "pacemaker:OrderConstraint",
  tag: "rsc_order",
  arguments: {
    ...CONSTRAINT_ARGUMENTS,
    first: resourceReference("first"),
    then: resourceReference("then"),
    sets: { rule: setsRule(ORDER_SET, 2), reference: true, holdsReferences: referencesInSets },
    firstAction: { attribute: "first-action", rule: actionRule, single: true },
    thenAction: { attribute: "then-action", rule: actionRule, single: true },
    kind: { attribute: "kind", rule: oneOf("Mandatory", "Optional", "Serialize") },
    symmetrical: { attribute: "symmetrical", rule: trueOrFalse },
    requireAll: { attribute: "require-all", rule: trueOrFalse, single: true, since: [2, 3] },
  },
  sets: ORDER_SET,
  // Such as promote after demote.
  mayBeSame: ({ firstAction = "start", thenAction = firstAction }) => firstAction !== thenAction,
  proposeId: ({ first = "", then = "", kind = "mandatory", sets }) =>
    sets ? proposeSetConstraintId("order", sets) : proposeConstraintId("order", first, then, kind),
});

/**
 * Orders the actions of two resources, or of sets of resources (`rsc_order`).
 *
 * If a run deletes all resources, it deletes the constraint first. The two resources then stop at the same time. Members of
 * a group still stop in order, and so do resources with `dependsOn: [first]`.
 *
 * @example
 * ```ts
 * new OrderConstraint("database-first", { cluster, first: database, then: services });
 * ```
 *
 * @example
 * The services start when one of the two file systems is mounted.
 * ```ts
 * new OrderConstraint("any-mount-first", {
 *   cluster,
 *   sets: [{ resources: [nfs1, nfs2], sequential: false, requireAll: false }, { resources: [services] }],
 * });
 * ```
 */
export class OrderConstraint extends ConstraintResource {
  /** @internal */
  static override readonly __pulumiType = resourceType(orderConstraint);
  declare readonly first: pulumi.Output<string> | undefined;
  declare readonly symmetrical: pulumi.Output<boolean> | undefined;

  constructor(name: string, args: OrderConstraintArgs, opts?: pulumi.CustomResourceOptions) {
    super(orderConstraint, name, args, opts);
  }
}
