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
  scoreRule,
} from "../../kind/rules";
import { type ConstraintInputs, constraintKind, otherThan } from "./kind";
import { constraintClaims } from "./claims";
import { givenAttributes } from "../spelling";

export interface ColocationConstraintArgs extends CommonArgs {
  /** The id in the CIB. @default what pcs writes: `colocation-RESOURCE-WITH-SCORE` */
  name?: pulumi.Input<string>;
  /** The resource that is placed. */
  resource: Ref;
  /** The resource that it is placed with. */
  with: Ref;
  /** A whole number, `"INFINITY"` (must be together) or `"-INFINITY"` (must be apart). @default "INFINITY" */
  score?: pulumi.Input<string | number>;
  /** Role of the resource that this holds for. */
  role?: pulumi.Input<Role>;
  /** Role of the other resource. */
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

const NAMES: ArgumentNames<ColocationConstraintArgs> = {
  ...COMMON,
  name: true,
  resource: true,
  with: true,
  score: true,
  role: true,
  withRole: true,
};

/** @internal */
export const colocationConstraint = constraintKind<Inputs>({
  type: "pacemaker:ColocationConstraint",
  names: NAMES,
  references: ["resource", "with"],
  attributes: {
    resource: "rsc",
    with: "with-rsc",
    score: "score",
    role: "rsc-role",
    withRole: "with-rsc-role",
  },
  spec: (args) => {
    const score = String(args.score ?? "INFINITY");
    return {
      tag: "rsc_colocation",
      attributes: givenAttributes({
        rsc: args.resource,
        "with-rsc": args.with,
        score,
        "rsc-role": args.role,
        "with-rsc-role": args.withRole,
      }),
      proposedId: proposeConstraintId("colocation", args.resource, args.with, score),
    };
  },
  validate: (args) => [
    ...required(args, "resource", nonEmpty),
    ...required(args, "with", otherThan(args.resource)),
    ...check(args, "score", scoreRule),
    ...check(args, "role", role),
    ...check(args, "withRole", role),
  ],
});

/**
 * Places a resource with another one, or apart from it (`rsc_colocation`). Where it stops a resource that may start again, that is
 * said in the log; where constraints leave no node at all, it is an error.
 *
 * @example
 * ```ts
 * new ColocationConstraint("abiquo_rs-with-ping", { cluster, resource: services, with: gateway, score: "INFINITY" });
 * ```
 */
export class ColocationConstraint extends PacemakerResource {
  declare readonly resource: pulumi.Output<string>;
  declare readonly with: pulumi.Output<string>;
  declare readonly score: pulumi.Output<string | number> | undefined;

  constructor(name: string, args: ColocationConstraintArgs, opts?: pulumi.CustomResourceOptions) {
    const inputs = {
      resource: refInput(args.resource),
      with: refInput(args.with),
    };
    const places = constraintClaims(colocationConstraint, args);
    super(name, { type: "ColocationConstraint", args, inputs, ids: [args.name], places }, opts);
  }
}
