import type * as pulumi from "@pulumi/pulumi";
import { type Element, element, idOf, sectionOf } from "../../cib/xml/element";
import {
  NO_PROPERTIES,
  describePropertyDifferences,
  observeProperties,
  putProperties,
  refuseDeadlock,
} from "../../cib/model/cluster-properties";
import { describeOverridden } from "../../cib/model/plain-defaults";
import type { CibKind } from "../../kind/cib-kind";
import { type CommonArgs, PacemakerResource, resourceType } from "../../program/pacemaker-resource";
import { COMMON_ARGUMENTS, type TableOf, validateTable } from "../../kind/arguments";
import { allRules, pairsRule } from "../../kind/rules";
import { optionValues, metaAttributes } from "../option-values";
import { spelledOnce } from "../spelling";
import type { Value } from "../primitives/args";
import { readProperties } from "./read";
import {
  type PropertiesInputs,
  PROPERTY_ARGUMENTS,
  omitParts,
  observePropertiesArgs,
  pacemakerSpelling,
  propertiesParts,
  readableTimes,
  refuseGivenTwice,
  buildPropertiesSpec,
  describeUnknownProperties,
} from "./spec";

export interface PacemakerPropertiesArgs extends CommonArgs {
  /** Whether failed nodes are fenced. Without a fence device nothing starts if true. @default Pacemaker's: true */
  stonithEnabled?: pulumi.Input<boolean>;
  /** Reaction of a partition without quorum. `ignore` risks data on both sides. @default Pacemaker's: "stop" */
  noQuorumPolicy?: pulumi.Input<"stop" | "freeze" | "ignore" | "demote" | "suicide">;
  /** Leave everything running; do not start, stop or monitor anything. @default Pacemaker's: false */
  maintenanceMode?: pulumi.Input<boolean>;
  /** Whether resources may run on any node unless a constraint forbids it. @default Pacemaker's: true */
  symmetricCluster?: pulumi.Input<boolean>;
  /**
   * Interval at which Pacemaker checks time-based rules and failure timeouts, with a unit or in seconds; 0 turns it off.
   * @default Pacemaker's: "15min"
   */
  clusterRecheckInterval?: pulumi.Input<string | number>;
  /** Timeout of fencing operations, with a unit or in seconds. @default Pacemaker's: "60s" */
  stonithTimeout?: pulumi.Input<string | number>;
  /** Whether a failed start bans the resource from that node. @default Pacemaker's: true */
  startFailureIsFatal?: pulumi.Input<boolean>;
  /** Maximum of concurrent operations in the cluster; 0 lets Pacemaker choose. @default Pacemaker's: 0 */
  batchLimit?: pulumi.Input<number>;
  /**
   * Cluster properties without their own argument, in Pacemaker's spelling: `{ "placement-strategy": "balanced" }`. A name
   * that Pacemaker does not know is set and reported in the log, because agents store properties here.
   */
  properties?: pulumi.Input<Record<string, Value>>;
  /** Defaults of meta attributes of all resources: `{ resourceStickiness: 100 }`. */
  resourceDefaults?: pulumi.Input<Record<string, Value>>;
  /** Defaults of all operations: `{ timeout: "60s" }`. */
  operationDefaults?: pulumi.Input<Record<string, Value>>;
}

const ARGUMENTS: TableOf<PacemakerPropertiesArgs & Pick<PropertiesInputs, "label">> = {
  ...COMMON_ARGUMENTS,
  ...PROPERTY_ARGUMENTS,
  properties: {
    rule: allRules(pairsRule, pacemakerSpelling, optionValues("cluster property")),
    secret: true,
  },
  resourceDefaults: { rule: metaAttributes, secret: true },
  operationDefaults: {
    rule: allRules(pairsRule, spelledOnce, readableTimes, optionValues("operation default")),
    secret: true,
  },
  label: { internal: true },
};

/** @internal */
export const pacemakerProperties: CibKind<PropertiesInputs> = {
  type: "pacemaker:PacemakerProperties",
  arguments: ARGUMENTS,
  validate: (args) => [
    ...validateTable(ARGUMENTS, args, "; other cluster properties go into `properties`"),
    ...refuseGivenTwice(args),
  ],
  locate: (cib, args, id) =>
    id === undefined ? conflict(cib, args) : sectionOf(cib, "crm_config"),
  put: (cib, { args, before }) => {
    const wasDeclared = before ? buildPropertiesSpec(before) : NO_PROPERTIES;
    const next = putProperties(cib, buildPropertiesSpec(args), wasDeclared);
    refuseDeadlock(cib, next);
    const { resourceDefaults, operationDefaults } = buildPropertiesSpec(args);
    const warnings = [
      ...describeUnknownProperties(args),
      ...describeOverridden(sectionOf(cib, "rsc_defaults"), "resourceDefaults", resourceDefaults),
      ...describeOverridden(sectionOf(cib, "op_defaults"), "operationDefaults", operationDefaults),
    ];
    return { cib: next, id: `properties/${args.label}`, warnings };
  },
  observe: (cib, _id, args) =>
    observePropertiesArgs(args, observeProperties(cib, buildPropertiesSpec(args))),
  remove: (cib, _id, args) => putProperties(cib, NO_PROPERTIES, buildPropertiesSpec(args)),
  read: readProperties,
  awaits: () => ({ resources: [] }),
  sharing: {
    sharedParts: (args) => propertiesParts(args).map((p) => p.part),
    withoutSharedParts: (args, isShared) => {
      const shared = propertiesParts(args).filter((p) => isShared(p.part));
      return shared.reduce((left, { key, name }) => omitParts(left, key, name), args);
    },
  },
};

/** Returns the properties that differ, as one element to show. A fresh cluster's own defaults are no conflict. */
function conflict(cib: Element, args: PropertiesInputs): Element | undefined {
  const fresh = sectionOf(cib, "rsc_defaults").children.every(
    (s) => idOf(s) === "build-resource-defaults",
  );
  const compared = fresh
    ? { ...buildPropertiesSpec(args), resourceDefaults: {} }
    : buildPropertiesSpec(args);
  const different = describePropertyDifferences(cib, compared);
  if (different.length === 0) return undefined;
  return element("properties", Object.fromEntries(different));
}

/**
 * Cluster properties and defaults. The resource owns only declared properties. Removing an argument restores Pacemaker's
 * default. A property with two names (`stonith-timeout`, since Pacemaker 3.0.2 `fencing-timeout`) is one, and is written
 * under the name that the cluster prefers. All resources constructed later on the same `cluster` depend on it, so it is set
 * first and removed last.
 *
 * @example
 * ```ts
 * new PacemakerProperties("options", {
 *   cluster, stonithEnabled: false, noQuorumPolicy: "ignore", resourceDefaults: { resourceStickiness: 100 },
 * });
 * ```
 */
export class PacemakerProperties extends PacemakerResource {
  /** @internal */
  static override readonly __pulumiType = resourceType(pacemakerProperties);
  declare readonly stonithEnabled: pulumi.Output<boolean> | undefined;
  declare readonly noQuorumPolicy: pulumi.Output<string> | undefined;

  constructor(name: string, args: PacemakerPropertiesArgs, opts?: pulumi.CustomResourceOptions) {
    super(pacemakerProperties, name, { args, inputs: { label: name } }, opts);
  }
}
