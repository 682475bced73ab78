import type * as pulumi from "@pulumi/pulumi";
import { type Agent, validateParameters } from "../../cib/model/agent";
import { describeUnknownOption } from "../../cib/model/known-options";
import { observeSettings } from "../../cib/model/observe-primitive";
import type { Operation } from "../../cib/model/operations/operation";
import { validateOperations } from "../../cib/model/operations/operation-matching";
import { putTemplate } from "../../cib/model/put-template";
import type { SettingsSpec } from "../../cib/model/settings";
import { primitivesFrom } from "../../cib/model/template";
import { hasRun } from "../../cib/status/history";
import { type Element, byId, removeById } from "../../cib/xml/element";
import type { Pairs } from "../../cib/xml/nvset";
import { PreconditionFailed } from "../../errors";
import { COMMON_ARGUMENTS, type TableOf, validateTable } from "../../kind/arguments";
import type { CibKind } from "../../kind/cib-kind";
import type { CommonInputs } from "../../kind/lifecycle";
import { id, pairsRule } from "../../kind/rules";
import { type CommonArgs, Referable, resourceType } from "../../program/pacemaker-resource";
import { metaAttributes } from "../option-values";
import { utilizationRule } from "../node-pairs";
import type { OperationArgs, PrimitiveCommonArgs, Value } from "../primitives/args";
import { operationsRule } from "../primitives/operations-rule";
import { agentRule } from "../primitives/primitive";
import { readTemplate } from "../primitives/read";
import { observePrimitiveArgs } from "../primitives/spec";
import { kebabKeys } from "../spelling";
import type { ValueSetsArgs } from "../value-sets/args";
import {
  VALUE_SETS,
  type ValueSetsInputs,
  describeImpossibleSets,
  describeUnknownInSets,
  valueSets,
} from "../value-sets/spec";
import { validateSets } from "../value-sets/validate";

export interface ResourceTemplateArgs extends CommonArgs, ValueSetsArgs {
  /** The id in the CIB. @default the Pulumi name */
  name?: pulumi.Input<string>;
  /** The agent of the primitives: `"ocf:heartbeat:IPaddr2"`, `"systemd:nginx"`, `"stonith:fence_ipmilan"`. */
  agent: pulumi.Input<string>;
  /** Parameters of the agent. A required one may be left to the primitives. */
  parameters?: pulumi.Input<Record<string, Value>>;
  /** Meta attributes, in camelCase or in Pacemaker's spelling. */
  meta?: pulumi.Input<Record<string, Value>>;
  /**
   * Operations of the agent. A primitive's own operation replaces the one of the same name and role.
   * @default the operations that the agent advises, as pcs adds them to a primitive
   */
  operations?: pulumi.Input<pulumi.Input<OperationArgs>[]>;
  /** What an instance needs of its node. */
  utilization?: PrimitiveCommonArgs["utilization"];
}

interface Inputs extends CommonInputs, ValueSetsInputs {
  readonly name: string;
  readonly agent: string;
  readonly parameters?: Pairs;
  readonly meta?: Pairs;
  readonly operations?: readonly Operation[];
  readonly utilization?: Pairs;
}

const ARGUMENTS: TableOf<ResourceTemplateArgs> = {
  ...COMMON_ARGUMENTS,
  name: { rule: id, required: true, identity: true },
  agent: { rule: agentRule, required: true },
  parameters: { rule: pairsRule, secret: true },
  meta: { rule: metaAttributes, secret: true },
  operations: { rule: operationsRule, secret: true },
  utilization: { rule: utilizationRule },
  ...VALUE_SETS,
};

const spec = (args: Inputs): SettingsSpec => ({
  id: args.name,
  agent: args.agent,
  parameters: args.parameters ?? {},
  meta: kebabKeys(args.meta),
  operations: args.operations ?? [],
  ...valueSets(args.name, args),
  ...(args.utilization ? { utilization: args.utilization } : {}),
});

