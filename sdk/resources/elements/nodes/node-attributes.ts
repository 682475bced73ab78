import type * as pulumi from "@pulumi/pulumi";
import { editNode, findNode } from "../../../cib/model/elements/node";
import { freeAddedIds } from "../../../cib/model/free-ids";
import { nodeNames } from "../../../cib/status/nodes";
import { type Element, element, idOf } from "../../../cib/xml/element";
import type { Pairs } from "../../../cib/xml/nvset";
import { freeIds, haveSameMeaning } from "../../../cib/xml/values";
import { PreconditionFailed } from "../../../errors";
import { COMMON_ARGUMENTS, type TableOf, validateTable } from "../../../kind/arguments";
import type { CibKind } from "../../../kind/cib-kind";
import type { CommonInputs } from "../../../kind/lifecycle";
import { nonEmpty } from "../../../kind/rules";
import {
  type CommonArgs,
  PacemakerResource,
  resourceType,
} from "../../../program/pacemaker-resource";
import type { Value } from "../../primitives/args";
import type { ElementArgument } from "../definition";
import { declaredParts, observeParts, readParts } from "../kind";
import { pairsPart } from "../pairs";
import { nodeAttributesRule, utilizationRule } from "../../node-pairs";

export interface NodeAttributesArgs extends CommonArgs {
  /** Name of a node of the cluster: a member, a remote or a guest node. */
  node: pulumi.Input<string>;
  /**
   * Permanent attributes, which rules of constraints can ask for. `standby` and `maintenance` are attributes too: they are
   * the operator's unless they are declared here.
   */
  attributes?: pulumi.Input<Record<string, Value>>;
  /** What the node provides, in whole numbers: `{ cpu: 8, memory: 16384 }`. It counts if `placement-strategy` says so. */
  utilization?: pulumi.Input<Record<string, pulumi.Input<number> | pulumi.Input<string>>>;
}

interface Inputs extends CommonInputs {
  readonly label: string;
  readonly node: string;
  readonly attributes?: Pairs;
  readonly utilization?: Pairs;
}

const SETS = ["attributes", "utilization"] as const;

const ARGUMENTS: TableOf<NodeAttributesArgs & Pick<Inputs, "label">, ElementArgument> = {
  ...COMMON_ARGUMENTS,
  node: {
    rule: nonEmpty,
    required: true,
    identity: true,
    canonical: (name) => name.toLowerCase(),
  },
  attributes: {
    rule: nodeAttributesRule,
    secret: true,
    part: pairsPart("instance_attributes", { setId: (e) => `nodes-${idOf(e)}` }),
  },
  utilization: {
    rule: utilizationRule,
    part: pairsPart("utilization", { setId: (e) => `nodes-${idOf(e)}-utilization` }),
  },
  label: { internal: true },
};

/** @internal */
export const nodeAttributes: CibKind<Inputs> = {
  type: "pacemaker:NodeAttributes",
  arguments: ARGUMENTS,
  validate: (args) => [
    ...validateTable(ARGUMENTS, args),
    ...(SETS.some((set) => args[set] !== undefined)
      ? []
      : [{ property: "node", reason: "attributes or utilization is required" }]),
  ],
  locate: (cib, args, id) => (id === undefined ? conflict(cib, args) : findNode(cib, args.node)),
  put: (cib, { args, before }) => {
    const free = freeIds(cib);
    const next = editNode(cib, args.node, (node) =>
      declaredParts(ARGUMENTS, args, before).reduce(
        (e, { part, change }) => part.put(e, { ...change, cib, free }),
        node,
      ),
    );
    if (next === undefined) throw new PreconditionFailed(describeNoNode(cib, args.node));
    return { cib: freeAddedIds(cib, next), id: `node-attributes/${args.label}` };
  },
  observe: (cib, _id, args) => {
    const node = findNode(cib, args.node);
    return node && observeParts(ARGUMENTS, node, args);
  },
  remove: (cib, _id, args) => removeDeclared(cib, args),
  read: (_cib, e) => {
    const sets = e.name === "node" ? readParts(ARGUMENTS, e) : {};
    const { uname = "" } = e.attributes;
    return Object.keys(sets).length > 0 ? { label: uname, node: uname, ...sets } : undefined;
  },
  awaits: () => ({ resources: [] }),
  sharing: {
    sharedParts,
    withoutSharedParts: (args, isShared) => {
      const left = SETS.flatMap((set) => {
        const pairs = Object.entries(args[set] ?? {});
        const own = pairs.filter(([name]) => !isShared(partOf(args.node, set, name)));
        return args[set] === undefined ? [] : [[set, Object.fromEntries(own)] as const];
      });
      return { ...args, ...Object.fromEntries(left) };
    },
  },
};

