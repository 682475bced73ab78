import type * as pulumi from "@pulumi/pulumi";
import { type TableOf, validateTable } from "../../kind/arguments";
import type { PreflightInputs } from "../../kind/host-inputs";
import type { ResourceKind } from "../../kind/lifecycle";
import { type Rule, ipAddress, listOf, showValue } from "../../kind/rules";
import { type CommonArgs, PacemakerResource } from "../../program/pacemaker-resource";
import { serviceName } from "../hosts/host-service";
import { host } from "../primitives/ping-clone";
import { agentRule } from "../primitives/primitive";

export interface PreflightArgs extends Pick<CommonArgs, "cluster"> {
  /** Floating addresses, without the length of their networks. */
  addresses?: pulumi.Input<pulumi.Input<string>[]>;
  /** Directories that the cluster mounts. */
  directories?: pulumi.Input<pulumi.Input<string>[]>;
  /** Services that the cluster starts with their scripts in `/etc/init.d`. */
  services?: pulumi.Input<pulumi.Input<string>[]>;
  /** Agents that the cluster uses, such as `"ocf:heartbeat:IPaddr2"`. */
  agents?: pulumi.Input<pulumi.Input<string>[]>;
  /** What the nodes ping, by name or address. */
  gateways?: pulumi.Input<pulumi.Input<string>[]>;
}

const directory: Rule = (v) =>
  typeof v === "string" && v.startsWith("/")
    ? undefined
    : `${showValue(v)} is not the absolute path of a directory`;

const ARGUMENTS: TableOf<PreflightArgs & Pick<PreflightInputs, "label">> = {
  cluster: {},
  addresses: { rule: listOf(ipAddress, 0) },
  directories: { rule: listOf(directory, 0) },
  services: { rule: listOf(serviceName, 0) },
  agents: { rule: listOf(agentRule, 0) },
  gateways: { rule: listOf(host, 0) },
  label: { internal: true },
};

/** @internal */
export const preflight: ResourceKind<PreflightInputs> = {
  type: "pacemaker:Preflight",
  arguments: ARGUMENTS,
  validate: (args) => validateTable(ARGUMENTS, args),
};

/**
 * A look at all nodes before anything is changed on them; what depends on it is created only when nothing is wrong. It
 * changes nothing itself. It looks again when its arguments change, and not at a refresh.
 *
 * It is one error with everything that was found, node by node, when
 * - a node does not resolve another one's name, or to itself;
 * - the clocks are more than a second apart;
 * - the cluster runs, and has no node of that name;
 * - one of `addresses` is on a node and not by this cluster, or no interface is in its network;
 * - one of `gateways` is a node of the cluster;
 * - `/etc/fstab` mounts one of `directories` by itself;
 * - an agent, or a service's script, is not there;
 * - the script of a service that the cluster does not know and that does not run exits with anything but 0 at `stop`, or
 *   with anything but 3 at `status` (the checks of "Pacemaker Explained" for LSB scripts that do no harm).
 *
 * A node that cannot be reached, and a service that runs already, are said.
 *
 * @example
 * ```ts
 * const fine = new Preflight("fine", { cluster, addresses: ["10.60.13.58"], services: ["abiquo-tomcat"], gateways: ["10.60.13.1"] });
 * new LsbResource("tomcat-service", { cluster, service: "abiquo-tomcat" }, { dependsOn: [fine] });
 * ```
 */
export class Preflight extends PacemakerResource {
  constructor(name: string, args: PreflightArgs, opts?: pulumi.CustomResourceOptions) {
    super(preflight, name, { args, inputs: { label: name } }, opts);
  }
}
