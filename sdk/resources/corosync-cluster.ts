import { isIP } from "node:net";
import * as pulumi from "@pulumi/pulumi";
import type { NodeSpec } from "../corosync/spec";
import type { ClusterArgs, ClusterResource, NodeArgs } from "../engine/cluster-ref";
import type { CorosyncInputs } from "../engine/corosync-inputs";
import { corosyncLifecycle } from "../engine/corosync-lifecycle";
import type { Failure } from "../engine/kind";
import { type CommonArgs, PacemakerResource } from "../engine/resource";
import { hasUnknown, isUnknown } from "../engine/unknown";
import {
  type Rule,
  check,
  distinct,
  listOf,
  oneOf,
  required,
  trueOrFalse,
} from "../engine/validate";
import type { Value } from "./primitive-args";

/** A node of a corosync cluster. `host` and `port` are for SSH only. */
export interface CorosyncNodeArgs extends NodeArgs {
  /**
   * Addresses by which the nodes reach one another, one for each link.
   * @default what the node's name resolves to on the nodes
   */
  addresses?: pulumi.Input<pulumi.Input<string>[]>;
}

export interface CorosyncClusterArgs
  extends Pick<CommonArgs, "waitFor">, Pick<ClusterArgs, "connection"> {
  /** The members. Nodes are added and taken out while the others go on running. */
  nodes: pulumi.Input<pulumi.Input<CorosyncNodeArgs>[]>;
  /** Cannot be changed afterwards. @default the Pulumi name */
  clusterName?: pulumi.Input<string>;
  /** Cannot be changed afterwards. @default pcs's: "knet" */
  transport?: pulumi.Input<"knet" | "udp" | "udpu">;
  /** Options of totem in corosync's spelling, `{ token: 5000 }`; they are changed while the cluster runs. */
  totem?: pulumi.Input<Record<string, Value>>;
  /** Options of quorum in corosync's spelling, `{ wait_for_all: true }`; `two_node` is set by pcs. Cannot be changed while the cluster runs. */
  quorum?: pulumi.Input<Record<string, Value>>;
  /**
   * Password to set for the user `hacluster`, with whom pcs on the nodes authenticate one another.
   * @default a random one, kept nowhere, whenever nodes have to be authenticated
   */
  haclusterPassword?: pulumi.Input<string>;
  /**
   * Take over a cluster of that name that is already there and differs: add the nodes that it lacks, set the options of
   * totem. Nothing is destroyed, and no node is taken out.
   * @default false: such a cluster is an error; one that is as declared is taken over in any case
   */
  adopt?: pulumi.Input<boolean>;
  /**
   * How long to wait until all nodes are online, with quorum and a coordinator (DC).
   * @default "180s"
   */
  waitTimeout?: pulumi.Input<string>;
  /** Whether a node starts the cluster when it boots. @default true */
  boot?: pulumi.Input<boolean>;
  /**
   * Destroy the cluster although it has resources of others, other members, or nodes that cannot be reached; take out
   * nodes that cannot be reached.
   * @default false
   */
  force?: pulumi.Input<boolean>;
}

const matches =
  (pattern: RegExp, what: string): Rule =>
  (v) =>
    typeof v === "string" && pattern.test(v) ? undefined : `${JSON.stringify(v)} ${what}`;

// pcs wants 32 of A-Z a-z 0-9 _ - for a new cluster (GFS2) and says so itself; one that exists may be called otherwise.
const clusterName = matches(
  /^(?!-)[^{}\s=]+$/,
  'is no name of a cluster: letters, digits, "_" and "-", at most 32 of them',
);
const HOST = /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/;
const nodeName = matches(HOST, "is no name of a node: it must be its host name (uname -n)");
const address: Rule = (v) =>
  typeof v === "string" && (isIP(v) !== 0 || (HOST.test(v) && !/^[\d.]+$/.test(v)))
    ? undefined
    : `${JSON.stringify(v)} is neither an IP address nor a host name`;
const password: Rule = (v) =>
  // the password is one line of what chpasswd and pcs read
  typeof v === "string" && v !== "" && !/[\u0000-\u001f\u007f]/.test(v)
    ? undefined
    : "must be a text that is not empty and has no control characters"; // never shown
