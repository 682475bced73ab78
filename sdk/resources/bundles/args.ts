import type * as pulumi from "@pulumi/pulumi";
import type { CommonArgs, Ref } from "../../program/pacemaker-resource";
import type { InlineConstraintArgs } from "../inline-constraints/args";
import type { Value } from "../primitives/args";

/** The containers of a bundle. */
export interface BundleContainerArgs {
  /** The container engine, which every node needs: `containerEngines` of `Preflight` looks for it. */
  type: pulumi.Input<"docker" | "podman">;
  /** The image. Every node needs it, or must be able to load it. */
  image: pulumi.Input<string>;
  /** How many containers run. @default `promotedMax`, else 1 */
  replicas?: pulumi.Input<number>;
  /** How many containers may run on one node. @default 1 */
  replicasPerHost?: pulumi.Input<number>;
  /** How many instances of the primitive may be promoted. @default 0: none is promoted */
  promotedMax?: pulumi.Input<number>;
  /** The command inside a container that has a primitive. @default Pacemaker's own: `pacemaker-remoted` */
  runCommand?: pulumi.Input<string>;
  /** The network of the container, as the engine's option `--net` takes it. @default the engine's */
  network?: pulumi.Input<string>;
  /** More options for the engine. @default none */
  options?: pulumi.Input<string>;
}

/** A port of the host that leads into the container. Give `port` or `range`. */
export interface PortMappingArgs {
  /** The port on the host. */
  port?: pulumi.Input<number>;
  /** The port in the container. @default `port` */
  internalPort?: pulumi.Input<number>;
  /** Ports that are the same outside and inside: `"8000-8010"`. */
  range?: pulumi.Input<string>;
}

/** How the containers of a bundle are reached. */
export interface BundleNetworkArgs {
  /** The address of the first container. Each further one has the next address. @default the containers have no addresses */
  ipRangeStart?: pulumi.Input<string>;
  /** The port over which Pacemaker reaches the primitive. A primitive needs it, or `ipRangeStart`. @default 3121 */
  controlPort?: pulumi.Input<number>;
  /** The interface of the host for the addresses. @default Pacemaker finds it */
  hostInterface?: pulumi.Input<string>;
  /** The length of the network of the addresses. @default 32 */
  hostNetmask?: pulumi.Input<number>;
  /** Whether the containers' names are in `/etc/hosts` of each container. @default true */
  addHost?: pulumi.Input<boolean>;
  /** Ports of the hosts. The program owns the list as a whole. @default those that the bundle has */
  portMappings?: pulumi.Input<pulumi.Input<PortMappingArgs>[]>;
}

/** A directory or a file of the host in the containers. Give `sourceDir` or `sourceDirRoot`. */
export interface StorageMappingArgs {
  /** The path on the host. */
  sourceDir?: pulumi.Input<string>;
  /** A directory on the host in which each container has one with its own name. */
  sourceDirRoot?: pulumi.Input<string>;
  /** The path in the container. */
  targetDir: pulumi.Input<string>;
  /** Options of the mount, such as `"rw"`. @default none */
  options?: pulumi.Input<string>;
}

export interface BundleArgs extends CommonArgs, InlineConstraintArgs {
  /** The id in the CIB. @default the Pulumi name */
  name?: pulumi.Input<string>;
  /** What runs, and how often. */
  container: pulumi.Input<BundleContainerArgs>;
  /** Addresses and ports. @default none */
  network?: pulumi.Input<BundleNetworkArgs>;
  /** Directories and files of the hosts. The program owns the list as a whole. @default none */
  storage?: pulumi.Input<pulumi.Input<StorageMappingArgs>[]>;
  /** The primitive that runs in the containers, on a node of its own in each. @default only the containers run */
  primitive?: Ref;
  /** Meta attributes of the bundle, in camelCase or in Pacemaker's spelling. */
  meta?: pulumi.Input<Record<string, Value>>;
}
