import type * as pulumi from "@pulumi/pulumi";
import type { CommonArgs, Ref } from "../../program/pacemaker-resource";
import type { RuleExpression } from "../rules/args";
import type { Role } from "./role";
import type { ScoredSetArgs } from "./set-args";

export interface LocationCommonArgs extends CommonArgs {
  /** The id in the CIB. @default the id that pcs writes: `location-RESOURCE-NODE-SCORE`, with a rule `location-RESOURCE` */
  name?: pulumi.Input<string>;
  /**
   * Where Pacemaker probes whether the resource runs already: `never` on the nodes of this constraint, `exclusive` on these
   * nodes only, where alone the resource may run then. Needs the schema pacemaker-2.2. @default Pacemaker's: "always"
   */
  resourceDiscovery?: pulumi.Input<"always" | "never" | "exclusive">;
}

/** Places one resource. */
export interface ResourceLocationArgs {
  /** The resource that is placed. */
  resource: Ref;
  /**
   * Role of the resource to which the score applies. `"Promoted"` says where a promotable clone is promoted; the other roles
   * mean the resource itself. @default any role
   */
  role?: pulumi.Input<Role>;
  resourcePattern?: undefined;
  sets?: undefined;
}

/** Places every resource whose id matches a pattern. */
export interface PatternLocationArgs {
  /**
   * A POSIX extended regular expression, such as `"^db-"`, for the ids of the outermost resources: the clone or the group of
   * a primitive. With `!` in front it selects the other resources. A resource that matches may start before the constraint is
   * there. Needs the schema pacemaker-2.6.
   */
  resourcePattern: pulumi.Input<string>;
  role?: pulumi.Input<Role>;
  resource?: undefined;
  sets?: undefined;
}

/** Places the resources of sets. */
export interface SetLocationArgs {
  /** The resources that are placed, with their roles. */
  sets: readonly ScoredSetArgs[];
  role?: undefined;
  resource?: undefined;
  resourcePattern?: undefined;
}

/** Gives one node a score. */
export interface NodeLocationArgs {
  /** Name of a node of the cluster: a member, a remote or a guest node. */
  node: pulumi.Input<string>;
  /** A whole number, `"INFINITY"` or `"-INFINITY"` (never there). @default "INFINITY" */
  score?: pulumi.Input<string | number>;
  rule?: undefined;
  rules?: undefined;
  scoreAttribute?: undefined;
}

/** Gives every node where a rule holds a score. */
export interface RuleLocationArgs {
  /** The condition for a node. Pacemaker evaluates it repeatedly, and the resource moves when the result changes. */
  rule: pulumi.Input<RuleExpression>;
  /** A whole number, `"INFINITY"` or `"-INFINITY"` (never where the rule holds). @default "INFINITY" */
  score?: pulumi.Input<string | number>;
  node?: undefined;
  rules?: undefined;
  scoreAttribute?: undefined;
}

/** Uses the value of a node attribute as the score of every node where a rule holds. */
export interface AttributeLocationArgs {
  /** The condition for a node. Require `defined` too: a node without the score attribute gets -INFINITY. */
  rule: pulumi.Input<RuleExpression>;
  /** The node attribute that is the score. `"pingd"` prefers the node that reaches more hosts. */
  scoreAttribute: pulumi.Input<string>;
  node?: undefined;
  rules?: undefined;
  score?: undefined;
}

/** Gives the nodes where each of several rules holds a score of its own. */
export interface RulesLocationArgs {
  /**
   * The rules. Pacemaker adds the scores of those that hold. Their order has no meaning. The schema pacemaker-4.0 takes one
   * rule only: declare a constraint for each there.
   */
  rules: pulumi.Input<pulumi.Input<ScoredRuleArgs>[]>;
  node?: undefined;
  rule?: undefined;
  score?: undefined;
  scoreAttribute?: undefined;
  role?: undefined;
}

/** One of several rules, with either `score` or `scoreAttribute`. */
export interface ScoredRuleArgs {
  /** The condition for a node. */
  rule: pulumi.Input<RuleExpression>;
  /** A whole number, `"INFINITY"` or `"-INFINITY"`. @default "INFINITY" */
  score?: pulumi.Input<string | number>;
  /** The node attribute that is the score. */
  scoreAttribute?: pulumi.Input<string>;
  /** Role of the resource to which the score applies. @default any role */
  role?: pulumi.Input<Role>;
}

/** Where the resource is placed: on a `node`, or where a `rule` or several `rules` hold. */
export type PlacingArgs =
  NodeLocationArgs | RuleLocationArgs | AttributeLocationArgs | RulesLocationArgs;

/**
 * What is placed (`resource`, `resourcePattern` or `sets`), and where: on a `node` or by a `rule`, and either `score` or, with
 * a rule, `scoreAttribute`; or by several `rules`.
 */
export type LocationConstraintArgs = LocationCommonArgs &
  (ResourceLocationArgs | PatternLocationArgs | SetLocationArgs) &
  PlacingArgs;
