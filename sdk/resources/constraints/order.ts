import type * as pulumi from "@pulumi/pulumi";
import { proposeConstraintId } from "../../cib/model/constraint";
import {
  type CommonArgs,
  PacemakerResource,
  type Ref,
  refInput,
} from "../../program/pacemaker-resource";
import {
  COMMON,
  type ArgumentNames,
  check,
  nonEmpty,
  oneOf,
  required,
  trueOrFalse,
} from "../../kind/rules";
import { type ConstraintInputs, constraintKind, otherThan } from "./kind";
import { constraintClaims } from "./claims";
import { givenAttributes } from "../spelling";

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

const NAMES: ArgumentNames<OrderConstraintArgs> = {
  ...COMMON,
  name: true,
  first: true,
  then: true,
  firstAction: true,
  thenAction: true,
  kind: true,
  symmetrical: true,
};

/** @internal */
export const orderConstraint = constraintKind<Inputs>({
  type: "pacemaker:OrderConstraint",
  names: NAMES,
  references: ["first", "then"],
  attributes: {
    first: "first",
    then: "then",
    firstAction: "first-action",
    thenAction: "then-action",
    kind: "kind",
    symmetrical: "symmetrical",
  },
  spec: (args) => ({
    tag: "rsc_order",
    attributes: givenAttributes({
      first: args.first,
      then: args.then,
      "first-action": args.firstAction,
      "then-action": args.thenAction,
      kind: args.kind,
      symmetrical: args.symmetrical?.toString(),
    }),
    proposedId: proposeConstraintId("order", args.first, args.then, args.kind ?? "mandatory"),
  }),
  validate: (args) => [
    ...required(args, "first", nonEmpty),
    ...required(args, "then", otherThan(args.first)),
    ...check(args, "firstAction", action),
    ...check(args, "thenAction", action),
    ...check(args, "kind", oneOf("Mandatory", "Optional", "Serialize")),
    ...check(args, "symmetrical", trueOrFalse),
  ],
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
export class OrderConstraint extends PacemakerResource {
  declare readonly first: pulumi.Output<string>;
  declare readonly symmetrical: pulumi.Output<boolean> | undefined;

  constructor(name: string, args: OrderConstraintArgs, opts?: pulumi.CustomResourceOptions) {
    const inputs = {
      first: refInput(args.first),
      then: refInput(args.then),
    };
    const places = constraintClaims(orderConstraint, args);
    super(name, { type: "OrderConstraint", args, inputs, ids: [args.name], places }, opts);
  }
}
