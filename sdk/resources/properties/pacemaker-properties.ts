import type * as pulumi from "@pulumi/pulumi";
import { type Element, element, idOf } from "../../cib/xml/element";
import { sectionOf } from "../../cib/xml/find";
import {
  NO_PROPERTIES,
  describePropertyDifferences,
  observeProperties,
  putProperties,
} from "../../cib/model/cluster-properties";
import type { CibKind } from "../../kind/cib-kind";
import { refuseDeadlock } from "../../cib/model/fencing-deadlock";
import { type CommonArgs, PacemakerResource } from "../../program/pacemaker-resource";
import {
  COMMON,
  type ArgumentNames,
  allRules,
  check,
  pairsRule,
  unknownArguments,
} from "../../kind/rules";
import { spelledOnce } from "../spelling";
import type { Value } from "../primitives/args";
import {
  type PropertiesInputs,
  RULES,
  omitParts,
  observePropertiesArgs,
  ownSpelling,
  propertiesParts,
  buildPropertiesSpec,
  describeUnknownProperties,
} from "./spec";

export interface PacemakerPropertiesArgs extends CommonArgs {
  /** Whether failed nodes are fenced. @default Pacemaker's: true; without a fence device nothing starts then */
  stonithEnabled?: pulumi.Input<boolean>;
  /** What a partition without quorum does. `ignore` risks data on both sides. @default Pacemaker's: "stop" */
  noQuorumPolicy?: pulumi.Input<"stop" | "freeze" | "ignore" | "demote" | "suicide">;
  /** Leave everything running and start, stop and monitor nothing. @default Pacemaker's: false */
  maintenanceMode?: pulumi.Input<boolean>;
  /** Whether resources may run anywhere unless a constraint forbids it. @default Pacemaker's: true */
  symmetricCluster?: pulumi.Input<boolean>;
  /** How often time-based rules and failure time-outs are looked at. @default Pacemaker's: "15min" */
  clusterRecheckInterval?: pulumi.Input<string>;
  /** Time-out of fencing operations. @default Pacemaker's: "60s" */
  stonithTimeout?: pulumi.Input<string>;
  /** Whether a failed start bans the resource from that node. @default Pacemaker's: true */
  startFailureIsFatal?: pulumi.Input<boolean>;
  /** How many operations may run at once in the whole cluster, 0 for Pacemaker's choice. @default Pacemaker's: 0 */
  batchLimit?: pulumi.Input<number>;
  /**
   * Cluster properties that have no argument of their own, in Pacemaker's spelling. One that Pacemaker does not know is
   * set, and said in the log: agents keep properties of their own here.
   */
  properties?: pulumi.Input<Record<string, Value>>;
  /** Defaults of meta attributes of all resources: `{ resourceStickiness: 100 }`. */
  resourceDefaults?: pulumi.Input<Record<string, Value>>;
  /** Defaults of all operations: `{ timeout: "60s" }`. */
  operationDefaults?: pulumi.Input<Record<string, Value>>;
}

const NAMES: ArgumentNames<PacemakerPropertiesArgs & Pick<PropertiesInputs, "label">> = {
  ...COMMON,
  stonithEnabled: true,
  noQuorumPolicy: true,
  maintenanceMode: true,
  symmetricCluster: true,
  clusterRecheckInterval: true,
  stonithTimeout: true,
  startFailureIsFatal: true,
  batchLimit: true,
  properties: true,
  resourceDefaults: true,
  operationDefaults: true,
  label: false,
};

/** @internal */
export const pacemakerProperties: CibKind<PropertiesInputs> = {
  type: "pacemaker:PacemakerProperties",
  identity: [],
  validate: (args) => [
    ...unknownArguments(args, NAMES, "; other cluster properties go into `properties`"),
    ...Object.entries(RULES).flatMap(([property, rule]) => check(args, property, rule)),
    ...check(args, "properties", allRules(pairsRule, ownSpelling(args))),
    ...check(args, "resourceDefaults", allRules(pairsRule, spelledOnce)),
    ...check(args, "operationDefaults", allRules(pairsRule, spelledOnce)),
  ],
  locate: (cib, args, id) =>
    id === undefined ? conflict(cib, args) : sectionOf(cib, "crm_config"),
  put: (cib, { args, before }) => {
    const next = putProperties(
      cib,
      buildPropertiesSpec(args),
      before ? buildPropertiesSpec(before) : NO_PROPERTIES,
    );
    refuseDeadlock(cib, next);
    return { cib: next, id: `properties/${args.label}`, notes: describeUnknownProperties(args) };
  },
  observe: (cib, _id, args) =>
    observePropertiesArgs(args, observeProperties(cib, buildPropertiesSpec(args))),
  parts: (args) => propertiesParts(args).map((p) => p.part),
  minus: (args, stays) => {
    const gone = propertiesParts(args).filter((p) => stays(p.part));
    return gone.reduce((left, { key, name }) => omitParts(left, key, name), args);
  },
  remove: (cib, _id, args) => putProperties(cib, NO_PROPERTIES, buildPropertiesSpec(args)),
  awaits: () => ({ resources: [] }),
};

/** What the cluster has otherwise, as an element to show. A fresh cluster's own defaults are no conflict. */
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
 * Cluster properties and defaults. Only what is declared is owned: removing an argument restores Pacemaker's default.
 * Everything that is constructed later on the same `cluster` depends on it, so that it is set first and removed last.
 *
 * @example
 * ```ts
 * new PacemakerProperties("options", {
 *   cluster, stonithEnabled: false, noQuorumPolicy: "ignore", resourceDefaults: { resourceStickiness: 100 },
 * });
 * ```
 */
export class PacemakerProperties extends PacemakerResource {
  declare readonly stonithEnabled: pulumi.Output<boolean> | undefined;
  declare readonly noQuorumPolicy: pulumi.Output<string> | undefined;

  constructor(name: string, args: PacemakerPropertiesArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      name,
      {
        type: "PacemakerProperties",
        args,
        inputs: {
          label: name,
        },
      },
      opts,
    );
  }
}
