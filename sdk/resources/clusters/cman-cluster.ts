import * as pulumi from "@pulumi/pulumi";
import { COMMON_ARGUMENTS, type TableOf, validateTable } from "../../kind/arguments";
import type { CmanInputs } from "../../kind/cluster-inputs";
import type { ResourceKind } from "../../kind/lifecycle";
import { integer, oneOf, trueOrFalse } from "../../kind/rules";
import type { ClusterArgs, ClusterResource, NodeArgs } from "../../program/cluster-args";
import { type CommonArgs, PacemakerResource, resourceType } from "../../program/pacemaker-resource";
import type { Value } from "../primitives/args";
import { SPEC_ARGUMENTS, validateCmanInputs } from "./validate-cman";

/** A node of a CMAN cluster. Its name must equal the node's `uname -n`; `host` and `port` are for SSH only. */
export interface CmanNodeArgs extends NodeArgs {
  /** At least 1. Cannot be changed while the cluster runs. @default the lowest free id */
  nodeId?: pulumi.Input<number>;
  /** 1 to 255. @default 1 */
  votes?: pulumi.Input<number>;
  /** Name of a second address, for a second ring. Either all nodes have one or none. */
  alternativeName?: pulumi.Input<string>;
}

/** A fence device of CMAN. Its parameters use the agent's spelling. */
export interface CmanFenceDeviceArgs {
  name: pulumi.Input<string>;
  /** Such as `fence_apc`. */
  agent: pulumi.Input<string>;
  parameters?: pulumi.Input<Record<string, Value>>;
}

/** One way to fence a node: all devices of the method, in order. */
export interface CmanFenceMethodArgs {
  /** The node that is fenced. */
  node: pulumi.Input<string>;
  name: pulumi.Input<string>;
  devices: pulumi.Input<
    pulumi.Input<{
      name: pulumi.Input<string>;
      parameters?: pulumi.Input<Record<string, Value>>;
    }>[]
  >;
}

export interface CmanFencingArgs {
  devices: pulumi.Input<pulumi.Input<CmanFenceDeviceArgs>[]>;
  /** Every node needs at least one. */
  methods: pulumi.Input<pulumi.Input<CmanFenceMethodArgs>[]>;
}

export interface CmanClusterArgs extends Pick<CommonArgs, "waitFor"> {
  /** The members. */
  nodes: pulumi.Input<pulumi.Input<CmanNodeArgs>[]>;
  /** How the provider reaches the nodes by SSH. @default the defaults of `Connection` */
  connection?: ClusterArgs["connection"];
  /** At most 15 characters. Needs a restart of the complete cluster. @default the Pulumi name */
  clusterName?: pulumi.Input<string>;
  /** Needs a restart of the complete cluster. @default the cluster's; a new cluster: "udp", which is multicast */
  transport?: pulumi.Input<"udp" | "udpu">;
  /** The multicast address. Needs a restart of the complete cluster. @default CMAN's: derived from the cluster's name */
  multicast?: pulumi.Input<string>;
  /** Whether one of two nodes is enough for quorum. @default true for exactly two nodes with one vote each */
  twoNode?: pulumi.Input<boolean>;
  /** Options of <totem> in cluster.conf's spelling, `{ token: 20000 }`. */
  totem?: pulumi.Input<Record<string, Value>>;
  /** Options of <logging> in cluster.conf's spelling, `{ debug: "on" }`. */
  logging?: pulumi.Input<Record<string, Value>>;
  /**
   * What fences nodes: Pacemaker, to which CMAN redirects its fencing requests, or CMAN's own devices.
   * @default "pcmk-redirect"
   */
  fencing?: pulumi.Input<"pcmk-redirect"> | pulumi.Input<CmanFencingArgs>;
  /** Seconds that CMAN waits for quorum when it starts, `CMAN_QUORUM_TIMEOUT` in /etc/sysconfig/cman. @default 0 */
  quorumTimeout?: pulumi.Input<number>;
  /** Whether the nodes start the cluster when they boot. @default true */
  boot?: pulumi.Input<boolean>;
  /**
   * How to handle a change that CMAN applies only after a stop on every node (transport, multicast, name, node ids, nodes
   * under "udpu"): refuse it, or stop all services in order and restart the complete cluster.
   * @default "refuse"
   */
  restartPolicy?: pulumi.Input<"refuse" | "all">;
  /**
   * Adopt a running cluster that has the same name and differs.
   * @default false: such a cluster is an error; an equal cluster is always adopted
   */
  adopt?: pulumi.Input<boolean>;
  /**
   * How long to wait until all nodes are online, with quorum and a coordinator (DC).
   * @default "240s"
   */
  waitTimeout?: pulumi.Input<string>;
  /** Destroy the cluster even if it has foreign resources or members, or unreachable nodes. @default false */
  force?: pulumi.Input<boolean>;
}

const ARGUMENTS: TableOf<CmanClusterArgs & Pick<CommonArgs, "cluster">> = {
  ...COMMON_ARGUMENTS,
  cluster: { internal: true },
  ...SPEC_ARGUMENTS,
  transport: { rule: oneOf("udp", "udpu") },
  twoNode: { rule: trueOrFalse },
  quorumTimeout: { rule: integer(0, 86_400) },
  boot: { rule: trueOrFalse },
  restartPolicy: { rule: oneOf("refuse", "all") },
  force: { rule: trueOrFalse },
  connection: {},
};

/** @internal */
export const cmanCluster: ResourceKind<CmanInputs> = {
  type: "pacemaker:CmanCluster",
  arguments: ARGUMENTS,
  validate: (args) => [...validateTable(ARGUMENTS, args), ...validateCmanInputs(args)],
};

/**
 * A cluster of CMAN and Pacemaker on RHEL or CentOS 6: cluster.conf, the services, and their start at boot. Other
 * resources take it as `cluster`.
 *
 * The cluster is never replaced. Changes that CMAN applies while it runs are made in three steps: write cluster.conf on
 * every node, activate it once, check that each node uses it. Changes that need a restart are refused unless
 * `restartPolicy` is "all". An equal cluster that exists is adopted without a restart. Deletion stops the cluster on all
 * nodes and keeps cluster.conf under another name. Deletion is refused while the cluster has foreign resources.
 *
 * @example
 * ```ts
 * const cluster = new CmanCluster("pacemaker1", {
 *   nodes: [{ name: "rsha1", host: "10.60.13.57" }, { name: "rsha2", host: "10.60.13.56" }],
 *   transport: "udpu",
 *   connection: { user: "root", privateKeyPath: "~/.ssh/id_rsa" },
 * });
 * ```
 */
export class CmanCluster extends PacemakerResource implements ClusterResource {
  /** @internal */
  static override readonly __pulumiType = resourceType(cmanCluster);
  declare readonly clusterName: pulumi.Output<string>;
  declare readonly transport: pulumi.Output<string> | undefined;
  readonly address: ClusterArgs;

  constructor(name: string, args: CmanClusterArgs, opts?: pulumi.CustomResourceOptions) {
    const { connection, ...rest } = args;
    const address: ClusterArgs = { nodes: args.nodes, ...(connection && { connection }) };
    const inputs = { clusterName: args.clusterName ?? name };
    super(cmanCluster, name, { args: { ...rest, cluster: address }, inputs }, opts);
    this.address = address;
  }
}
