import { resourceType } from "../../program/pacemaker-resource";
import type * as pulumi from "@pulumi/pulumi";
import { proposeConstraintId } from "../../cib/model/constraints/constraint";
import { isKept } from "../../cib/model/constraints/kept-constraints";
import { describeUndeclarableLocation, readLocationRule } from "../../cib/rules/location-rule";
import type { Expression, LocationRule } from "../../cib/rules/rule";
import { describeUnsupported } from "../../cib/rules/schema-support";
import { hasNode, nodeNames } from "../../cib/status/nodes";
import { idOf, sectionOf } from "../../cib/xml/element";
import { type Failure, nonEmpty, scoreRule } from "../../kind/rules";
import type { CommonArgs, Ref } from "../../program/pacemaker-resource";
import { commandFor } from "../../shell-quote";
import { ConstraintResource } from "./base";
import { constraintKind } from "./kind";
import { CONSTRAINT_ARGUMENTS, type ConstraintInputs, resourceReference } from "./definition";
import { observeLocation } from "./observed-location";
import type { RuleExpression } from "../rules/args";
import { attributeName, validateRule } from "../rules/validate";

interface LocationCommonArgs extends CommonArgs {
  /** The id in the CIB. @default the id that pcs writes: `location-RESOURCE-NODE-SCORE`, with a rule `location-RESOURCE` */
  name?: pulumi.Input<string>;
  /** The resource that is placed. */
  resource: Ref;
}

/** Gives one node a score. */
export interface NodeLocationArgs extends LocationCommonArgs {
  /** Name of a node of the cluster: a member, a remote or a guest node. */
  node: pulumi.Input<string>;
  /** A whole number, `"INFINITY"` or `"-INFINITY"` (never there). @default "INFINITY" */
  score?: pulumi.Input<string | number>;
  rule?: undefined;
  scoreAttribute?: undefined;
}

/** Gives every node where a rule holds a score. */
export interface RuleLocationArgs extends LocationCommonArgs {
  /** The condition for a node. Pacemaker evaluates it repeatedly, and the resource moves when the result changes. */
  rule: pulumi.Input<RuleExpression>;
  /** A whole number, `"INFINITY"` or `"-INFINITY"` (never where the rule holds). @default "INFINITY" */
  score?: pulumi.Input<string | number>;
  node?: undefined;
  scoreAttribute?: undefined;
}

/** Uses the value of a node attribute as the score of every node where a rule holds. */
export interface AttributeLocationArgs extends LocationCommonArgs {
  /** The condition for a node. Require `defined` too: a node without the score attribute gets -INFINITY. */
  rule: pulumi.Input<RuleExpression>;
  /** The node attribute that is the score. `"pingd"` prefers the node that reaches more hosts. */
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
    score: { attribute: "score", rule: scoreRule, defaultValue: "INFINITY" },
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
    ...(args.rule === undefined ? [] : validateRule("rule", args.rule).map(toFailure("rule"))),
  ],
  describeMissing: (cib, args, present) => {
    const rule = declaredRule(args);
    if (rule) return describeUnsupported(cib, rule.expression).map((line) => `rule: ${line}`);
    const { node = "" } = args;
    // The node of an existing constraint may be away.
    return hasNode(cib, node) || present?.attributes.node === node
      ? []
      : [`node: there is no node ${node} in the cluster (there is: ${nodeNames(cib).join(", ")})`];
  },
  describeRivals: (cib, { resource, node }, id) =>
    sectionOf(cib, "constraints")
      .children.filter(({ name, attributes: a }) => name === "rsc_location" && a.rsc === resource)
      .filter(({ attributes: a }) => node !== undefined && a.node === node && a.role === undefined)
      .filter((e) => idOf(e) !== id && !isKept(e))
      .map(
        (e) =>
          `${idOf(e)} (score ${e.attributes.score ?? "0"}) is about ${resource} on ${node ?? ""} too, and Pacemaker adds their scores; ` +
          `if that is not meant, remove it: ${commandFor`pcs constraint delete ${idOf(e)}`}`,
      ),
  describeUnlike: describeUndeclarableLocation,
  observe: (args, e) => observeLocation(args, e, readLocationRule(e)),
});

function declaredRule({ rule, score, scoreAttribute }: Inputs): LocationRule | undefined {
  if (rule === undefined) return undefined;
  return scoreAttribute === undefined
    ? { expression: rule, score: String(score ?? "INFINITY") }
    : { expression: rule, scoreAttribute };
}

const toFailure =
  (property: string) =>
  (reason: string): Failure => ({ property, reason });

/** Finds arguments that exclude each other. */
function validatePlacing({ node, rule, score, scoreAttribute }: Inputs): readonly Failure[] {
  if (node === undefined && rule === undefined)
    return [toFailure("node")("node is required, or a rule in its place")];
  const both = "give one of them; a rule can test #uname";
  const twoScores = "give one: a score, or the node attribute that is the score";
  const withoutRule =
    "scoreAttribute: belongs to a rule, such as { defined: NAME }; with a node give score";
  return [
    ...(node !== undefined && rule !== undefined ? [`node and rule together: ${both}`] : []),
    ...(score !== undefined && scoreAttribute !== undefined
      ? [`score and scoreAttribute together: ${twoScores}`]
      : []),
    ...(scoreAttribute !== undefined && rule === undefined ? [withoutRule] : []),
  ].map((reason) => toFailure(reason.startsWith("node") ? "rule" : "scoreAttribute")(reason));
}

/**
 * Attracts a resource to a node or keeps it away (`rsc_location`). A rule does so for all nodes where it holds. The log
 * reports a resource that the constraint stops and that may start again. If constraints leave no node for a resource, that
 * is an error. A rule that excludes every node is no error, because Pacemaker evaluates rules repeatedly; the log names it.
 *
 * @example
 * ```ts
 * new LocationConstraint("services-at-home", { cluster, resource: services, node: "rsha1", score: 50 });
 * ```
 *
 * @example
 * The services leave a node that loses the gateway. Drawback of `-INFINITY`: if all nodes lose the gateway, the services
 * stop everywhere until it is back. A colocation with the ping clone does not move the services, because the clone keeps
 * running and only its node attribute drops. With `dependsOn` the attribute is set before the rule is created.
 * ```ts
 * new LocationConstraint("services-with-gateway", {
 *   cluster, resource: services, score: "-INFINITY",
 *   rule: { or: [{ attribute: "pingd", operation: "lt", value: 1 }, { notDefined: "pingd" }] },
 * }, { dependsOn: [gateway] });
 * ```
 *
 * @example
 * The services prefer the node that reaches more gateways, and keep running if no node reaches any. The ping clone's
 * `multiplier` sets the weight of each gateway.
 * ```ts
 * new LocationConstraint("services-see-more", {
 *   cluster, resource: services, rule: { defined: "pingd" }, scoreAttribute: "pingd",
 * }, { dependsOn: [gateway] });
 * ```
 */
export class LocationConstraint extends ConstraintResource {
  /** @internal */
  static override readonly __pulumiType = resourceType(locationConstraint);
  declare readonly resource: pulumi.Output<string>;
  declare readonly node: pulumi.Output<string> | undefined;
  declare readonly rule: pulumi.Output<Expression> | undefined;
  declare readonly score: pulumi.Output<string | number> | undefined;
  declare readonly scoreAttribute: pulumi.Output<string> | undefined;

  constructor(name: string, args: LocationConstraintArgs, opts?: pulumi.CustomResourceOptions) {
    super(locationConstraint, name, args, opts);
  }
}
