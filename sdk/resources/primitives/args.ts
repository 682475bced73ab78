import type * as pulumi from "@pulumi/pulumi";
import type { Operation } from "../../cib/model/operation";
import type { CommonArgs } from "../../program/pacemaker-resource";
import { COMMON, type TableOf } from "../../kind/arguments";
import { allRules, id, pairsRule, trueOrFalse } from "../../kind/rules";
import { INLINE_ARGUMENTS, type InlineConstraintArgs } from "../inline-constraints/args";
import { spelledOnce } from "../spelling";
import type { PrimitiveArgument } from "./definition";
import { operationsRule } from "./operations-rule";

/** A value of an agent's parameter or of a meta attribute. */
export type Value = pulumi.Input<string> | pulumi.Input<number> | pulumi.Input<boolean>;

/** An operation of a resource: how often it is monitored, how long it may take. */
export type OperationArgs = {
  [K in keyof Omit<Operation, "parameters">]: pulumi.Input<Operation[K]>;
} & {
  /** Parameters of this operation, such as `{ OCF_CHECK_LEVEL: 10 }`. */
  parameters?: pulumi.Input<Record<string, Value>>;
};

/** What every primitive takes. */
export interface PrimitiveCommonArgs extends CommonArgs, InlineConstraintArgs {
  /** The id in the CIB. @default the Pulumi name */
  name?: pulumi.Input<string>;
  /** Parameters of the agent that have no argument of their own, in the agent's own spelling. */
  parameters?: pulumi.Input<Record<string, Value>>;
  /**
   * Meta attributes, in camelCase or in Pacemaker's spelling: `{ migrationThreshold: 3 }`. One that Pacemaker does not
   * know is set, and said in the log.
   */
  meta?: pulumi.Input<Record<string, Value>>;
  /**
   * Operations that the agent has; another name is refused. One that is declared replaces the advised one of the same
   * name and role. Advised ones that somebody changes or removes afterwards are left so, but without any monitor
   * Pacemaker would never notice a failure: that is drift (shown as a monitor with `enabled: false`), and the next run
   * brings the advised monitors back. To have none, declare one that is off: `{ name: "monitor", enabled: false }`.
   * @default those that the agent advises, as pcs adds them
   */
  operations?: pulumi.Input<pulumi.Input<OperationArgs>[]>;
  /**
   * Create it stopped; the group that takes it in starts it, so that it never runs before its group does.
   * @default false: it starts at once
   */
  startWithGroup?: pulumi.Input<boolean>;
}

/** The arguments of `PrimitiveCommonArgs`. */
export const PRIMITIVE_ARGUMENTS: TableOf<PrimitiveCommonArgs, PrimitiveArgument> = {
  ...COMMON,
  name: { rule: id, required: true, identity: true },
  parameters: { rule: pairsRule, secret: true },
  meta: { rule: allRules(pairsRule, spelledOnce), secret: true },
  startWithGroup: { rule: trueOrFalse },
  operations: { rule: operationsRule, secret: true },
  ...INLINE_ARGUMENTS,
};
