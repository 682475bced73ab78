import type * as pulumi from "@pulumi/pulumi";
import type { ClusterRef } from "../../program/cluster-args";
import type { PacemakerPropertiesArgs } from "../../resources/properties/pacemaker-properties";
import type { Ref } from "../../program/pacemaker-resource";
import type { PingCloneArgs } from "../../resources/primitives/ping-clone";
import type { Value } from "../../resources/primitives/args";
import type { GatewayPolicy } from "./gateway-policy";

/** The template repository, mounted on the active node. */
export interface RepositoryArgs {
  /** The device to mount, such as `10.60.1.72:/opt/vm_repository`. */
  device: pulumi.Input<string>;
  /** @default "/opt/vm_repository" */
  directory?: pulumi.Input<string>;
  /** @default "nfs" */
  fstype?: pulumi.Input<string>;
  /** Mount options. @default "defaults" */
  options?: pulumi.Input<string>;
}

/** Ids in the CIB. Set them for a second component of this kind on the same cluster. */
export interface AbiquoNames {
  /** @default the component's name */
  group?: string;
  /** @default "vm_repository" */
  repository?: string;
  /** @default "ClusterIP" */
  address?: string;
  /** @default "tomcat-service" */
  service?: string;
  /** The ping. The id of its clone ends with `-clone`. @default "ping" */
  ping?: string;
}

export interface AbiquoRemoteServicesArgs {
  /** A `CmanCluster`, a `CorosyncCluster`, or the description of an existing cluster. */
  cluster: ClusterRef;
  /** The address of the remote services in Abiquo's datacenter, with its prefix length: `10.60.13.58/24`. */
  floatingIp: pulumi.Input<string>;
  /** Address or addresses that the nodes ping. */
  gateway: pulumi.Input<string> | pulumi.Input<string>[];
  repository: RepositoryArgs;
  /** Script of the remote services' Tomcat in /etc/init.d. @default "abiquo-tomcat" */
  service?: pulumi.Input<string>;
  /** Keys of `section` in `propertiesFile`, the same on every node. Secrets stay secret. @default the file is not managed */
  properties?: pulumi.Input<Record<string, Value>>;
  /** @default "/opt/abiquo/config/abiquo.properties" */
  propertiesFile?: pulumi.Input<string>;
  /** @default "remote-services" */
  section?: pulumi.Input<string>;
  /**
   * Cluster properties and defaults. `false` if the stack declares its own.
   * @default the guide's: stonithEnabled false, noQuorumPolicy "ignore", resourceStickiness 100
   */
  clusterOptions?: Omit<PacemakerPropertiesArgs, "cluster"> | false;
  /** Effect of a lost gateway, see `GatewayPolicy`. @default "rule" */
  gatewayPolicy?: GatewayPolicy;
  /** Options of the ping. @default timeout 5, attempts 3; with gatewayPolicy "prefer" multiplier 1000 */
  ping?: Pick<PingCloneArgs, "timeout" | "attempts" | "dampen" | "multiplier" | "options">;
  /** Members that start before the repository. */
  before?: Ref[];
  /** Members that start after the Tomcat, such as a mail on failover. */
  after?: Ref[];
  names?: AbiquoNames;
}
