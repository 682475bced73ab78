import type * as pulumi from "@pulumi/pulumi";
import { type TableOf, validateTable } from "../../kind/arguments";
import type { HostServiceInputs } from "../../kind/host-inputs";
import type { ResourceKind } from "../../kind/lifecycle";
import { type Rule, showValue, trueOrFalse } from "../../kind/rules";
import { type CommonArgs, PacemakerResource } from "../../program/pacemaker-resource";

export interface HostServiceArgs extends Pick<CommonArgs, "cluster"> {
  /** Name of a script in `/etc/init.d`, or of a unit of systemd without `.service`. Another name is another resource. */
  service: pulumi.Input<string>;
  /** Whether the service starts when a node boots. With `false` it is stopped now, too, where Pacemaker does not run it. @default false */
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
 * Whether a service starts at boot, the same on every node, by `chkconfig` and `service` (EL6) or `systemctl`; each node
 * is asked which one it has. What the cluster runs must not start at boot: that is the default.
 *
 * It is never stopped on a node where Pacemaker runs it: a resource of the class lsb, systemd or service with that name
 * which is active there by the cluster's history, or is being started. Where that cannot be told (the cluster does not
 * run, or is split) a service that runs is an error. A refresh shows as `drift`, node by node, that it starts at boot, or
 * runs and not by Pacemaker. Deleting the resource leaves the service as it is.
 *
 * It is an error when a node cannot be reached or does not have the service; nothing has been changed then.
 *
 * @example
 * ```ts
 * new HostService("abiquo-tomcat", { cluster, service: "abiquo-tomcat" });
 * ```
 */
export class HostService extends PacemakerResource {
  declare readonly service: pulumi.Output<string>;

  constructor(name: string, args: HostServiceArgs, opts?: pulumi.CustomResourceOptions) {
    const { service } = args;
    const places = typeof service === "string" ? [`the service ${service}`] : [];
    super(hostService, name, { args, inputs: {}, places }, opts);
  }
}
