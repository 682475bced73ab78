import type * as pulumi from "@pulumi/pulumi";
import type { ComparisonOperation, ValueType } from "../../../cib/rules/rule";
import type { DateOperation, DateSpecPart, DurationUnit } from "../../../cib/rules/date";

/** A node attribute beside a value; a node that lacks the attribute passes `ne`, and nothing else. */
export interface ComparisonArgs {
  /** Name of the node attribute, such as `"pingd"` or `"#uname"`. */
  attribute: pulumi.Input<string>;
  operation: pulumi.Input<ComparisonOperation>;
  /** A number is compared as a number; a text too in an order (`lt` …) without a `type`. */
  value: pulumi.Input<string | number>;
  /**
   * How both are compared: `string` without regard to case, `version` by parts, `integer` without what is behind the point
   * (from Pacemaker 2.0.5 and the schema pacemaker-3.5 on).
   * @default "number" for `lt`, `gt`, `lte`, `gte` and for a number, else "string"
   */
  type?: pulumi.Input<ValueType>;
}

/** The node has the attribute. */
export interface DefinedArgs {
  defined: pulumi.Input<string>;
}

/** The node does not have the attribute. */
export interface NotDefinedArgs {
  notDefined: pulumi.Input<string>;
}

/** All of these hold. */
export interface AndArgs {
  and: pulumi.Input<readonly pulumi.Input<RuleExpression>[]>;
}

/** At least one of these holds. */
export interface OrArgs {
  or: pulumi.Input<readonly pulumi.Input<RuleExpression>[]>;
}

/** The time is as given. */
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
  /** Its first second still belongs to the range. */
  end?: pulumi.Input<string>;
  /** How long from `start` on, as `{ hours: 2 }`. */
  duration?: pulumi.Input<Partial<Record<DurationUnit, pulumi.Input<number>>>>;
  /**
   * Numbers or ranges, as `{ weekdays: "1-5", hours: "9-16" }`: Monday to Friday, 9:00 to 16:59. Pacemaker looks at them
   * at its next event, at the latest after `clusterRecheckInterval`.
   */
  spec?: pulumi.Input<Partial<Record<DateSpecPart, pulumi.Input<number | string>>>>;
}

/** Every name that stands in an expression. */
export type ExpressionName =
  keyof ComparisonArgs | "defined" | "notDefined" | "and" | "or" | "date";

/** This, and nothing of the others. */
export type OnlyExpression<T> = T & { [K in Exclude<ExpressionName, keyof T>]?: undefined };

/** What a rule asks of a node, or of the time. */
export type RuleExpression =
  | OnlyExpression<ComparisonArgs>
  | OnlyExpression<DefinedArgs>
  | OnlyExpression<NotDefinedArgs>
  | OnlyExpression<AndArgs>
  | OnlyExpression<OrArgs>
  | OnlyExpression<DateArgs>;