const options: Rule = (v) => {
  if (typeof v !== "object" || v === null || Array.isArray(v))
    return "must be an object of names and values";
  const bad = Object.entries(v).filter(
    ([name, value]) => !isUnknown(value) && !isOption(name, value),
  );
  return bad.length === 0
    ? undefined
    : `${bad.map(([name]) => name).join(", ")}: must be an option in corosync's spelling with a number, a text, true or false`;
};

const isOption = (name: string, value: unknown): boolean =>
  /^[a-z0-9_]+$/.test(name) &&
  (typeof value === "boolean" ||
    typeof value === "number" ||
    (typeof value === "string" && /^[^\s{}]+$/.test(value)));

/** Nodes as such, their number and twins are judged with what all kinds share. */
function nodesFailures({ nodes, transport }: CorosyncInputs): Failure[] {
  if (!Array.isArray(nodes)) return [];
  const known = (nodes as readonly NodeSpec[]).filter((node) => !isUnknown(node));
  const reasons = known.flatMap((node) => [
    ...required(node, "name", nodeName),
    ...check(node, "addresses", listOf(address)),
  ]);
  return [...reasons.map((f) => f.reason), ...linkReasons(known, transport)].map((reason) => ({
    property: "nodes",
    reason: `nodes: ${reason}`,
  }));
}

function linkReasons(nodes: readonly NodeSpec[], transport: string | undefined): string[] {
  const lists = nodes.map((node) => node.addresses ?? []);
  if (hasUnknown(lists) || !lists.every((list) => Array.isArray(list))) return [];
  const counts = new Set(lists.map((list) => list.length));
  const most = Math.max(0, ...counts);
  const limit = transport === "udp" || transport === "udpu" ? 1 : 8;
  const twice = distinct(lists.flat());
  return [
    ...(counts.size > 1 ? ["every node must have the same number of addresses, or none any"] : []),
    ...(most > limit ? [`${transport ?? "knet"} takes at most ${limit} addresses for a node`] : []),
    ...(twice === undefined ? [] : [`the address ${twice}`]),
  ];
}

/** @internal */
export const corosyncCluster = corosyncLifecycle({
  type: "pacemaker:CorosyncCluster",
  validate: (args) => [
    ...required(args, "clusterName", clusterName),
    ...nodesFailures(args),
    ...check(args, "transport", oneOf("knet", "udp", "udpu")),
    ...check(args, "totem", options),
    ...check(args, "quorum", options),
    ...check(args, "haclusterPassword", password).map((f) => ({ ...f, property: "" })),
    ...check(args, "boot", trueOrFalse),
    ...check(args, "force", trueOrFalse),
  ],
});

/**
 * A cluster of corosync 2.4 or later and Pacemaker, made and changed with pcs 0.10 or later. Other resources take it as
 * `cluster`.
 *
 * It is never replaced: another `clusterName`, `transport` or other `addresses` are refused. An equal cluster that is
 * already there is taken over without a restart. Deleting it destroys the cluster on all nodes; it is refused while the
 * cluster has resources that others made.
 *
 * @example
 * ```ts
 * const cluster = new CorosyncCluster("pacemaker1", {
 *   nodes: [{ name: "rsha1", host: "10.60.13.57" }, { name: "rsha2", host: "10.60.13.56" }],
 *   connection: { user: "root", privateKeyPath: "~/.ssh/id_ed25519" },
 * });
 * ```
 */
export class CorosyncCluster extends PacemakerResource implements ClusterResource {
  declare readonly clusterName: pulumi.Output<string>;
  declare readonly transport: pulumi.Output<string | undefined>;
  readonly address: ClusterArgs;

  constructor(name: string, args: CorosyncClusterArgs, opts?: pulumi.CustomResourceOptions) {
    const { connection, ...own } = args;
    const address: ClusterArgs = { nodes: args.nodes, ...(connection && { connection }) };
    const { haclusterPassword: secret } = args;
    const inputs = {
      clusterName: args.clusterName ?? name,
      haclusterPassword: secret === undefined ? undefined : pulumi.secret(secret),
    };
    super(
      name,
      { type: "CorosyncCluster", args: { ...own, cluster: address }, inputs },
      pulumi.mergeOptions(opts ?? {}, { additionalSecretOutputs: ["haclusterPassword"] }),
    );
    this.address = address;
  }
}
