import type * as pulumi from "@pulumi/pulumi";
import type { Operation } from "../../cib/model/operations/operation";
import type { CommonArgs } from "../../program/pacemaker-resource";
import { COMMON_ARGUMENTS, type TableOf } from "../../kind/arguments";
import { id, pairsRule, trueOrFalse } from "../../kind/rules";
import { CLONE_ARGUMENTS, type CloneableArgs } from "../clones";
import { INLINE_ARGUMENTS, type InlineConstraintArgs } from "../inline-constraints/args";
import type { ValueSetsArgs } from "../value-sets/args";
import { VALUE_SETS } from "../value-sets/spec";
import { metaAttributes } from "../option-values";
import { utilizationRule } from "../node-pairs";
import type { PrimitiveArgument } from "./definition";
import { operationsRule } from "./operations-rule";

/** A value of an agent's parameter or of a meta attribute. */
export type Value = pulumi.Input<string> | pulumi.Input<number> | pulumi.Input<boolean>;

/** An operation of a resource: its interval, timeout and options. */
export type OperationArgs = {
  [K in keyof Omit<Operation, "parameters">]: pulumi.Input<Operation[K]>;
} & {
  /** Parameters of this operation, such as `{ OCF_CHECK_LEVEL: 10 }`. */
  parameters?: pulumi.Input<Record<string, Value>>;
};

/** The arguments of every primitive. */
export interface PrimitiveCommonArgs
  extends CommonArgs, CloneableArgs, ValueSetsArgs, InlineConstraintArgs {
  /** The id in the CIB. @default the Pulumi name */
  name?: pulumi.Input<string>;
  /** Parameters of the agent without their own argument, in the agent's spelling. */
  parameters?: pulumi.Input<Record<string, Value>>;
  /**
   * Meta attributes, in camelCase or in Pacemaker's spelling: `{ migrationThreshold: 3 }`. A name that Pacemaker does not
   * know is set and reported in the log.
   */
  meta?: pulumi.Input<Record<string, Value>>;
  /**
   * What the resource needs of a node, in whole numbers: `{ memory: 2048 }`. Pacemaker compares it with the `utilization` of
   * `NodeAttributes` if the cluster property `placement-strategy` says so.
   */
  utilization?: pulumi.Input<Record<string, pulumi.Input<number> | pulumi.Input<string>>>;
  /**
   * Operations of the agent; other names are refused. A declared operation replaces the default one of the same name and
   * role. Foreign changes to default operations are kept. A resource without any monitor is drift (shown as a monitor with
   * `enabled: false`), because Pacemaker would never notice a failure. The next run restores the default monitors. To have
   * no monitor, declare a disabled one: `{ name: "monitor", enabled: false }`.
   * @default the operations that the agent advises, as pcs adds them
   */
  operations?: pulumi.Input<pulumi.Input<OperationArgs>[]>;
  /**
   * `true` keeps the resource stopped until a group takes it in, also a group that the program does not show, and stops it
   * when it leaves the group. `false` starts it without waiting for its group.
   * @default it waits for the groups and constraints that the program constructs before it first awaits something
   */
  startWithGroup?: pulumi.Input<boolean>;
}

/** The arguments of `PrimitiveCommonArgs`. */
export const PRIMITIVE_ARGUMENTS: TableOf<PrimitiveCommonArgs, PrimitiveArgument> = {
  ...COMMON_ARGUMENTS,
  name: { rule: id, required: true, identity: true },
  parameters: { rule: pairsRule, secret: true },
  meta: { rule: metaAttributes, secret: true },
  startWithGroup: { rule: trueOrFalse },
  utilization: { rule: utilizationRule },
  operations: { rule: operationsRule, secret: true },
  ...VALUE_SETS,
  ...CLONE_ARGUMENTS,
  ...INLINE_ARGUMENTS,
};