const partOf = (node: string, set: (typeof SETS)[number], name: string): string =>
  `node ${node.toLowerCase()} ${set} ${name}`;

function sharedParts(args: Inputs): readonly string[] {
  return SETS.flatMap((set) =>
    Object.keys(args[set] ?? {}).map((name) => partOf(args.node, set, name)),
  );
}

const describeNoNode = (cib: Element, node: string): string =>
  `node: there is no node ${node} in the cluster (there is: ${nodeNames(cib).join(", ") || "none"})`;

/** Returns the declared names that have another value, as one element to show. What is missing is no conflict. */
function conflict(cib: Element, args: Inputs): Element | undefined {
  const node = findNode(cib, args.node);
  const seen = node && observeParts(ARGUMENTS, node, args);
  const different = SETS.flatMap((set) =>
    Object.entries(args[set] ?? {}).flatMap(([name, wanted]) => {
      const now = seen?.[set]?.[name];
      return now === undefined || haveSameMeaning(now, wanted) ? [] : [[name, String(now)]];
    }),
  );
  return different.length === 0
    ? undefined
    : element("node", Object.fromEntries(different) as Record<string, string>);
}

function removeDeclared(cib: Element, args: Inputs): Element {
  if (!findNode(cib, args.node)) return cib;
  const nothing = { attributes: undefined, utilization: undefined };
  const free = freeIds(cib);
  const next = editNode(cib, args.node, (node) =>
    declaredParts(ARGUMENTS, { ...args, ...nothing }, args).reduce(
      (e, { part, change }) => part.put(e, { ...change, cib, free }),
      node,
    ),
  );
  return next ?? cib;
}

/**
 * Permanent attributes and capacities of one node (`node` with `instance_attributes` and `utilization`). The resource owns
 * the declared names only. Deleting it removes them; the node stays. Several resources may describe one node.
 * What the program places comes after the attributes of its nodes.
 *
 * @example
 * ```ts
 * new NodeAttributes("rsha1", { cluster, node: "rsha1", attributes: { site: "north" }, utilization: { memory: 16384 } });
 * new LocationConstraint("services-in-the-north", {
 *   cluster, resource: services, score: 100, rule: { attribute: "site", operation: "eq", value: "north" },
 * });
 * ```
 */
export class NodeAttributes extends PacemakerResource {
  /** @internal */
  static override readonly __pulumiType = resourceType(nodeAttributes);
  declare readonly node: pulumi.Output<string>;
  declare readonly attributes: pulumi.Output<Record<string, string | number | boolean>> | undefined;
  declare readonly utilization: pulumi.Output<Record<string, string | number>> | undefined;

  constructor(name: string, args: NodeAttributesArgs, opts?: pulumi.CustomResourceOptions) {
    const { node } = args;
    const objects = typeof node === "string" ? attributeClaims(node, args) : [];
    const references = [node];
    super(nodeAttributes, name, { args, inputs: { label: name }, objects, references }, opts);
  }
}

/** Returns the claims of the names that the program gives. */
const attributeClaims = (node: string, args: NodeAttributesArgs): readonly string[] =>
  SETS.flatMap((set) => {
    const pairs: unknown = args[set];
    const isPlain = typeof pairs === "object" && pairs !== null;
    const what = set === "attributes" ? "the attribute" : "the utilization";
    return isPlain && Object.getPrototypeOf(pairs) === Object.prototype
      ? Object.keys(pairs).map((name) => `${what} ${name} of the node ${node.toLowerCase()}`)
      : [];
  });
