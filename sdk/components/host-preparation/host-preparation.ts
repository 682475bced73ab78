import type * as Command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { ConnectionArgs, NodeArgs } from "../../program/cluster-args";
import { buildRemoteCommand } from "./remote-command";
import { Preflight } from "../../resources/clusters/preflight";
import { SCRIPT } from "./script";

/** A file to copy to every node before the installation: a package, or the description of a repository. */
export interface CopiedFile {
  /** The content, such as `new pulumi.asset.FileAsset("abiquo-remote-services.rpm")`. */
  source: pulumi.asset.Asset | pulumi.asset.Archive;
  /** Target path. The log-in user needs write access there, with sudo too. */
  remotePath: string;
}

export interface HostPreparationArgs {
  /** The nodes, in the form of a cluster's `nodes`. */
  nodes: NodeArgs[];
  /** SSH settings, in the form of a cluster's `connection`. */
  connection?: pulumi.Input<ConnectionArgs>;
  /** Cluster stack of the nodes. CMAN is the one of EL6. @default "corosync" */
  stack?: "corosync" | "cman";
  /** More packages: names, or absolute paths of files on the node (`files` copies them there). */
  packages?: string[];
  /** Files to copy to every node first. */
  files?: CopiedFile[];
  /** Repositories of yum or dnf to enable during the installation: `["highavailability"]`, `["ha"]`. */
  enableRepositories?: string[];
  /** Whether to open the cluster's ports if firewalld, or the iptables of EL6, runs. @default true */
  firewall?: boolean;
}

/**
 * Prepares hosts for a cluster: installs missing packages of Pacemaker (dnf, yum, apt-get), opens the cluster's ports,
 * and then checks names and clocks (`Preflight`). Never upgrades a package, and never restarts a service. `destroy`
 * reverts nothing.
 *
 * Needs the package `@pulumi/command` 1.2 (`npm install @pulumi/command@1.2.1`). No other part of this library needs it.
 *
 * @throws RunError when an argument is invalid, when `@pulumi/command` is not installed, or when no key of a host is
 * known: its provider would accept any key
 * @example
 * ```ts
 * const hosts = new HostPreparation("hosts", { nodes, connection, packages: ["nfs-utils"] });
 * const cluster = new CorosyncCluster("pacemaker1", { nodes, connection }, { dependsOn: [hosts] });
 * ```
 */
export class HostPreparation extends pulumi.ComponentResource {
  constructor(name: string, args: HostPreparationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pacemaker:components:HostPreparation", name, {}, opts);
    validate(name, args);
    const { remote } = loadCommandPackage(name);
    const prepared = args.nodes.map((node) => this.prepare(remote, name, node, args));
    const { nodes, connection } = args;
    new Preflight(
      `${name}-preflight`,
      { cluster: { nodes, connection } },
      { parent: this, dependsOn: prepared },
    );
    this.registerOutputs({});
  }

  private prepare(
    remote: typeof Command.remote,
    name: string,
    node: NodeArgs,
    args: HostPreparationArgs,
  ): pulumi.Resource {
    const { stack = "corosync", firewall = true, packages = [], enableRepositories = [] } = args;
    const words = [stack, firewall ? "yes" : "no", enableRepositories.join(","), ...packages];
    const command = pulumi
      .all([pulumi.output(node), pulumi.output(args.connection)])
      .apply(([address, connection]) =>
        buildRemoteCommand(address, connection, SCRIPT, words).catch((e: unknown) => {
          throw new pulumi.RunError(`${name}: ${(e as Error).message}`);
        }),
      );
    const resourceName = `${name}-${node.name as string}`;
    // Retry once only, so that an unreachable host is reported after seconds, not minutes.
    const connection = pulumi.secret(
      command.apply((c) => ({ ...c.connection, dialErrorLimit: 1 })),
    );
    const copies = (args.files ?? []).map(
      ({ source, remotePath }) =>
        new remote.CopyToRemote(
          `${resourceName}:${remotePath}`,
          { connection, source, remotePath },
          { parent: this },
        ),
    );
    return new remote.Command(
      resourceName,
      {
        connection,
        create: command.create,
        stdin: pulumi.secret(command.stdin), // sudo's password precedes the script
        addPreviousOutputInEnv: false,
        logging: "stdout", // stderr is in the error
      },
      { parent: this, dependsOn: copies },
    );
  }
}

function loadCommandPackage(name: string): typeof Command {
  try {
    return require("@pulumi/command") as typeof Command;
  } catch {
    throw new pulumi.RunError(
      `${name}: HostPreparation needs the package @pulumi/command: npm install @pulumi/command@1.2.1 (not 4.5.0, which npm lists as latest although it is not a regular release)`,
    );
  }
}

const PACKAGE = /^[A-Za-z0-9/][\w.+:~/@-]*$/;
const REPOSITORY = /^[\w.*-]+$/;

/** Checks rules beyond the types, and values that a shell or a package manager would misread. */
function validate(name: string, args: HostPreparationArgs): void {
  const { nodes, stack = "corosync", packages = [], enableRepositories = [] } = args;
  const quoted = (value: unknown): string => JSON.stringify(value);
  const failures = [
    ...(nodes.length > 0 ? [] : ["nodes: at least one node is required"]),
    ...nodes.flatMap((node, i) =>
      typeof node.name === "string"
        ? []
        : [
            `nodes[${i}].name: must be known when the program runs, because resources are named after it`,
          ],
    ),
    ...(["corosync", "cman"].includes(stack)
      ? []
      : [`stack: ${quoted(stack)} is not one of "corosync", "cman"`]),
    ...packages
      .filter((p) => !PACKAGE.test(p))
      .map(
        (p) => `packages: ${quoted(p)} is neither a package name nor an absolute path of a file`,
      ),
    ...enableRepositories
      .filter((r) => !REPOSITORY.test(r))
      .map((r) => `enableRepositories: ${quoted(r)} is not a repository id`),
  ];
  if (failures.length > 0) throw new pulumi.RunError(`${name}: ${failures.join("; ")}`);
}
