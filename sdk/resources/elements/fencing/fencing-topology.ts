import * as pulumi from "@pulumi/pulumi";
import {
  fenceDevices,
  findLevels,
  putLevels,
  readLevels,
} from "../../../cib/model/elements/fencing-levels";
import { describeMissingObjects } from "../../../cib/model/elements/in-section";
import { describeOldSchema } from "../../../cib/model/elements/old-schema";
import { describeUnknownNode } from "../../../cib/status/nodes";
import type { Element } from "../../../cib/xml/element";
import { COMMON_ARGUMENTS, type TableOf, validateTable } from "../../../kind/arguments";
import type { CibKind } from "../../../kind/cib-kind";
import { nonEmpty } from "../../../kind/rules";
import {
  type CommonArgs,
  PacemakerResource,
  type Ref,
  resourceType,
} from "../../../program/pacemaker-resource";
import { refsInside } from "../base";
import { refuse } from "../kind";
import { objectRule } from "../object-rule";
import {
  type FencingInputs,
  levelsRule,
  observeLevels,
  readTopology,
  targetName,
  targetOf,
  validateIndexes,
  validateTarget,
  withIndex,
} from "./levels";

/** A level of a topology. */
export interface FencingLevelArgs {
  /** The fence devices, in order. All of them have to succeed. */
  devices: pulumi.Input<Ref[]>;
  /** The place of the level, from 1 to 9. @default the place in the list */
  index?: pulumi.Input<number>;
}

export interface FencingTopologyArgs extends CommonArgs {
  /** The node that is fenced. Give one of `node`, `nodePattern` and `nodeAttribute`. */
  node?: pulumi.Input<string>;
  /** A regular expression (POSIX, extended) that the names of the nodes match. */
  nodePattern?: pulumi.Input<string>;
  /** A permanent attribute of the nodes, and its value. */
  nodeAttribute?: pulumi.Input<{ name: pulumi.Input<string>; value: pulumi.Input<string> }>;
  /** The levels. Pacemaker tries a level if all before it have failed. */
  levels: pulumi.Input<pulumi.Input<FencingLevelArgs>[]>;
}

const ARGUMENTS: TableOf<FencingTopologyArgs & Pick<FencingInputs, "label">> = {
  ...COMMON_ARGUMENTS,
  node: { rule: nonEmpty, identity: true, canonical: (name) => name.toLowerCase() },
  nodePattern: { rule: nonEmpty, identity: true },
  nodeAttribute: {
    rule: objectRule({
      name: { rule: nonEmpty, required: true },
      value: { rule: nonEmpty, required: true },
    }),
    identity: true,
  },
  levels: { rule: levelsRule, required: true, reference: true },
  label: { internal: true },
};

/** @internal */
export const fencingTopology: CibKind<FencingInputs> = {
  type: "pacemaker:FencingTopology",
  arguments: ARGUMENTS,
  validate: (args) => [
    ...validateTable(ARGUMENTS, args),
    ...validateTarget(args),
    ...validateIndexes(args.levels),
  ],
  locate: (cib, args) => findLevels(cib, targetOf(args))[0],
  put: (cib, { args }) => {
    refuse(describeImpossible(cib, args));
    return {
      cib: putLevels(cib, targetOf(args), withIndex(args.levels)),
      id: `fencing-topology/${targetName(args)}`,
    };
  },
  observe: (cib, _id, args) => {
    const seen = readLevels(cib, targetOf(args));
    if (seen.length === 0) return undefined;
    return { ...args, levels: observeLevels(args.levels, seen) };
  },
  remove: (cib, _id, args) => putLevels(cib, targetOf(args), []),
  read: readTopology,
  awaits: () => ({ resources: [] }),
};

function describeImpossible(cib: Element, args: FencingInputs): readonly string[] {
  const { node, nodeAttribute, levels } = args;
  const isPresent = findLevels(cib, targetOf(args)).length > 0;
  const unknown = node === undefined || isPresent ? undefined : describeUnknownNode(cib, node);
  return [
    ...(unknown === undefined ? [] : [`node: ${unknown}`]),
    ...(nodeAttribute ? describeOldSchema(cib, [2, 4], "nodeAttribute") : []),
    ...describeMissingObjects(cib, "levels", fenceDevices, [
      ...new Set(levels.flatMap((l) => l.devices)),
    ]),
  ];
}

/**
 * The order in which fence devices are tried for a node (`fencing-topology`): the devices of level 1 together, if one of
 * them fails those of level 2, and so on. The resource owns all levels of its target. If a node has
 * no levels under its name, it uses those of a pattern that its name matches, or of an attribute that it has.
 *
 * @example
 * ```ts
 * const ipmi = new PrimitiveResource("ipmi", { cluster, agent: "stonith:fence_ipmilan", parameters: { ip: "10.0.0.1" } });
 * const apc = new PrimitiveResource("apc", { cluster, agent: "stonith:fence_apc", parameters: { ip: "10.0.0.2" } });
 * new FencingTopology("fencing-of-rsha1", { cluster, node: "rsha1", levels: [{ devices: [ipmi] }, { devices: [apc] }] });
 * ```
 */
export class FencingTopology extends PacemakerResource {
  /** @internal */
  static override readonly __pulumiType = resourceType(fencingTopology);
  declare readonly node: pulumi.Output<string> | undefined;
  declare readonly levels: pulumi.Output<{ devices: string[]; index?: number }[]>;

  constructor(name: string, args: FencingTopologyArgs, opts?: pulumi.CustomResourceOptions) {
    const inputs = { label: name, levels: refsInside(args.levels) };
    const references = [devicesOf(args.levels), args.node];
    const objects = [topologyClaim(args)];
    super(fencingTopology, name, { args, inputs, references, objects }, opts);
  }
}

/** Returns the claim of a target that the program gives as plain texts. */
function topologyClaim({
  node,
  nodePattern,
  nodeAttribute,
}: FencingTopologyArgs): string | undefined {
  if (typeof node === "string") return `the fencing topology of the node ${node.toLowerCase()}`;
  if (typeof nodePattern === "string") return `the fencing topology of the nodes ${nodePattern}`;
  const { name, value } = (nodeAttribute ?? {}) as {
    readonly name?: unknown;
    readonly value?: unknown;
  };
  return typeof name === "string" && typeof value === "string"
    ? `the fencing topology of the nodes with ${name}=${value}`
    : undefined;
}

/** Returns the devices of levels, as the program gives them. */
function devicesOf(levels: unknown): unknown {
  if (Array.isArray(levels)) return levels.map(devicesOf);
  if (pulumi.Output.isInstance(levels) || levels instanceof Promise)
    return pulumi.output(levels).apply(devicesOf);
  return (Object(levels) as { readonly devices?: unknown }).devices;
}
