import { resourceType } from "../../program/pacemaker-resource";
import type * as pulumi from "@pulumi/pulumi";
import { proposeConstraintId } from "../../cib/model/constraints/constraint";
import { oneOf, scoreRule } from "../../kind/rules";
import type { CommonArgs, Ref } from "../../program/pacemaker-resource";
import { ConstraintResource } from "./base";
import { constraintKind } from "./kind";
import { CONSTRAINT_ARGUMENTS, type ConstraintInputs, resourceReference } from "./definition";

export interface ColocationConstraintArgs extends CommonArgs {
  /** The id in the CIB. @default the id that pcs writes: `colocation-RESOURCE-WITH-SCORE` */
  name?: pulumi.Input<string>;
  /** The resource that is placed. */
  resource: Ref;
  /** The resource with which `resource` is placed. */
  with: Ref;
  /** A whole number, `"INFINITY"` (must be together) or `"-INFINITY"` (must be apart). @default "INFINITY" */
  score?: pulumi.Input<string | number>;
  /** Role of `resource` to which the constraint applies. */
  role?: pulumi.Input<Role>;
  /** Role of `with` to which the constraint applies. */
  withRole?: pulumi.Input<Role>;
}

/** Roles of promotable clones; `Master` and `Slave` before Pacemaker 2.1. */
export type Role = "Started" | "Promoted" | "Unpromoted" | "Master" | "Slave" | "Stopped";

const role = oneOf("Started", "Promoted", "Unpromoted", "Master", "Slave", "Stopped");

interface Inputs extends ConstraintInputs {
  readonly resource: string;
  readonly with: string;
  readonly score?: string | number;
  readonly role?: string;
  readonly withRole?: string;
}

/** @internal */
export const colocationConstraint = constraintKind<ColocationConstraintArgs, Inputs>({
  type: "pacemaker:ColocationConstraint",
  tag: "rsc_colocation",
  arguments: {
    ...CONSTRAINT_ARGUMENTS,
    resource: resourceReference("rsc"),
    with: resourceReference("with-rsc"),
    score: { attribute: "score", rule: scoreRule, defaultValue: "INFINITY" },
    role: { attribute: "rsc-role", rule: role },
    withRole: { attribute: "with-rsc-role", rule: role },
  },
  proposeId: ({ resource, with: other, score = "INFINITY" }) =>
    proposeConstraintId("colocation", resource, other, String(score)),
});

/**
 * Places a resource with another one, or apart from it (`rsc_colocation`). The log reports a resource that the constraint
 * stops and that may start again. If constraints leave no node for a resource, that is an error.
 *
 * @example
 * ```ts
 * new ColocationConstraint("abiquo_rs-with-ping", { cluster, resource: services, with: gateway, score: "INFINITY" });
 * ```
 */
export class ColocationConstraint extends ConstraintResource {
  /** @internal */
  static override readonly __pulumiType = resourceType(colocationConstraint);
  declare readonly resource: pulumi.Output<string>;
  declare readonly with: pulumi.Output<string>;
  declare readonly score: pulumi.Output<string | number> | undefined;

  constructor(name: string, args: ColocationConstraintArgs, opts?: pulumi.CustomResourceOptions) {
    super(colocationConstraint, name, args, opts);
  }
}
