import type * as pulumi from "@pulumi/pulumi";
import { type TableOf, validateTable } from "../../kind/arguments";
import type { HostServiceInputs } from "../../kind/host-inputs";
import type { ResourceKind } from "../../kind/lifecycle";
import { type Rule, showValue, trueOrFalse } from "../../kind/rules";
import { type CommonArgs, PacemakerResource, resourceType } from "../../program/pacemaker-resource";

export interface HostServiceArgs extends Pick<CommonArgs, "cluster"> {
  /** Name of a script in `/etc/init.d`, or of a unit of systemd without `.service`. Another name is another resource. */
  service: pulumi.Input<string>;
  /** Whether the service starts when a node boots. `false` also stops it now on nodes where Pacemaker does not run it. @default false */
  boot?: pulumi.Input<boolean>;
}

/** @internal */
export const serviceName: Rule = (v) => {
  if (typeof v !== "string" || !/^\w[\w.@:-]*$/.test(v))
    return `${showValue(v)} is not the name of a service, such as "abiquo-tomcat"`;
  return v.endsWith(".service") ? `${showValue(v)}: leave out .service` : undefined;
};

const ARGUMENTS: TableOf<HostServiceArgs> = {
  cluster: {},
  service: { rule: serviceName, required: true, identity: true },
  boot: { rule: trueOrFalse },
};

/** @internal */
export const hostService: ResourceKind<HostServiceInputs> = {
  type: "pacemaker:HostService",
  arguments: ARGUMENTS,
  validate: (args) => validateTable(ARGUMENTS, args),
};

/**
 * Sets whether a service starts at boot, equally on every node. It uses `chkconfig` and `service` (EL6) or `systemctl`,
 * whichever the node has. Services of the cluster must not start at boot; that is the default.
 *
 * The service is never stopped on a node where Pacemaker runs it: where the cluster's history shows an active or starting
 * resource of class lsb, systemd or service with that name. If this is unknown (the cluster is stopped or split), a running
 * service is an error. A refresh reports as `drift`, node by node, a service that starts at boot or runs outside
 * Pacemaker. Deletion leaves the service as it is.
 *
 * It is an error if a node is unreachable or lacks the service. Nothing has been changed then. systemd 258 and later reads no
 * scripts of `/etc/init.d`: such a service never starts at boot, and `boot: true` is an error.
 *
 * @example
 * ```ts
 * new HostService("abiquo-tomcat", { cluster, service: "abiquo-tomcat" });
 * ```
 */
export class HostService extends PacemakerResource {
  /** @internal */
  static override readonly __pulumiType = resourceType(hostService);
  declare readonly service: pulumi.Output<string>;

  constructor(name: string, args: HostServiceArgs, opts?: pulumi.CustomResourceOptions) {
    const { service } = args;
    const objects = typeof service === "string" ? [`the service ${service}`] : [];
    super(hostService, name, { args, inputs: {}, objects }, opts);
  }
}
