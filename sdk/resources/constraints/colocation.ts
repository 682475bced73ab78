import type * as pulumi from "@pulumi/pulumi";
import { proposeConstraintId, proposeSetConstraintId } from "../../cib/model/constraints/spec";
import { isConstrainable, isResource } from "../../cib/model/references";
import type { Element } from "../../cib/xml/element";
import { nonEmpty, scoreRule, trueOrFalse } from "../../kind/rules";
import { type CommonArgs, type Ref, resourceType } from "../../program/pacemaker-resource";
import { ConstraintResource } from "./base";
import { CONSTRAINT_ARGUMENTS, type ConstraintInputs, resourceReference } from "./definition";
import { constraintKind } from "./kind";
import { type Role, roleRule } from "./role";
import type { ScoredSetArgs } from "./set-args";
import { SCORED_SET, referencesInSets, setsRule } from "./sets";

interface ColocationCommonArgs extends CommonArgs {
  /** The id in the CIB. @default the id that pcs writes: `colocation-RESOURCE-WITH-SCORE`, with sets `colocation_set_…` */
  name?: pulumi.Input<string>;
  /** A whole number, `"INFINITY"` (must be together) or `"-INFINITY"` (must be apart). @default "INFINITY" */
  score?: pulumi.Input<string | number>;
  /**
   * Whether the resource that is placed has a say in where the other one runs. `false` lets it stop where it may not follow.
   * Needs the schema pacemaker-3.6. @default the resource's `critical` meta attribute, which is true by default
   */
  influence?: pulumi.Input<boolean>;
}

/** Places one resource with another one. */
export interface PairColocationArgs extends ColocationCommonArgs {
  /** The resource that is placed. */
  resource: Ref;
  /** The resource with which `resource` is placed. */
  with: Ref;
  /** Role of `resource` to which the constraint applies. */
  role?: pulumi.Input<Role>;
  /** Role of `with` to which the constraint applies. */
  withRole?: pulumi.Input<Role>;
  /** The node attribute of which both nodes must have the same value, such as a rack. @default "#uname": the same node */
  nodeAttribute?: pulumi.Input<string>;
  sets?: undefined;
}

/** Places the resources of sets together. */
export interface SetColocationArgs extends ColocationCommonArgs {
  /** In a set each resource is placed with the one before it. The first set is placed with the next one, and so on. */
  sets: readonly ScoredSetArgs[];
  resource?: undefined;
  with?: undefined;
  role?: undefined;
  withRole?: undefined;
  nodeAttribute?: undefined;
}

/** Either `resource` and `with`, or `sets`. */
export type ColocationConstraintArgs = PairColocationArgs | SetColocationArgs;

interface Inputs extends ConstraintInputs {
  readonly resource?: string;
  readonly with?: string;
  readonly score?: string | number;
  readonly role?: string;
  readonly withRole?: string;
  readonly influence?: boolean;
  readonly nodeAttribute?: string;
}

/** @internal */
export const colocationConstraint = constraintKind<ColocationConstraintArgs, Inputs>({
  type: "pacemaker:ColocationConstraint",
  tag: "rsc_colocation",
  arguments: {
    ...CONSTRAINT_ARGUMENTS,
    resource: resourceReference("rsc"),
    with: resourceReference("with-rsc"),
    sets: { rule: setsRule(SCORED_SET, 2), reference: true, holdsReferences: referencesInSets },
    score: { attribute: "score", rule: scoreRule, defaultValue: "INFINITY" },
    role: { attribute: "rsc-role", rule: roleRule, single: true },
    withRole: { attribute: "with-rsc-role", rule: roleRule, single: true },
    nodeAttribute: { attribute: "node-attribute", rule: nonEmpty, single: true },
    influence: { attribute: "influence", rule: trueOrFalse, since: [3, 6] },
  },
  sets: SCORED_SET,
  proposeId: ({ resource = "", with: other = "", score = "INFINITY", sets }) =>
    sets
      ? proposeSetConstraintId("colocation", sets)
      : proposeConstraintId("colocation", resource, other, String(score)),
  describeMissing: describeTwoTags,
});

/** Pacemaker ignores a colocation of two tags or templates (2.1.5: `unpack_colocation_tags`). */
function describeTwoTags(cib: Element, { resource, with: other }: Inputs): readonly string[] {
  const isTag = (id: string | undefined): boolean =>
    id !== undefined && isConstrainable(cib, id) && !isResource(cib, id);
  return isTag(resource) && isTag(other)
    ? [
        `with: ${resource ?? ""} and ${other ?? ""} stand for several resources, and Pacemaker ignores such a colocation: give their resources as sets`,
      ]
    : [];
}

/**
 * Places a resource with another one, or apart from it (`rsc_colocation`). The log reports a resource that the constraint
 * stops and that may start again. If constraints leave no node for a resource, that is an error.
 *
 * @example
 * ```ts
 * new ColocationConstraint("abiquo_rs-with-ping", { cluster, resource: services, with: gateway, score: "INFINITY" });
 * ```
 *
 * @example
 * The address and the services run where the database is promoted. The first set depends on the second one.
 * ```ts
 * new ColocationConstraint("with-primary", {
 *   cluster, sets: [{ resources: [address, services], sequential: false }, { resources: [database], role: "Promoted" }],
 * });
 * ```
 */
export class ColocationConstraint extends ConstraintResource {
  /** @internal */
  static override readonly __pulumiType = resourceType(colocationConstraint);
  declare readonly resource: pulumi.Output<string> | undefined;
  declare readonly with: pulumi.Output<string> | undefined;
  declare readonly score: pulumi.Output<string | number> | undefined;

  constructor(name: string, args: ColocationConstraintArgs, opts?: pulumi.CustomResourceOptions) {
    super(colocationConstraint, name, args, opts);
  }
}
