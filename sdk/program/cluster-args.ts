import * as pulumi from "@pulumi/pulumi";
import { NODE_DETAILS } from "../kind/common-args";
import type { ProxyConnection, Connection } from "../host/ssh/connection";

/** A node of a cluster and where its sshd listens. */
export interface NodeArgs {
  /** The node's name in the cluster. */
  name: pulumi.Input<string>;
  /** Host name or address for SSH. @default the node's name */
  host?: pulumi.Input<string>;
  /** TCP port for SSH. @default the connection's port */
  port?: pulumi.Input<number>;
}

/** How the nodes are reached; the field names are those of `@pulumi/command`'s `remote.ConnectionArgs`. */
export type ConnectionArgs = {
  [K in keyof Omit<Connection, "proxy" | "sudo">]: pulumi.Input<Connection[K]>;
} & {
  /**
   * Run commands through sudo, for a user who is not root; with a password if sudo asks for one.
   * @default false
   */
  sudo?: pulumi.Input<boolean | { password: pulumi.Input<string> }>;
  /** A bastion through which the nodes are reached. */
  proxy?: pulumi.Input<{ [K in keyof ProxyConnection]: pulumi.Input<ProxyConnection[K]> }>;
};

/** The description of a cluster that is already there. */
export interface ClusterArgs {
  nodes: pulumi.Input<pulumi.Input<NodeArgs>[]>;
  connection?: pulumi.Input<ConnectionArgs>;
}

/** What a cluster resource of this library offers to the resources on it. */
export interface ClusterResource {
  /** The nodes and the connection as the program gave them. */
  readonly address: ClusterArgs;
}

/** A cluster resource of this library, the description of a cluster, or a value that becomes one (stack config). */
export type ClusterRef = (ClusterResource & pulumi.Resource) | pulumi.Input<ClusterArgs>;

const isResource = (c: ClusterRef): c is ClusterResource & pulumi.Resource =>
  pulumi.Resource.isInstance(c);

/** What tells one cluster of a program from another: the very object that was given. */
export const clusterKey = (cluster: ClusterRef): object => cluster;

/**
 * The cluster as it goes into the inputs. The fields are mapped one by one, so that a host that is not known yet leaves
 * the rest known.
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

/** What addresses a node; a field that nobody knows stays, to be refused. */
const addressOf = (node: NodeArgs): NodeArgs =>
  Object.fromEntries(
    Object.entries(node).filter(
      ([name, value]) => !(NODE_DETAILS as readonly string[]).includes(name) && value !== undefined,
    ),
  ) as unknown as NodeArgs;
