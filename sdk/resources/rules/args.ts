import type * as pulumi from "@pulumi/pulumi";
import type { ComparisonOperation, ValueType } from "../../cib/rules/rule";
import type { DateOperation, DateSpecPart, DurationUnit } from "../../cib/rules/date";

/** Compares a node attribute with a value. A node without the attribute passes only `ne`. */
export interface ComparisonArgs {
  /** Name of the node attribute, such as `"pingd"` or `"#uname"`. */
  attribute: pulumi.Input<string>;
  operation: pulumi.Input<ComparisonOperation>;
  /**
   * A number is compared as a number. A text is too, with an ordering operation (`lt`, …) and without a `type`. A boolean is
   * the text `"true"` or `"false"`, as in `{ attribute: "maintenance", operation: "eq", value: true }`.
   */
  value: pulumi.Input<string | number | boolean>;
  /**
   * How both are compared: `string` ignores case, `version` compares part by part, `integer` ignores the fraction (needs
   * Pacemaker 2.0.5 and the schema pacemaker-3.5).
   * @default "number" for `lt`, `gt`, `lte`, `gte` and for a number, else "string"
   */
  type?: pulumi.Input<ValueType>;
}

/** Holds if the node has the attribute. */
export interface DefinedArgs {
  defined: pulumi.Input<string>;
}

/** Holds if the node does not have the attribute. */
export interface NotDefinedArgs {
  notDefined: pulumi.Input<string>;
}

/** Holds if all expressions hold. */
export interface AndArgs<P extends RulePlace = "location"> {
  and: pulumi.Input<readonly pulumi.Input<ExpressionsOf[P]>[]>;
}

/** Holds if at least one expression holds. */
export interface OrArgs<P extends RulePlace = "location"> {
  or: pulumi.Input<readonly pulumi.Input<ExpressionsOf[P]>[]>;
}

/** Holds at the given times: `{ date: { operation: "date_spec", spec: { hours: "9-16" } } }`. */
export interface DateArgs {
  date: pulumi.Input<DateExpressionArgs>;
}

/**
 * Dates are `"2030-01-31"` (midnight), `"2030-01-31T22:00:00"` in the nodes' own time, `"2030-01-31T22:00:00Z"`, or
 * `"2030-01-31 22:00:00 +02:00"`.
 */
export interface DateExpressionArgs {
  /** `gt` after `start`, `lt` before `end`, `in_range` from `start` to `end` or for a `duration`, `date_spec` as in `spec`. */
  operation: pulumi.Input<DateOperation>;
  start?: pulumi.Input<string>;
  /** The first second of `end` still belongs to the range. */
  end?: pulumi.Input<string>;
  /** Length of the range from `start`, such as `{ hours: 2 }`. */
  duration?: pulumi.Input<Partial<Record<DurationUnit, pulumi.Input<number>>>>;
  /**
   * Numbers or ranges, such as `{ weekdays: "1-5", hours: "9-16" }`: Monday to Friday, 9:00 to 16:59. Pacemaker evaluates
   * them at its next event, at the latest after `clusterRecheckInterval`.
   */
  spec?: pulumi.Input<Partial<Record<DateSpecPart, pulumi.Input<number | string>>>>;
}

/** Holds for the resources of an agent. A missing part matches every agent. */
export interface AgentTestArgs {
  resource: pulumi.Input<{
    /** The standard, such as `"ocf"`, `"systemd"` or `"stonith"`. */
    class?: pulumi.Input<string>;
    /** The provider of an `ocf` agent, such as `"heartbeat"`. */
    provider?: pulumi.Input<string>;
    /** The name of the agent, such as `"IPaddr2"`. */
    type?: pulumi.Input<string>;
  }>;
}

/** Holds for operations of a name. */
export interface OperationTestArgs {
  operation: pulumi.Input<{
    /** The name, such as `"monitor"`. */
    name: pulumi.Input<string>;
    /** @default every operation of the name */
    interval?: pulumi.Input<string | number>;
  }>;
}

/** Every field name of an expression. */
export type ExpressionName =
  keyof ComparisonArgs | "defined" | "notDefined" | "and" | "or" | "date" | "resource";

/** An expression without the fields of the other forms. */
export type OnlyExpression<T> = T & { [K in Exclude<ExpressionName, keyof T>]?: undefined };

/**
 * The condition of a rule, for a node or for the time. `pingd lt 1 or not_defined pingd` of pcs is
 * `{ or: [{ attribute: "pingd", operation: "lt", value: 1 }, { notDefined: "pingd" }] }`.
 */
export type RuleExpression =
  | OnlyExpression<ComparisonArgs>
  | OnlyExpression<DefinedArgs>
  | OnlyExpression<NotDefinedArgs>
  | OnlyExpression<AndArgs>
  | OnlyExpression<OrArgs>
  | OnlyExpression<DateArgs>;

/** The condition of a rule of resource defaults: on the resource or on the time. Needs the schema pacemaker-3.4. */
export type ResourceDefaultsExpression =
  | OnlyExpression<AgentTestArgs>
  | OnlyExpression<AndArgs<"resourceDefaults">>
  | OnlyExpression<OrArgs<"resourceDefaults">>
  | OnlyExpression<DateArgs>;

/** The condition of a rule of operation defaults: on the operation, its resource or the time. Needs the schema pacemaker-3.4. */
export type OperationDefaultsExpression =
  | OnlyExpression<AgentTestArgs>
  | OnlyExpression<OperationTestArgs>
  | OnlyExpression<AndArgs<"operationDefaults">>
  | OnlyExpression<OrArgs<"operationDefaults">>
  | OnlyExpression<DateArgs>;

/** A condition on the time alone. Needs no particular schema. */
export type TimeExpression =
  OnlyExpression<AndArgs<"time">> | OnlyExpression<OrArgs<"time">> | OnlyExpression<DateArgs>;

/** The conditions that a rule takes, by what it belongs to. */
export interface ExpressionsOf {
  location: RuleExpression;
  resourceDefaults: ResourceDefaultsExpression;
  operationDefaults: OperationDefaultsExpression;
  time: TimeExpression;
}

/** What a rule belongs to. Pacemaker evaluates other conditions there to false, or the schema refuses them. */
export type RulePlace = keyof ExpressionsOf;
