import type * as pulumi from "@pulumi/pulumi";
import { allRules, pairsRule } from "../../../kind/rules";
import { type CommonArgs, resourceType } from "../../../program/pacemaker-resource";
import { optionValues } from "../../option-values";
import type { Value } from "../../primitives/args";
import { readableTimes } from "../../properties/spec";
import type { OperationDefaultsExpression } from "../../rules/args";
import { spelledOnce } from "../../spelling";
import { ElementResource } from "../base";
import { ELEMENT_ARGUMENTS } from "../definition";
import { elementKind } from "../kind";
import {
  type DefaultsInputs,
  defaultsArguments,
  describeUnknownValues,
  describeUnsupportedRule,
  validateDefaults,
} from "./parts";

export interface OperationDefaultsArgs extends CommonArgs {
  /** The id of the set in the CIB. @default the Pulumi name */
  name?: pulumi.Input<string>;
  /** Options of operations, in camelCase or in Pacemaker's spelling: `{ timeout: "90s" }`. */
  values: pulumi.Input<Record<string, Value>>;
  /** Of several sets with a value, the one with the highest score counts. @default 0; then a rule is required */
  score?: pulumi.Input<string | number>;
  /** To which operations, or when, the set applies. @default to all operations, always */
  rule?: pulumi.Input<OperationDefaultsExpression>;
}

/** @internal */
export const operationDefaults = elementKind<OperationDefaultsArgs, DefaultsInputs>({
  type: "pacemaker:OperationDefaults",
  section: "op_defaults",
  tag: "meta_attributes",
  arguments: {
    ...ELEMENT_ARGUMENTS,
    ...defaultsArguments(
      allRules(pairsRule, spelledOnce, readableTimes, optionValues("operation default")),
    ),
  },
  validate: validateDefaults("operationDefaults"),
  describeImpossible: describeUnsupportedRule,
  describeDoubts: describeUnknownValues("operation default"),
});

/**
 * A set of defaults for the options of operations, for some agents or operations, at some times, or with a score (a
 * `meta_attributes` of `op_defaults`). The plain defaults for all operations are an argument of `PacemakerProperties`. The
 * resource owns the declared names, the score and the rule of its set.
 *
 * @example
 * ```ts
 * new OperationDefaults("slow-starts", {
 *   cluster, values: { timeout: "5min" },
 *   rule: { and: [{ resource: { type: "pgsql" } }, { operation: { name: "start" } }] },
 * });
 * ```
 */
export class OperationDefaults extends ElementResource {
  /** @internal */
  static override readonly __pulumiType = resourceType(operationDefaults);
  declare readonly values: pulumi.Output<Record<string, string | number | boolean>>;

  constructor(name: string, args: OperationDefaultsArgs, opts?: pulumi.CustomResourceOptions) {
    super(operationDefaults, name, args, opts);
  }
}