const ORIGIN = {
  agent: ({ agent }: Inputs): string => agent,
  agentArgument: { name: "agent" as const, from: (agent: string): string => agent },
};

/** @internal */
export const resourceTemplate: CibKind<Inputs> = {
  type: "pacemaker:ResourceTemplate",
  arguments: ARGUMENTS,
  validate: (args) => validateTable(ARGUMENTS, args),
  agents: (args) => [args.agent],
  locate: (cib, args) => byId(cib, args.name),
  put: (cib, { args, before, agent }) => {
    const metadata = agent(args.agent);
    refuseInvalid(cib, args, metadata);
    return {
      cib: putTemplate(cib, spec(args), before && spec(before), metadata),
      id: args.name,
      warnings: [
        ...Object.keys(spec(args).meta).flatMap((n) =>
          describeUnknownOption("meta attribute", "meta", n),
        ),
        ...describeUnknownInSets(spec(args)),
      ],
    };
  },
  observe: (cib, _id, args) => {
    const e = byId(cib, args.name);
    if (e?.name !== "template") return undefined;
    return observePrimitiveArgs({}, ORIGIN, args, observeSettings(cib, e, spec(args)));
  },
  remove: (cib, _id, args) => removeById(cib, args.name),
  read: readTemplate,
  // A change restarts the primitives that the cluster makes from it.
  awaits: (cib, _id, args) => ({
    resources: primitivesFrom(cib, args.name).filter((p) => hasRun(cib, p)),
  }),
  referenced: { referenceIds: (_id, args) => [args.name] },
};

function refuseInvalid(cib: Element, args: Inputs, metadata: Agent): void {
  const { id: name, parameters, operations } = spec(args);
  const present = byId(cib, name);
  // The primitives give the parameters that the template lacks.
  const left = metadata.parameters.map((p) => p.name);
  const all = [
    ...(present && present.name !== "template"
      ? [`name: the id ${name} belongs to a ${present.name} of the cluster; choose another name`]
      : []),
    ...describeImpossibleSets(cib, name, spec(args)),
    ...validateParameters(metadata, args.agent, parameters, [], left),
    ...validateSets(metadata, args.agent, spec(args), []),
    ...validateOperations(metadata, args.agent, operations),
  ];
  if (all.length > 0) throw new PreconditionFailed(all.map((f) => `${name}: ${f}`).join("\n"));
}

/**
 * What several primitives have in common (a `<template>`): agent, parameters, meta attributes and operations. Pacemaker runs
 * nothing for a template itself. A changed template restarts the primitives that are made from it, and the change waits for
 * them. A template is not deleted while a primitive names it.
 *
 * @example
 * ```ts
 * const web = new ResourceTemplate("web", {
 *   cluster, agent: "ocf:heartbeat:apache", meta: { migrationThreshold: 3 },
 * });
 * new PrimitiveResource("shop", {
 *   cluster, template: web, parameters: { configfile: "/etc/shop.conf" },
 * });
 * ```
 */
export class ResourceTemplate extends Referable {
  /** @internal */
  static override readonly __pulumiType = resourceType(resourceTemplate);
  declare readonly name: pulumi.Output<string>;
  declare readonly agent: pulumi.Output<string>;
  declare readonly parameters: pulumi.Output<Record<string, string | number | boolean>> | undefined;
  declare readonly meta: pulumi.Output<Record<string, string | number | boolean>> | undefined;
  /** @internal */
  override readonly givenReference: pulumi.Input<string>;
  /** @internal The agent as the program gives it. A fence device comes before other resources. */
  readonly givenAgent: pulumi.Input<string>;

  constructor(name: string, args: ResourceTemplateArgs, opts?: pulumi.CustomResourceOptions) {
    const given = args.name ?? name;
    super(resourceTemplate, name, { args, inputs: { name: given }, ids: [given] }, opts);
    this.givenReference = given;
    this.givenAgent = args.agent;
  }

  override get reference(): pulumi.Output<string> {
    return this.name;
  }
}
