import type * as pulumi from "@pulumi/pulumi";
import { childrenPart } from "../../../cib/model/elements/children";
import { describeOldSchema } from "../../../cib/model/elements/old-schema";
import { attributePart } from "../../../cib/model/elements/part";
import type { Pairs } from "../../../cib/xml/nvset";
import { areFeaturesBelow } from "../../../cib/xml/versions";
import { type Rule, allRules, listOf, nonEmpty, pairsRule, showValue } from "../../../kind/rules";
import { type CommonArgs, resourceType } from "../../../program/pacemaker-resource";
import type { Value } from "../../primitives/args";
import { kebab } from "../../spelling";
import { ElementResource } from "../base";
import { ELEMENT_ARGUMENTS, type ElementInputs } from "../definition";
import { elementKind } from "../kind";
import { findShared } from "../object-rule";
import { pairsPart } from "../pairs";
import {
  RECIPIENTS,
  type Recipient,
  alertMeta,
  describeTakenIds,
  recipientRule,
} from "./recipients";
import { type Selection, selectPart, selectionRule } from "./select";

/** A recipient of an alert: the script is called once for each. */
export interface RecipientArgs {
  /** The id in the CIB. @default the id that pcs writes: `ALERT-recipient` */
  name?: pulumi.Input<string>;
  /** What the script gets as the recipient, such as an address or a file. */
  value: pulumi.Input<string>;
  /** A text for administrators. */
  description?: pulumi.Input<string>;
  /** Parameters of the script, for this recipient only. */
  options?: pulumi.Input<Record<string, Value>>;
  /** As `meta` of the alert, for this recipient only. */
  meta?: pulumi.Input<Record<string, Value>>;
}

/** The kinds of events for which a script is called. */
export interface AlertSelectionArgs {
  /** Nodes that join or leave. */
  nodes?: pulumi.Input<boolean>;
  /** Fencing of nodes. */
  fencing?: pulumi.Input<boolean>;
  /** Operations of resources. */
  resources?: pulumi.Input<boolean>;
  /** Changes of node attributes: all of them, or those with these names. */
  attributes?: pulumi.Input<boolean | pulumi.Input<string>[]>;
}

export interface AlertArgs extends CommonArgs {
  /** The id in the CIB. @default the Pulumi name */
  name?: pulumi.Input<string>;
  /** Absolute path of the script. It must be executable on every node: `Preflight` checks `scripts`. */
  path: pulumi.Input<string>;
  /** A text for administrators. */
  description?: pulumi.Input<string>;
  /** How the cluster calls the script: `{ timeout: "15s", timestampFormat: "%H:%M:%S.%06N", enabled: false }`. */
  meta?: pulumi.Input<Record<string, Value>>;
  /** Parameters of the script. It gets them as environment variables. */
  options?: pulumi.Input<Record<string, Value>>;
  /** The kinds of events. @default Pacemaker's: nodes, fencing and resources */
  select?: pulumi.Input<AlertSelectionArgs>;
  /** The recipients, in order. The script is called once for each. @default the script is called once, without a recipient */
  recipients?: pulumi.Input<pulumi.Input<RecipientArgs>[]>;
}

interface Inputs extends ElementInputs {
  readonly path: string;
  readonly meta?: Pairs;
  readonly select?: Selection;
  readonly recipients?: readonly Recipient[];
}

/** Validates the path of a script. @internal */
export const scriptPath: Rule = (v) =>
  typeof v === "string" && v.startsWith("/") && v.trim() === v
    ? nonEmpty(v)
    : `${showValue(v)} is not the absolute path of a script`;

/** @internal */
export const alert = elementKind<AlertArgs, Inputs>({
  type: "pacemaker:Alert",
  section: "alerts",
  tag: "alert",
  arguments: {
    ...ELEMENT_ARGUMENTS,
    path: { rule: scriptPath, required: true, part: attributePart("path") },
    description: { rule: nonEmpty, part: attributePart("description") },
    meta: {
      rule: alertMeta,
      secret: true,
      part: pairsPart("meta_attributes", { camelCase: true }),
    },
    options: { rule: pairsRule, secret: true, part: pairsPart("instance_attributes") },
    select: { rule: selectionRule, part: selectPart },
    recipients: {
      rule: allRules(listOf(recipientRule, 0), findShared("name", "value")),
      secret: true,
      part: childrenPart(RECIPIENTS),
    },
  },
  describeImpossible: (cib, { name, select, recipients = [] }) => [
    ...describeOldSchema(cib, [2, 5], "an alert"),
    ...(select ? describeOldSchema(cib, [2, 10], "select") : []),
    ...describeTakenIds(cib, name, recipients),
  ],
  describeDoubts: (cib, { meta = {}, recipients = [] }) => {
    const names = [meta, ...recipients.map((r) => r.meta ?? {})].flatMap(Object.keys).map(kebab);
    const unknown = [...new Set(names)].filter((n) => !META.includes(n));
    return [
      ...unknown.map(
        (n) => `meta: Pacemaker has no meta attribute of alerts ${n}; it is set anyway`,
      ),
      ...(names.includes("enabled") && areFeaturesBelow(cib, [3, 17])
        ? ["meta: this Pacemaker does not know enabled (2.1.6 and later do), and calls the script"]
        : []),
    ];
  },
});

/** The meta attributes of alerts in Pacemaker Explained. */
const META: readonly string[] = ["timeout", "timestamp-format", "enabled"];

/**
 * A script that the cluster calls on events: a node is lost or fenced, a resource starts, stops or fails (`alert`). The
 * script is called on the nodes of the cluster, with the event in environment variables such as `CRM_alert_desc`.
 * `options`, `meta` and `recipients` belong to the program as far as they are declared: `recipients` as a whole, of the
 * others the declared names.
 *
 * @example
 * ```ts
 * const ready = new Preflight("scripts", { cluster, scripts: ["/usr/local/bin/alert-mail"] });
 * new Alert("mail", {
 *   cluster, path: "/usr/local/bin/alert-mail", meta: { timeout: "15s" },
 *   select: { nodes: true, fencing: true }, recipients: [{ value: "ops@example.com" }],
 * }, { dependsOn: [ready] });
 * ```
 */
export class Alert extends ElementResource {
  /** @internal */
  static override readonly __pulumiType = resourceType(alert);
  declare readonly path: pulumi.Output<string>;

  constructor(name: string, args: AlertArgs, opts?: pulumi.CustomResourceOptions) {
    super(alert, name, args, opts);
  }
}
