import type * as pulumi from "@pulumi/pulumi";
import { type TableOf, validateTable } from "../../kind/arguments";
import type { PreflightInputs } from "../../kind/host-inputs";
import type { ResourceKind } from "../../kind/lifecycle";
import { type Rule, ipAddress, listOf, oneOf, showValue } from "../../kind/rules";
import { type CommonArgs, PacemakerResource, resourceType } from "../../program/pacemaker-resource";
import { scriptPath } from "../elements/alerts/alert";
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
  /** Scripts that the cluster calls, such as those of alerts, by absolute path. */
  scripts?: pulumi.Input<pulumi.Input<string>[]>;
  /** The engines of the bundles, such as `["podman"]`. */
  containerEngines?: pulumi.Input<pulumi.Input<"docker" | "podman">[]>;
  /** Hosts that the nodes ping, by name or address. */
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
  scripts: { rule: listOf(scriptPath, 0) },
  containerEngines: { rule: listOf(oneOf("docker", "podman"), 0) },
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
 * Checks all nodes before anything is changed on them. Resources that depend on it are created only if every check
 * passes. Preflight changes nothing. It checks again if its arguments change, but not on a refresh.
 *
 * Preflight throws one error with all findings, node by node, if
 * - a node cannot resolve another node's name, or resolves it to itself;
 * - the clocks differ by more than a second;
 * - the cluster runs and has no node of a declared name;
 * - one of `addresses` is on a node without this cluster having put it there, or no interface is in its network;
 * - one of `gateways` is a node of the cluster;
 * - `/etc/fstab` mounts one of `directories` automatically;
 * - an agent, a service's script, one of `scripts` or the program of one of `containerEngines` is missing;
 * - the script of a stopped service that the cluster does not know exits with a code other than 0 for `stop`, or other
 *   than 3 for `status` (the harmless checks for LSB scripts in "Pacemaker Explained").
 *
 * Unreachable nodes and services that already run are reported.
 *
 * @example
 * ```ts
 * const fine = new Preflight("fine", { cluster, addresses: ["10.60.13.58"], services: ["abiquo-tomcat"], gateways: ["10.60.13.1"] });
 * new LsbResource("tomcat-service", { cluster, service: "abiquo-tomcat" }, { dependsOn: [fine] });
 * ```
 */
export class Preflight extends PacemakerResource {
  /** @internal */
  static override readonly __pulumiType = resourceType(preflight);
  constructor(name: string, args: PreflightArgs, opts?: pulumi.CustomResourceOptions) {
    super(preflight, name, { args, inputs: { label: name } }, opts);
  }
}
