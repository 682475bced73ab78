import type * as pulumi from "@pulumi/pulumi";
import { type ConstraintSpec, proposeConstraintId } from "../../cib/model/constraint";
import { readLocationRule, describeUnlikeLocation } from "../../cib/model/location-rule";
import { hasNode, nodeNames } from "../../cib/status/nodes";
import type { Expression, LocationRule } from "../../cib/rules/rule";
import { describeUnsupported } from "../../cib/rules/schema-support";
import {
  type CommonArgs,
  PacemakerResource,
  type Ref,
  refInput,
} from "../../program/pacemaker-resource";
import type { Failure } from "../../kind/cib-kind";
import { COMMON, type ArgumentNames, check, nonEmpty, required, scoreRule } from "../../kind/rules";
import { type ConstraintInputs, constraintKind } from "./kind";
import { constraintClaims } from "./claims";
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

const NAMES: ArgumentNames<LocationConstraintArgs> = {
  ...COMMON,
  name: true,
  resource: true,
  node: true,
  rule: true,
  score: true,
  scoreAttribute: true,
};

/** @internal */
export const locationConstraint = constraintKind<Inputs>({
  type: "pacemaker:LocationConstraint",
  names: NAMES,
  references: ["resource"],
  attributes: { resource: "rsc", node: "node", score: "score" },
  spec: (args): ConstraintSpec => {
    const { resource, node = "" } = args;
    const rule = declaredRule(args);
    if (rule)
      return {
        tag: "rsc_location",
        attributes: { rsc: resource },
        rule,
        proposedId: proposeConstraintId("location", resource),
      };
    const score = String(args.score ?? "INFINITY");
    return {
      tag: "rsc_location",
      attributes: { rsc: resource, node, score },
      proposedId: proposeConstraintId("location", resource, node, score),
    };
  },
  validate: (args) => [
    ...required(args, "resource", nonEmpty),
    ...placing(args),
    ...check(args, "node", nonEmpty),
    ...check(args, "score", scoreRule),
    ...check(args, "scoreAttribute", attributeName),
    ...(args.rule === undefined ? [] : validateRule("rule", args.rule).map(fault("rule"))),
  ],
  missing: (cib, args) => {
    const rule = declaredRule(args);
    if (rule) return describeUnsupported(cib, rule).map((line) => `rule: ${line}`);
    const { node = "" } = args;
    return hasNode(cib, node)
      ? []
      : [`node: there is no node ${node} in the cluster (there is: ${nodeNames(cib).join(", ")})`];
  },
  unlike: describeUnlikeLocation,
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

/** What excludes what. */
function placing({ node, rule, score, scoreAttribute }: Inputs): readonly Failure[] {
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
export class LocationConstraint extends PacemakerResource {
  declare readonly resource: pulumi.Output<string>;
  declare readonly node: pulumi.Output<string> | undefined;
  declare readonly rule: pulumi.Output<Expression> | undefined;
  declare readonly score: pulumi.Output<string | number> | undefined;
  declare readonly scoreAttribute: pulumi.Output<string> | undefined;

  constructor(name: string, args: LocationConstraintArgs, opts?: pulumi.CustomResourceOptions) {
    const inputs = { resource: refInput(args.resource) };
    const places = constraintClaims(locationConstraint, args);
    super(name, { type: "LocationConstraint", args, inputs, ids: [args.name], places }, opts);
  }
}
