import * as pulumi from "@pulumi/pulumi";
import { COMMON, type TableOf, validateTable } from "../../kind/arguments";
import type { CmanInputs } from "../../kind/cluster-inputs";
import type { ResourceKind } from "../../kind/lifecycle";
import { integer, oneOf, trueOrFalse } from "../../kind/rules";
import type { ClusterArgs, ClusterResource, NodeArgs } from "../../program/cluster-args";
import { type CommonArgs, PacemakerResource } from "../../program/pacemaker-resource";
import type { Value } from "../primitives/args";
import { SPEC_ARGUMENTS, validateCmanInputs } from "./validate-cman";

/** A node of a CMAN cluster. Its name must be what `uname -n` says there; `host` and `port` are for SSH only. */
export interface CmanNodeArgs extends NodeArgs {
  /** From 1 on. Cannot be changed while the cluster runs. @default the lowest that is free */
  nodeId?: pulumi.Input<number>;
  /** 1 to 255. @default 1 */
  votes?: pulumi.Input<number>;
  /** Name of a second address, for a second ring; all nodes have one, or none. */
  alternativeName?: pulumi.Input<string>;
}

/** A fence device of CMAN itself; its parameters are the agent's, in its own spelling. */
export interface CmanFenceDeviceArgs {
  name: pulumi.Input<string>;
  /** Such as `fence_apc`. */
  agent: pulumi.Input<string>;
  parameters?: pulumi.Input<Record<string, Value>>;
}

/** One way to cut off a node: all of its devices, in their order. */
export interface CmanFenceMethodArgs {
  /** The node that is cut off. */
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
  /** Every node has one at least. */
  methods: pulumi.Input<pulumi.Input<CmanFenceMethodArgs>[]>;
}

export interface CmanClusterArgs extends Pick<CommonArgs, "waitFor"> {
  /** The members. */
  nodes: pulumi.Input<pulumi.Input<CmanNodeArgs>[]>;
  /** How the provider reaches the nodes by SSH. @default the defaults of `Connection` */
  connection?: ClusterArgs["connection"];
  /** At most 15 characters. Needs a restart of the whole cluster. @default the Pulumi name */
  clusterName?: pulumi.Input<string>;
  /** Needs a restart of the whole cluster. @default what the cluster has; a new one: "udp", which is multicast */
  transport?: pulumi.Input<"udp" | "udpu">;
  /** The multicast address; needs a restart of the whole cluster. @default CMAN's: from the cluster's name */
  multicast?: pulumi.Input<string>;
  /** Whether one of two nodes is enough for quorum. @default true for exactly two nodes of one vote each */
  twoNode?: pulumi.Input<boolean>;
  /** Options of <totem> in cluster.conf's spelling, `{ token: 20000 }`. */
  totem?: pulumi.Input<Record<string, Value>>;
  /** Options of <logging> in cluster.conf's spelling, `{ debug: "on" }`. */
  logging?: pulumi.Input<Record<string, Value>>;
  /**
   * Who fences: Pacemaker, to whom CMAN hands what it wants fenced, or CMAN's own devices.
   * @default "pcmk-redirect"
   */
  fencing?: pulumi.Input<"pcmk-redirect"> | pulumi.Input<CmanFencingArgs>;
  /** Seconds that the start of CMAN waits for quorum, `CMAN_QUORUM_TIMEOUT` in /etc/sysconfig/cman. @default 0 */
  quorumTimeout?: pulumi.Input<number>;
  /** Whether the nodes start the cluster when they boot. @default true */
  boot?: pulumi.Input<boolean>;
  /**
   * What to do about a change that CMAN takes over only when it has been stopped on every node (transport, multicast, name,
   * node ids, nodes under "udpu"): refuse it, or stop all services in order and start everything again.
   * @default "refuse"
   */
  restartPolicy?: pulumi.Input<"refuse" | "all">;
  /**
   * Take over a cluster of that name that runs already and differs.
   * @default false: such a cluster is an error; one that is as declared is taken over in any case
   */
  adopt?: pulumi.Input<boolean>;
  /**
   * How long to wait until all nodes are online, with quorum and a coordinator (DC).
   * @default "240s"
   */
  waitTimeout?: pulumi.Input<string>;
  /** Destroy the cluster although it has resources or members of others, or nodes that cannot be reached. @default false */
  force?: pulumi.Input<boolean>;
}

const ARGUMENTS: TableOf<CmanClusterArgs & Pick<CommonArgs, "cluster">> = {
  ...COMMON,
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
 * A cluster of CMAN and Pacemaker on RHEL or CentOS 6: cluster.conf, the services, and what starts at boot. Other
 * resources take it as `cluster`.
 *
 * It is never replaced. What CMAN takes over while it runs is changed so: the new cluster.conf on every node, one
 * activation, and a look whether each node has taken it. What needs a restart is refused unless `restartPolicy` is "all".
 * An equal cluster that is already there is taken over without a restart. Deleting it stops the cluster on all nodes and
 * keeps cluster.conf under another name; it is refused while the cluster has resources that others made.
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
  declare readonly clusterName: pulumi.Output<string>;
  declare readonly transport: pulumi.Output<string> | undefined;
  readonly address: ClusterArgs;

  constructor(name: string, args: CmanClusterArgs, opts?: pulumi.CustomResourceOptions) {
    const { connection, ...own } = args;
    const address: ClusterArgs = { nodes: args.nodes, ...(connection && { connection }) };
    const inputs = { clusterName: args.clusterName ?? name };
    super(cmanCluster, name, { args: { ...own, cluster: address }, inputs }, opts);
    this.address = address;
  }
}
