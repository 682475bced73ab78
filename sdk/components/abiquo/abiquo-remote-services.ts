import * as pulumi from "@pulumi/pulumi";
import { type ClusterRef, clusterKey } from "../../program/cluster-args";
import type { Ref } from "../../program/pacemaker-resource";
import { FilesystemResource } from "../../resources/primitives/filesystem";
import { HostService } from "../../resources/hosts/host-service";
import { IpAddr2Resource } from "../../resources/primitives/ip-addr2";
import { LsbResource } from "../../resources/primitives/lsb";
import {
  PacemakerProperties,
  type PacemakerPropertiesArgs,
} from "../../resources/properties/pacemaker-properties";
import { PingClone, type PingCloneArgs } from "../../resources/primitives/ping-clone";
import { Preflight } from "../../resources/clusters/preflight";
import type { Value } from "../../resources/primitives/args";
import { PropertiesFile } from "../../resources/hosts/properties-file";
import { ResourceGroup } from "../../resources/groups/resource-group";
import {
  gatewayConstraints,
  type GatewayPolicy,
  readMultiplier,
  refuseWeakMultiplier,
} from "./gateway-policy";
import { parseFloatingIp } from "./floating-ip";

/** The template repository, mounted where the services run. */
export interface RepositoryArgs {
  /** What is mounted, such as `10.60.1.72:/opt/vm_repository`. */
  device: pulumi.Input<string>;
  /** @default "/opt/vm_repository" */
  directory?: pulumi.Input<string>;
  /** @default "nfs" */
  fstype?: pulumi.Input<string>;
  /** Mount options. @default "defaults" */
  options?: pulumi.Input<string>;
}

/** Ids in the CIB, for a second stack of this kind on the same cluster. */
export interface AbiquoNames {
  /** @default the component's name */
  group?: string;
  /** @default "vm_repository" */
  repository?: string;
  /** @default "ClusterIP" */
  address?: string;
  /** @default "tomcat-service" */
  service?: string;
  /** The ping; its clone has `-clone` behind it. @default "ping" */
  ping?: string;
}

export interface AbiquoRemoteServicesArgs {
  /** A `CmanCluster`, a `CorosyncCluster`, or the description of a cluster that is already there. */
  cluster: ClusterRef;
  /** The address that the datacenter in Abiquo is configured with, with the length of its network: `10.60.13.58/24`. */
  floatingIp: pulumi.Input<string>;
  /** What both nodes ping. */
  gateway: pulumi.Input<string> | pulumi.Input<string>[];
  repository: RepositoryArgs;
  /** Script of the remote services' Tomcat in /etc/init.d. @default "abiquo-tomcat" */
  service?: pulumi.Input<string>;
  /** Keys of `section` in `propertiesFile`, the same on every node; secrets stay secret. @default the file is left alone */
  properties?: pulumi.Input<Record<string, Value>>;
  /** @default "/opt/abiquo/config/abiquo.properties" */
  propertiesFile?: pulumi.Input<string>;
  /** @default "remote-services" */
  section?: pulumi.Input<string>;
  /**
   * Cluster properties and defaults; `false` where the stack has its own.
   * @default the guide's: stonithEnabled false, noQuorumPolicy "ignore", resourceStickiness 100
   */
  clusterOptions?: Omit<PacemakerPropertiesArgs, "cluster"> | false;
  /** What a lost gateway does, see `GatewayPolicy`. @default "rule" */
  gatewayPolicy?: GatewayPolicy;
  /** How the gateway is pinged. @default timeout 5, attempts 3; with gatewayPolicy "prefer" multiplier 1000 */
  ping?: Pick<PingCloneArgs, "timeout" | "attempts" | "dampen" | "multiplier" | "options">;
  /** Members that start before the repository. */
  before?: Ref[];
  /** Members that start behind the Tomcat, such as a mail on failover. */
  after?: Ref[];
  names?: AbiquoNames;
}

const RISK =
  "fencing is off (stonithEnabled: false), as in the vendor's guide: when the nodes lose sight of each other, both run the services and write to the repository. " +
  "Declare a fence device (new PrimitiveResource with agent stonith:…) and set clusterOptions.stonithEnabled: true to end this";

const GUIDE = {
  stonithEnabled: false,
  noQuorumPolicy: "ignore",
  resourceDefaults: { resourceStickiness: 100 },
} as const;

const known = new WeakMap<object, string>();

/** A second one on a cluster meets ids that the first one has taken; how it gets others is said here only. */
function beside<T>(name: string, { cluster }: AbiquoRemoteServicesArgs, make: () => T): T {
  const first = known.get(clusterKey(cluster));
  known.set(clusterKey(cluster), first ?? name);
  try {
    return make();
  } catch (e) {
    if (first === undefined || !(e instanceof pulumi.RunError)) throw e;
    throw new pulumi.RunError(
      `${e.message}. ${first} is on the same cluster: give ${name} its own service, names: { repository, address, service, ping }, and clusterOptions: false`,
    );
  }
}

