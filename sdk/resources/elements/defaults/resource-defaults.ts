import type * as pulumi from "@pulumi/pulumi";
import { type CommonArgs, resourceType } from "../../../program/pacemaker-resource";
import { metaAttributes } from "../../option-values";
import type { Value } from "../../primitives/args";
import type { ResourceDefaultsExpression } from "../../rules/args";
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

export interface ResourceDefaultsArgs extends CommonArgs {
  /** The id of the set in the CIB. @default the Pulumi name */
  name?: pulumi.Input<string>;
  /** Meta attributes, in camelCase or in Pacemaker's spelling: `{ resourceStickiness: 100 }`. */
  values: pulumi.Input<Record<string, Value>>;
  /** Of several sets with a value, the one with the highest score counts. @default 0; then a rule is required */
  score?: pulumi.Input<string | number>;
  /** To which resources, or when, the set applies. @default to all resources, always */
  rule?: pulumi.Input<ResourceDefaultsExpression>;
}

/** @internal */
export const resourceDefaults = elementKind<ResourceDefaultsArgs, DefaultsInputs>({
  type: "pacemaker:ResourceDefaults",
  section: "rsc_defaults",
  tag: "meta_attributes",
  arguments: { ...ELEMENT_ARGUMENTS, ...defaultsArguments(metaAttributes) },
  validate: validateDefaults("resourceDefaults"),
  describeImpossible: describeUnsupportedRule,
  describeDoubts: describeUnknownValues("meta attribute"),
});

/**
 * A set of defaults for the meta attributes of resources, for some agents, at some times, or with a score (a
 * `meta_attributes` of `rsc_defaults`). The plain defaults for all resources are an argument of `PacemakerProperties`. The
 * resource owns the declared names, the score and the rule of its set.
 *
 * @example
 * ```ts
 * new ResourceDefaults("sticky-databases", {
 *   cluster, values: { resourceStickiness: 1000 }, rule: { resource: { class: "ocf", provider: "heartbeat", type: "pgsql" } },
 * });
 * ```
 */
export class ResourceDefaults extends ElementResource {
  /** @internal */
  static override readonly __pulumiType = resourceType(resourceDefaults);
  declare readonly values: pulumi.Output<Record<string, string | number | boolean>>;

  constructor(name: string, args: ResourceDefaultsArgs, opts?: pulumi.CustomResourceOptions) {
    super(resourceDefaults, name, args, opts);
  }
}
