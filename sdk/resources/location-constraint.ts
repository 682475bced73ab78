import type * as pulumi from "@pulumi/pulumi";
import { proposedId } from "../cib/constraints";
import { hasNode, nodeNames } from "../cib/nodes";
import { type CommonArgs, PacemakerResource, type Ref, refInput } from "../engine/resource";
import { COMMON, type Names, check, nonEmpty, required, scoreRule } from "../engine/validate";
import { type ConstraintInputs, constraintKind } from "./constraint-kind";

export interface LocationConstraintArgs extends CommonArgs {
  /** The id in the CIB. @default what pcs writes: `location-RESOURCE-NODE-SCORE` */
  name?: pulumi.Input<string>;
  /** The resource that is placed. */
  resource: Ref;
  /** Name of the node, which the cluster has to have: a member, a remote or a guest node. */
  node: pulumi.Input<string>;
  /** A whole number, `"INFINITY"` or `"-INFINITY"` (never there). @default "INFINITY" */
  score?: pulumi.Input<string | number>;
}

interface Inputs extends ConstraintInputs {
  readonly resource: string;
  readonly node: string;
  readonly score?: string | number;
}

const NAMES: Names<LocationConstraintArgs> = {
  ...COMMON,
  name: true,
  resource: true,
  node: true,
  score: true,
};

/** @internal */
export const locationConstraint = constraintKind<Inputs>({
  type: "pacemaker:LocationConstraint",
  names: NAMES,
  references: ["resource"],
  attributes: { resource: "rsc", node: "node", score: "score" },
  spec: (args) => {
    const score = String(args.score ?? "INFINITY");
    return {
      tag: "rsc_location",
      attributes: { rsc: args.resource, node: args.node, score },
      proposedId: proposedId("location", args.resource, args.node, score),
    };
  },
  validate: (args) => [
    ...required(args, "resource", nonEmpty),
    ...required(args, "node", nonEmpty),
    ...check(args, "score", scoreRule),
  ],
  missing: (cib, { node }) =>
    hasNode(cib, node)
      ? []
      : [`node: there is no node ${node} in the cluster (there is: ${nodeNames(cib).join(", ")})`],
});

/**
 * Draws a resource to a node, or keeps it away (`rsc_location`). Where it stops a resource that may start again, that is
 * said in the log; where constraints leave no node at all, it is an error.
 *
 * @example
 * ```ts
 * new LocationConstraint("services-at-home", { cluster, resource: services, node: "rsha1", score: 50 });
 * ```
 */
export class LocationConstraint extends PacemakerResource {
  declare readonly resource: pulumi.Output<string>;
  declare readonly node: pulumi.Output<string>;
  declare readonly score: pulumi.Output<string | number> | undefined;

  constructor(name: string, args: LocationConstraintArgs, opts?: pulumi.CustomResourceOptions) {
    const inputs = { resource: refInput(args.resource) };
    super(name, { type: "LocationConstraint", args, inputs, ids: [args.name] }, opts);
  }
}
