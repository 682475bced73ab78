import type * as pulumi from "@pulumi/pulumi";
import { proposeConstraintId } from "../../cib/model/constraint";
import { describeUnlikeLocation, readLocationRule } from "../../cib/model/location-rule";
import type { Expression, LocationRule } from "../../cib/rules/rule";
import { describeUnsupported } from "../../cib/rules/schema-support";
import { hasNode, nodeNames } from "../../cib/status/nodes";
import { type Failure, nonEmpty, scoreRule } from "../../kind/rules";
import type { CommonArgs, Ref } from "../../program/pacemaker-resource";
import { ConstraintResource } from "./base";
import {
  CONSTRAINT_ARGUMENTS,
  type ConstraintInputs,
  constraintKind,
  resourceReference,
} from "./kind";
import { observeLocation } from "./observed-location";
import type { RuleExpression } from "./rules/args";
import { attributeName, validateRule } from "./rules/validate";

interface LocationCommonArgs extends CommonArgs {
  /** The id in the CIB. @default what pcs writes: `location-RESOURCE-NODE-SCORE`, with a rule `location-RESOURCE` */
  name?: pulumi.Input<string>;
  /** The resource that is placed. */
  resource: Ref;
}

/** A score for one node. */
export interface NodeLocationArgs extends LocationCommonArgs {
  /** Name of the node, which the cluster has to have: a member, a remote or a guest node. */
  node: pulumi.Input<string>;
  /** A whole number, `"INFINITY"` or `"-INFINITY"` (never there). @default "INFINITY" */
  score?: pulumi.Input<string | number>;
  rule?: undefined;
  scoreAttribute?: undefined;
}

/** A score for every node where a rule holds. */
export interface RuleLocationArgs extends LocationCommonArgs {
  /** What is asked of a node, again and again: the resource moves when the answer changes. */
  rule: pulumi.Input<RuleExpression>;
  /** A whole number, `"INFINITY"` or `"-INFINITY"` (never where the rule holds). @default "INFINITY" */
  score?: pulumi.Input<string | number>;
  node?: undefined;
  scoreAttribute?: undefined;
}

/** The value of a node attribute as the score of every node where a rule holds. */
export interface AttributeLocationArgs extends LocationCommonArgs {
  /** What is asked of a node. A node without the attribute that is the score gets -INFINITY: ask for `defined` too. */
  rule: pulumi.Input<RuleExpression>;
  /** The node attribute that is the score, such as `"pingd"`: the node that sees more is preferred. */
  scoreAttribute: pulumi.Input<string>;
  node?: undefined;
  score?: undefined;
}

/** Either `node` or `rule`, and either `score` or, with a rule, `scoreAttribute`. */
export type LocationConstraintArgs = NodeLocationArgs | RuleLocationArgs | AttributeLocationArgs;

interface Inputs extends ConstraintInputs {
  readonly resource: string;
  readonly node?: string;
  readonly rule?: Expression;
  readonly score?: string | number;
  readonly scoreAttribute?: string;
}

/** @internal */
export const locationConstraint = constraintKind<LocationConstraintArgs, Inputs>({
  type: "pacemaker:LocationConstraint",
  tag: "rsc_location",
  arguments: {
    ...CONSTRAINT_ARGUMENTS,
    resource: resourceReference("rsc"),
    node: { attribute: "node", rule: nonEmpty },
    rule: {},
    score: { attribute: "score", rule: scoreRule, unsaid: "INFINITY" },
    scoreAttribute: { rule: attributeName },
  },
  proposeId: (args) => {
    const { resource, node = "", score = "INFINITY" } = args;
    return declaredRule(args)
      ? proposeConstraintId("location", resource)
      : proposeConstraintId("location", resource, node, String(score));
  },
  rule: declaredRule,
  validate: (args) => [
    ...validatePlacing(args),
    ...(args.rule === undefined ? [] : validateRule("rule", args.rule).map(fault("rule"))),
  ],
  describeMissing: (cib, args) => {
    const rule = declaredRule(args);
    if (rule) return describeUnsupported(cib, rule).map((line) => `rule: ${line}`);
    const { node = "" } = args;
    return hasNode(cib, node)
      ? []
      : [`node: there is no node ${node} in the cluster (there is: ${nodeNames(cib).join(", ")})`];
  },
  describeUnlike: describeUnlikeLocation,
  observe: (args, e) => observeLocation(args, e, readLocationRule(e)),
});

function declaredRule({ rule, score, scoreAttribute }: Inputs): LocationRule | undefined {
  if (rule === undefined) return undefined;
  return scoreAttribute === undefined
    ? { expression: rule, score: String(score ?? "INFINITY") }
    : { expression: rule, scoreAttribute };
}

const fault =
  (property: string) =>
  (reason: string): Failure => ({ property, reason });

/** Finds arguments that exclude each other. */
function validatePlacing({ node, rule, score, scoreAttribute }: Inputs): readonly Failure[] {
  if (node === undefined && rule === undefined)
    return [fault("node")("node is required, or a rule in its place")];
  const both = "give one: a node, or a rule, which may ask for #uname";
  const twice = "give one: a score, or the node attribute that is the score";
  const alone =
    "scoreAttribute: belongs to a rule, such as { defined: NAME }; with a node give score";
  return [
    ...(node !== undefined && rule !== undefined ? [`node and rule together: ${both}`] : []),
    ...(score !== undefined && scoreAttribute !== undefined
      ? [`score and scoreAttribute together: ${twice}`]
      : []),
    ...(scoreAttribute !== undefined && rule === undefined ? [alone] : []),
  ].map((reason) => fault(reason.startsWith("node") ? "rule" : "scoreAttribute")(reason));
}

/**
 * Draws a resource to a node or keeps it away (`rsc_location`), or to and from all nodes where a rule holds. Where it stops a
 * resource that may start again, that is said in the log; where constraints leave no node at all, it is an error. Rules
 * are looked at again and again, so one that holds on every node is no error: the log says which rule it is.
 *
 * @example
 * ```ts
 * new LocationConstraint("services-at-home", { cluster, resource: services, node: "rsha1", score: 50 });
 * ```
 *
 * @example
 * When the gateway is down for everybody, the services stop everywhere until it is back: that is the price of
 * `-INFINITY`. With it they leave a node that alone has lost the gateway, which a colocation with the ping clone does not
 * do: the ping goes on running, and only its node attribute drops. `dependsOn` has the attribute set before it counts.
 * ```ts
 * new LocationConstraint("services-with-gateway", {
 *   cluster, resource: services, score: "-INFINITY",
 *   rule: { or: [{ attribute: "pingd", operation: "lt", value: 1 }, { notDefined: "pingd" }] },
 * }, { dependsOn: [gateway] });
 * ```
 *
 * @example
 * The services stay up when nobody sees a gateway, and prefer the node that sees more of them; how much counts is the
 * ping clone's `multiplier`.
 * ```ts
 * new LocationConstraint("services-see-more", {
 *   cluster, resource: services, rule: { defined: "pingd" }, scoreAttribute: "pingd",
 * }, { dependsOn: [gateway] });
 * ```
 */
export class LocationConstraint extends ConstraintResource {
  declare readonly resource: pulumi.Output<string>;
  declare readonly node: pulumi.Output<string> | undefined;
  declare readonly rule: pulumi.Output<Expression> | undefined;
  declare readonly score: pulumi.Output<string | number> | undefined;
  declare readonly scoreAttribute: pulumi.Output<string> | undefined;

  constructor(name: string, args: LocationConstraintArgs, opts?: pulumi.CustomResourceOptions) {
    super(locationConstraint, name, args, opts);
  }
}
