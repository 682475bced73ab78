import * as pulumi from "@pulumi/pulumi";
import { NODE_DETAILS } from "../kind/common-args";
import type { ProxyConnection, Connection } from "../host/ssh/connection";

/** A node of a cluster and the address of its sshd. */
export interface NodeArgs {
  /** The node's name in the cluster. */
  name: pulumi.Input<string>;
  /** Host name or address for SSH. @default the node's name */
  host?: pulumi.Input<string>;
  /** TCP port for SSH. @default the connection's port */
  port?: pulumi.Input<number>;
}

/** The SSH connection to the nodes. The field names are those of `@pulumi/command`'s `remote.ConnectionArgs`. */
export type ConnectionArgs = {
  [K in keyof Omit<Connection, "proxy" | "sudo">]: pulumi.Input<Connection[K]>;
} & {
  /**
   * Run commands through sudo, for a user other than root. Give a password if sudo asks for one.
   * @default false
   */
  sudo?: pulumi.Input<boolean | { password: pulumi.Input<string> }>;
  /** A bastion through which the nodes are reached. */
  proxy?: pulumi.Input<{ [K in keyof ProxyConnection]: pulumi.Input<ProxyConnection[K]> }>;
};

/** The description of a cluster that already exists. */
export interface ClusterArgs {
  nodes: pulumi.Input<pulumi.Input<NodeArgs>[]>;
  connection?: pulumi.Input<ConnectionArgs>;
}

/** The interface of a cluster resource to the resources on it. */
export interface ClusterResource {
  /** The nodes and the connection as the program gives them. */
  readonly address: ClusterArgs;
}

/** A cluster resource of this library, the description of a cluster, or a value that becomes one (stack config). */
export type ClusterRef = (ClusterResource & pulumi.Resource) | pulumi.Input<ClusterArgs>;

const isResource = (c: ClusterRef): c is ClusterResource & pulumi.Resource =>
  pulumi.Resource.isInstance(c);

/** Returns the identity of a cluster within a program: the object that the program gives as `cluster`. */
export const clusterKey = (cluster: ClusterRef): object => cluster;

/**
 * Returns the cluster as an input. It maps the fields one by one, so that an unknown host does not make the other
 * fields unknown.
 */
export function clusterInput(cluster: ClusterRef): { cluster: pulumi.Input<ClusterArgs> } {
  const args = isResource(cluster) ? cluster.address : cluster;
  if (pulumi.Output.isInstance(args) || args instanceof Promise)
    return { cluster: pulumi.output(args) };
  const { nodes, connection, ...unknown } = args;
  return {
    cluster: {
      ...unknown,
      nodes: nodesInput(nodes),
      ...(connection === undefined ? {} : { connection }),
    },
  };
}

function nodesInput(nodes: ClusterArgs["nodes"]): ClusterArgs["nodes"] {
  return Array.isArray(nodes)
    ? nodes.map(nodeInput)
    : pulumi.output(nodes).apply((list) => list.map(addressOf));
}

const nodeInput = (node: pulumi.Input<NodeArgs>): pulumi.Input<NodeArgs> =>
  pulumi.Output.isInstance(node) || node instanceof Promise
    ? pulumi.output(node).apply(addressOf)
    : addressOf(node);

/** Removes the fields that only a cluster resource has. Unknown fields stay, so that validation can refuse them. */
const addressOf = (node: NodeArgs): NodeArgs =>
  Object.fromEntries(
    Object.entries(node).filter(
      ([name, value]) => !(NODE_DETAILS as readonly string[]).includes(name) && value !== undefined,
    ),
  ) as unknown as NodeArgs;
