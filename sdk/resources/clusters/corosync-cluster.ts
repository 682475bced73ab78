import * as pulumi from "@pulumi/pulumi";
import { COMMON_ARGUMENTS, type TableOf, validateTable } from "../../kind/arguments";
import type { CorosyncInputs } from "../../kind/cluster-inputs";
import type { ResourceKind } from "../../kind/lifecycle";
import { oneOf, trueOrFalse } from "../../kind/rules";
import type { ClusterArgs, ClusterResource, NodeArgs } from "../../program/cluster-args";
import { type CommonArgs, PacemakerResource, resourceType } from "../../program/pacemaker-resource";
import type { Value } from "../primitives/args";
import { clusterNameRule, optionsRule, passwordRule, validateNodes } from "./validate-corosync";

/** A node of a corosync cluster. `host` and `port` are for SSH only. */
export interface CorosyncNodeArgs extends NodeArgs {
  /**
   * Addresses for the traffic between the nodes, one for each link.
   * @default the address to which the node's name resolves on the nodes
   */
  addresses?: pulumi.Input<pulumi.Input<string>[]>;
}

export interface CorosyncClusterArgs extends Pick<CommonArgs, "waitFor"> {
  /** The members. Nodes are added and removed while the others keep running. */
  nodes: pulumi.Input<pulumi.Input<CorosyncNodeArgs>[]>;
  /** How the provider reaches the nodes by SSH. @default the defaults of `Connection` */
  connection?: ClusterArgs["connection"];
  /** Cannot be changed afterwards. @default the Pulumi name */
  clusterName?: pulumi.Input<string>;
  /** Cannot be changed afterwards. @default pcs's: "knet" */
  transport?: pulumi.Input<"knet" | "udp" | "udpu">;
  /** Options of totem in corosync's spelling, `{ token: 5000 }`. They are changed while the cluster runs. */
  totem?: pulumi.Input<Record<string, Value>>;
  /** Options of quorum in corosync's spelling, `{ wait_for_all: true }`; pcs sets `two_node`. Cannot be changed while the cluster runs. */
  quorum?: pulumi.Input<Record<string, Value>>;
  /**
   * Password to set for the user `hacluster`, with which pcs authenticates the nodes to one another.
   * @default a new random password whenever nodes are authenticated; it is not stored
   */
  haclusterPassword?: pulumi.Input<string>;
  /**
   * Adopt an existing cluster that has the same name and differs: add missing nodes and set the options of totem. Nothing
   * is destroyed, and no node is removed.
   * @default false: such a cluster is an error; an equal cluster is always adopted
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
   * Destroy the cluster even if it has foreign resources, other members or unreachable nodes. Remove unreachable nodes
   * from the cluster.
   * @default false
   */
  force?: pulumi.Input<boolean>;
}

const ARGUMENTS: TableOf<CorosyncClusterArgs & Pick<CommonArgs, "cluster">> = {
  ...COMMON_ARGUMENTS,
  cluster: { internal: true },
  clusterName: { rule: clusterNameRule, required: true },
  nodes: {},
  transport: { rule: oneOf("knet", "udp", "udpu") },
  totem: { rule: optionsRule },
  quorum: { rule: optionsRule },
  haclusterPassword: { rule: passwordRule, secret: true },
  boot: { rule: trueOrFalse },
  force: { rule: trueOrFalse },
  connection: {},
};

/** @internal */
export const corosyncCluster: ResourceKind<CorosyncInputs> = {
  type: "pacemaker:CorosyncCluster",
  arguments: ARGUMENTS,
  validate: (args) => [...validateTable(ARGUMENTS, args), ...validateNodes(args)],
};

/**
 * A cluster of corosync 2.4 or later and Pacemaker, created and changed with pcs 0.10 or later. Other resources take it as
 * `cluster`.
 *
 * The cluster is never replaced: a change of `clusterName`, `transport` or `addresses` is refused. An equal cluster that
 * exists is adopted without a restart. Deletion destroys the cluster on all nodes. Deletion is refused while the cluster
 * has foreign resources.
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
  /** @internal */
  static override readonly __pulumiType = resourceType(corosyncCluster);
  declare readonly clusterName: pulumi.Output<string>;
  declare readonly transport: pulumi.Output<string> | undefined;
  readonly address: ClusterArgs;

  constructor(name: string, args: CorosyncClusterArgs, opts?: pulumi.CustomResourceOptions) {
    const { connection, ...rest } = args;
    const address: ClusterArgs = { nodes: args.nodes, ...(connection && { connection }) };
    const inputs = { clusterName: args.clusterName ?? name };
    super(
      corosyncCluster,
      name,
      { args: { ...rest, cluster: address }, inputs },
      pulumi.mergeOptions(opts ?? {}, { additionalSecretOutputs: ["haclusterPassword"] }),
    );
    this.address = address;
  }
}
