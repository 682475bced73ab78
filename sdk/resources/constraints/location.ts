import type * as pulumi from "@pulumi/pulumi";
import { isKept } from "../../cib/model/constraints/kept-constraints";
import { proposeConstraintId, proposeSetConstraintId } from "../../cib/model/constraints/spec";
import { outermostMatches } from "../../cib/model/constraints/split-constraint";
import { describeUndeclarableLocation } from "../../cib/rules/location-rule";
import type { Expression } from "../../cib/rules/rule";
import { describeUnsupported } from "../../cib/rules/schema-support";
import { hasNode, nodeNames } from "../../cib/status/nodes";
import { type Element, idOf, sectionOf } from "../../cib/xml/element";
import { isSchemaFrom, schemaName } from "../../cib/xml/versions";
import { type Failure, nonEmpty, oneOf, scoreRule } from "../../kind/rules";
import { resourceType } from "../../program/pacemaker-resource";
import { commandFor } from "../../shell-quote";
import { attributeName, validateRule } from "../rules/validate";
import { ConstraintResource } from "./base";
import { CONSTRAINT_ARGUMENTS, type SetInputs, resourceReference } from "./definition";
import { constraintKind } from "./kind";
import type { LocationConstraintArgs } from "./location-args";
import {
  type LocationInputs,
  type RuleInputs,
  declaredRules,
  validatePlacing,
  validateRules,
} from "./location-rules";
import { describeUnmatched, patternRule } from "./location-pattern";
import { observeLocation } from "./observed-location";
import { roleRule } from "./role";
import { SCORED_SET, referencesInSets, setsRule } from "./sets";

/** @internal */
export const locationConstraint = constraintKind<LocationConstraintArgs, LocationInputs>({
  type: "pacemaker:LocationConstraint",
  tag: "rsc_location",
  arguments: {
    ...CONSTRAINT_ARGUMENTS,
    resource: { ...resourceReference("rsc"), needed: "resourcePattern" },
    resourcePattern: { attribute: "rsc-pattern", rule: patternRule, single: true, since: [2, 6] },
    sets: {
      rule: setsRule(SCORED_SET, 1),
      reference: true,
      holdsReferences: referencesInSets,
      since: [1, 2],
    },
    role: {
      attribute: "role",
      rule: roleRule,
      single: true,
      replacedByRule: true,
      since: [1, 2],
    },
    node: { attribute: "node", rule: nonEmpty, replacedByRule: true },
    rule: {},
    rules: {},
    score: {
      attribute: "score",
      rule: scoreRule,
      defaultValue: "INFINITY",
      replacedByRule: true,
    },
    scoreAttribute: { rule: attributeName },
    resourceDiscovery: {
      attribute: "resource-discovery",
      rule: oneOf("always", "never", "exclusive"),
      since: [2, 2],
    },
  },
  sets: SCORED_SET,
  proposeId: (args) => {
    const { resource, resourcePattern = "", node = "", score = "INFINITY", sets } = args;
    if (sets) return proposeSetConstraintId("location", sets);
    const subject = resource ?? resourcePattern;
    return declaredRules(args)
      ? proposeConstraintId("location", subject)
      : proposeConstraintId("location", subject, node, String(score));
  },
  rules: declaredRules,
  validate: (args) => [
    ...validatePlacing(args),
    ...(args.rule === undefined ? [] : validateRule("rule", args.rule).map(toFailure("rule"))),
    ...(args.rules === undefined ? [] : validateRules(args.rules)),
  ],
  describeMissing: (cib, args, present) => {
    const { node, rule, rules = [] } = args;
    if (node === undefined) return describeUnsupportedRules(cib, rule, rules);
    // The node of an existing constraint may be away.
    return hasNode(cib, node) || present?.attributes.node === node
      ? []
      : [`node: there is no node ${node} in the cluster (there is: ${nodeNames(cib).join(", ")})`];
  },
  describeRivals: (cib, args, id) => [
    ...describeRivalLocations(cib, args, id),
    ...describeUnmatched(cib, args.resourcePattern),
  ],
  describeUnlike: describeUndeclarableLocation,
  observe: observeLocation,
  selected: (cib, { resourcePattern }) =>
    resourcePattern === undefined ? [] : outermostMatches(cib, resourcePattern),
});

const toFailure =
  (property: string) =>
  (reason: string): Failure => ({ property, reason });

function describeUnsupportedRules(
  cib: Element,
  rule: Expression | undefined,
  rules: readonly RuleInputs[],
): readonly string[] {
  const several =
    rules.length > 1 && isSchemaFrom(cib, [4, 0])
      ? [
          `rules: the schema ${schemaName(cib)} takes one rule in a location: declare a constraint for each rule`,
        ]
      : [];
  const lines = (path: string, x: Expression): readonly string[] =>
    describeUnsupported(cib, x).map((line) => `${path}: ${line}`);
  return [
    ...several,
    ...(rule ? lines("rule", rule) : []),
    ...rules.flatMap((entry, i) => lines(`rules[${i}].rule`, entry.rule)),
  ];
}

function describeRivalLocations(
  cib: Element,
  { resource, node, role }: LocationInputs,
  id: string,
): readonly string[] {
  if (resource === undefined || node === undefined || role !== undefined) return [];
  return sectionOf(cib, "constraints")
    .children.filter(({ name, attributes: a }) => name === "rsc_location" && a.rsc === resource)
    .filter(({ attributes: a }) => a.node === node && a.role === undefined)
    .filter((e) => idOf(e) !== id && !isKept(e))
    .map(
      (e) =>
        `${idOf(e)} (score ${e.attributes.score ?? "0"}) is about ${resource} on ${node} too, and Pacemaker adds their scores; ` +
        `if that is not meant, remove it: ${commandFor`pcs constraint delete ${idOf(e)}`}`,
    );
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
 *
 * @example
 * The databases are never promoted on `rsha2`, and Pacemaker does not look for them on a node that has no agent.
 * ```ts
 * new LocationConstraint("primary-at-home", { cluster, resource: database, role: "Promoted", node: "rsha2", score: "-INFINITY" });
 * new LocationConstraint("not-on-arbiter", {
 *   cluster, resourcePattern: "^db-", node: "rsha3", score: "-INFINITY", resourceDiscovery: "never",
 * });
 * ```
 */
export class LocationConstraint extends ConstraintResource {
  /** @internal */
  static override readonly __pulumiType = resourceType(locationConstraint);
  declare readonly resource: pulumi.Output<string> | undefined;
  declare readonly resourcePattern: pulumi.Output<string> | undefined;
  declare readonly sets: pulumi.Output<readonly SetInputs[]> | undefined;
  declare readonly node: pulumi.Output<string> | undefined;
  declare readonly rule: pulumi.Output<Expression> | undefined;
  declare readonly rules: pulumi.Output<readonly RuleInputs[]> | undefined;
  declare readonly score: pulumi.Output<string | number> | undefined;
  declare readonly scoreAttribute: pulumi.Output<string> | undefined;

  constructor(name: string, args: LocationConstraintArgs, opts?: pulumi.CustomResourceOptions) {
    super(locationConstraint, name, args, opts);
  }
}