/**
 * Abiquo's remote services on two nodes, as the vendor's guide "Remote Services HA Using Pacemaker" has them: the template
 * repository, the floating address and the Tomcat as a group, which starts in this order where the gateway answers; the
 * same `abiquo.properties` on each node; the Tomcat off at boot, because the cluster starts it.
 *
 * Everything is created stopped and starts with the group, which has its constraints from its first moment on: nothing is
 * placed first and moved afterwards. Before that a `Preflight` looks at the nodes: all that is wrong is one error.
 *
 * @throws RunError when an argument cannot be right
 * @example
 * ```ts
 * new AbiquoRemoteServices("abiquo_rs", {
 *   cluster,
 *   floatingIp: "10.60.13.58/24", gateway: "10.60.13.1",
 *   repository: { device: "10.60.1.72:/opt/vm_repository" },
 *   properties: { "abiquo.datacenter.id": "rsha", "abiquo.rabbitmq.password": config.requireSecret("rabbit") },
 * });
 * ```
 */
export class AbiquoRemoteServices extends pulumi.ComponentResource {
  /** The floating address, without the length of its network. */
  readonly address: pulumi.Output<string>;
  /** Id of the group. */
  readonly group: pulumi.Output<string>;
  /** Id of the ping's clone. */
  readonly pingClone: pulumi.Output<string>;
  /** Ids of the group's constraints. */
  readonly constraints: pulumi.Output<string[]>;

  constructor(
    name: string,
    args: AbiquoRemoteServicesArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("pacemaker:components:AbiquoRemoteServices", name, {}, opts);
    const { services, address, ping } = beside(name, args, () => this.children(name, args));
    this.address = address.ip;
    this.group = services.name;
    this.pingClone = ping.cloneName;
    this.constraints = services.constraints;
    this.registerOutputs({
      address: this.address,
      group: this.group,
      pingClone: this.pingClone,
      constraints: this.constraints,
    });
  }

  private children(
    name: string,
    args: AbiquoRemoteServicesArgs,
  ): { services: ResourceGroup; address: IpAddr2Resource; ping: PingClone } {
    const { cluster, names = {}, service = "abiquo-tomcat", clusterOptions = {} } = args;
    const { ip, cidrNetmask } = parseFloatingIp(args.floatingIp);
    const { directory = "/opt/vm_repository", fstype = "nfs" } = args.repository;
    const gateways = Array.isArray(args.gateway) ? args.gateway : [args.gateway];
    const checks = new Preflight(
      `${name}-preflight`,
      {
        cluster,
        addresses: [ip],
        directories: [directory],
        services: [service],
        agents: ["ocf:heartbeat:Filesystem", "ocf:heartbeat:IPaddr2", "ocf:pacemaker:ping"],
        gateways,
      },
      { parent: this },
    );
    const checked = { parent: this, dependsOn: [checks] };
    if (clusterOptions !== false)
      this.options(name, { cluster, ...GUIDE, ...clusterOptions }, checked);

    const ready = { ...checked, dependsOn: [checks, ...hosts(name, args, service, checked)] };
    const own = { cluster, startWithGroup: true };
    const { device, options = "defaults" } = args.repository;
    const repository = new FilesystemResource(
      `${name}-repository`,
      { ...own, name: names.repository ?? "vm_repository", device, directory, fstype, options },
      ready,
    );
    const address = new IpAddr2Resource(
      `${name}-address`,
      { ...own, name: names.address ?? "ClusterIP", ip, cidrNetmask },
      ready,
    );
    const tomcat = new LsbResource(
      `${name}-service`,
      { ...own, name: names.service ?? "tomcat-service", service },
      ready,
    );

    const members = [...(args.before ?? []), repository, address, tomcat, ...(args.after ?? [])];
    const policy = args.gatewayPolicy ?? "rule";
    const pinged = { timeout: 5, attempts: 3, ...readMultiplier(policy), ...args.ping };
    if (policy === "prefer")
      refuseWeakMultiplier(name, pinged.multiplier, stickinessOf(clusterOptions), members.length);
    const ping = new PingClone(
      `${name}-ping`,
      { cluster, name: names.ping ?? "ping", hostList: gateways, ...pinged },
      checked,
    );
    const services = new ResourceGroup(
      `${name}-group`,
      { cluster, name: names.group ?? name, members, ...gatewayConstraints(policy, ping) },
      { ...checked, dependsOn: [ping] },
    );
    return { services, address, ping };
  }

  private options(
    name: string,
    args: PacemakerPropertiesArgs,
    opts: pulumi.CustomResourceOptions,
  ): void {
    new PacemakerProperties(`${name}-options`, args, opts);
    if (args.stonithEnabled === false) void pulumi.log.warn(`${name}: ${RISK}`, this);
  }
}

/** What has to be right on every node before anything starts. */
function hosts(
  name: string,
  { cluster, properties, propertiesFile, section }: AbiquoRemoteServicesArgs,
  service: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const boot = new HostService(`${name}-boot`, { cluster, service }, opts);
  if (properties === undefined) return [boot];
  const file = new PropertiesFile(
    `${name}-properties`,
    {
      cluster,
      path: propertiesFile ?? "/opt/abiquo/config/abiquo.properties",
      section: section ?? "remote-services",
      properties,
    },
    opts,
  );
  return [boot, file];
}

/** What the program says of it, as far as that shows without a cluster. */
function stickinessOf(options: AbiquoRemoteServicesArgs["clusterOptions"]): unknown {
  if (options === false) return undefined;
  const { resourceDefaults = GUIDE.resourceDefaults } = options ?? {};
  return (resourceDefaults as Readonly<Record<string, unknown>>).resourceStickiness;
}
