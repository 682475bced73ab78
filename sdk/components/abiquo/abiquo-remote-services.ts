import * as pulumi from "@pulumi/pulumi";
import { clusterKey } from "../../program/cluster-args";
import { FilesystemResource } from "../../resources/primitives/filesystem";
import { HostService } from "../../resources/hosts/host-service";
import { IpAddr2Resource } from "../../resources/primitives/ip-addr2";
import { LsbResource } from "../../resources/primitives/lsb";
import {
  PacemakerProperties,
  type PacemakerPropertiesArgs,
} from "../../resources/properties/pacemaker-properties";
import { PingClone } from "../../resources/primitives/ping-clone";
import { Preflight } from "../../resources/clusters/preflight";
import { PropertiesFile } from "../../resources/hosts/properties-file";
import { ResourceGroup } from "../../resources/groups/resource-group";
import { gatewayConstraints, readMultiplier, refuseWeakMultiplier } from "./gateway-policy";
import type { AbiquoRemoteServicesArgs } from "./args";
import { parseFloatingIp } from "./floating-ip";

const RISK =
  "fencing is off (stonithEnabled: false), as in the vendor's guide: when the nodes lose contact, both run the services and write to the repository. " +
  "To prevent this, declare a fence device (new PrimitiveResource with agent stonith:…) and set clusterOptions.stonithEnabled: true";

const GUIDE = {
  stonithEnabled: false,
  noQuorumPolicy: "ignore",
  resourceDefaults: { resourceStickiness: 100 },
} as const;

const firstNames = new WeakMap<object, string>();

/** Adds the remedy to the errors of a second component on a cluster, whose ids the first one already uses. */
function explainClaims<T>(name: string, { cluster }: AbiquoRemoteServicesArgs, make: () => T): T {
  const first = firstNames.get(clusterKey(cluster));
  firstNames.set(clusterKey(cluster), first ?? name);
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
 * Abiquo's remote services on two nodes, by the vendor's guide "Remote Services HA Using Pacemaker". The template
 * repository, the floating address and the Tomcat are a group, which starts in this order on a node that reaches the
 * gateway. Each node has the same `abiquo.properties`. The Tomcat is off at boot, because the cluster starts it.
 *
 * All resources are created stopped and start with the group. The group has its constraints from the start, so that no
 * resource is placed first and moved afterwards. A `Preflight` checks the nodes before, and reports all failures in one error.
 *
 * @throws RunError when an argument is invalid
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
  /** The floating address, without its prefix length. */
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
    const { services, address, ping } = explainClaims(name, args, () =>
      this.createChildren(name, args),
    );
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

  private createChildren(
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
      this.createOptions(name, { cluster, ...GUIDE, ...clusterOptions }, checked);

    const ready = {
      ...checked,
      dependsOn: [checks, ...createHostResources(name, args, service, checked)],
    };
    const held = { cluster, startWithGroup: true };
    const { device, options = "defaults" } = args.repository;
    const repository = new FilesystemResource(
      `${name}-repository`,
      { ...held, name: names.repository ?? "vm_repository", device, directory, fstype, options },
      ready,
    );
    const address = new IpAddr2Resource(
      `${name}-address`,
      { ...held, name: names.address ?? "ClusterIP", ip, cidrNetmask },
      ready,
    );
    const tomcat = new LsbResource(
      `${name}-service`,
      { ...held, name: names.service ?? "tomcat-service", service },
      ready,
    );

    const members = [...(args.before ?? []), repository, address, tomcat, ...(args.after ?? [])];
    const policy = args.gatewayPolicy ?? "rule";
    const pingArgs = { timeout: 5, attempts: 3, ...readMultiplier(policy), ...args.ping };
    if (policy === "prefer")
      refuseWeakMultiplier(
        name,
        pingArgs.multiplier,
        readStickiness(clusterOptions),
        members.length,
      );
    const ping = new PingClone(
      `${name}-ping`,
      { cluster, name: names.ping ?? "ping", hostList: gateways, ...pingArgs },
      checked,
    );
    const services = new ResourceGroup(
      `${name}-group`,
      { cluster, name: names.group ?? name, members, ...gatewayConstraints(policy, ping) },
      { ...checked, dependsOn: [ping] },
    );
    return { services, address, ping };
  }

  private createOptions(
    name: string,
    args: PacemakerPropertiesArgs,
    opts: pulumi.CustomResourceOptions,
  ): void {
    new PacemakerProperties(`${name}-options`, args, opts);
    if (args.stonithEnabled === false) void pulumi.log.warn(`${name}: ${RISK}`, this);
  }
}

/** Creates the resources outside of Pacemaker, which must be right on every node before a service starts. */
function createHostResources(
  name: string,
  { cluster, properties, propertiesFile, section }: AbiquoRemoteServicesArgs,
  service: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const boot = new HostService(`${name}-boot`, { cluster, service }, opts);
  if (properties === undefined) return [boot];
  const path = propertiesFile ?? "/opt/abiquo/config/abiquo.properties";
  const file = { cluster, path, section: section ?? "remote-services", properties };
  return [boot, new PropertiesFile(`${name}-properties`, file, opts)];
}

/** Reads the stickiness from the program. Unknown if only the cluster has it. */
function readStickiness(options: AbiquoRemoteServicesArgs["clusterOptions"]): unknown {
  if (options === false) return undefined;
  const { resourceDefaults = GUIDE.resourceDefaults } = options ?? {};
  return (resourceDefaults as Readonly<Record<string, unknown>>).resourceStickiness;
}
