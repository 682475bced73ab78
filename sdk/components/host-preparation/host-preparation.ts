import type * as Command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { ConnectionArgs, NodeArgs } from "../../program/cluster-args";
import { buildRemoteCommand } from "./remote-command";
import { Preflight } from "../../resources/clusters/preflight";
import { SCRIPT } from "./script";

/** A file that is copied to every node before anything is installed: a package, a repository's description. */
export interface CopiedFile {
  /** What is copied, such as `new pulumi.asset.FileAsset("abiquo-remote-services.rpm")`. */
  source: pulumi.asset.Asset | pulumi.asset.Archive;
  /** Where to; the log-in user must be able to write there, sudo or not. */
  remotePath: string;
}

export interface HostPreparationArgs {
  /** The nodes, as a cluster of this library takes them. */
  nodes: NodeArgs[];
  /** How they are reached, as a cluster of this library takes it. */
  connection?: pulumi.Input<ConnectionArgs>;
  /** What the nodes are prepared for; CMAN is EL6's. @default "corosync" */
  stack?: "corosync" | "cman";
  /** More packages, by name, or the absolute path of a file that is on the node (`files` puts it there). */
  packages?: string[];
  /** Copied to every node first. */
  files?: CopiedFile[];
  /** Repositories of yum or dnf that are enabled while packages are installed: `["highavailability"]`, `["ha"]`. */
  enableRepositories?: string[];
  /** Whether the cluster's ports are opened where firewalld, or the iptables of EL6, runs. @default true */
  firewall?: boolean;
}

/**
 * Prepares hosts for a cluster: installs what is missing of the packages that Pacemaker needs (dnf, yum, apt-get), opens
 * the cluster's ports, and then looks whether names and clocks are right (`Preflight`). What is there already is left as
 * it is: nothing is upgraded, nothing is restarted. `destroy` takes nothing back.
 *
 * It needs the package `@pulumi/command` 1.2 (`npm install @pulumi/command@1.2.1`), and no other part of this library does.
 *
 * @throws RunError when an argument cannot be right, when `@pulumi/command` is not installed, or when no key of a host is
 * known: its provider would take any
 * @example
 * ```ts
 * const hosts = new HostPreparation("hosts", { nodes, connection, packages: ["nfs-utils"] });
 * const cluster = new CorosyncCluster("pacemaker1", { nodes, connection }, { dependsOn: [hosts] });
 * ```
 */
export class HostPreparation extends pulumi.ComponentResource {
  constructor(name: string, args: HostPreparationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pacemaker:components:HostPreparation", name, {}, opts);
    refuse(name, args);
    const { remote } = commandPackage(name);
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
    const own = `${name}-${node.name as string}`;
    // One attempt more than one: a host that is not there is said after seconds, not minutes.
    const connection = pulumi.secret(
      command.apply((c) => ({ ...c.connection, dialErrorLimit: 1 })),
    );
    const copies = (args.files ?? []).map(
      ({ source, remotePath }) =>
        new remote.CopyToRemote(
          `${own}:${remotePath}`,
          { connection, source, remotePath },
          { parent: this },
        ),
    );
    return new remote.Command(
      own,
      {
        connection,
        create: command.create,
        stdin: pulumi.secret(command.stdin), // with sudo's password in front of it
        addPreviousOutputInEnv: false,
        logging: "stdout", // what failed is in the error
      },
      { parent: this, dependsOn: copies },
    );
  }
}

function commandPackage(name: string): typeof Command {
  try {
    return require("@pulumi/command") as typeof Command;
  } catch {
    throw new pulumi.RunError(
      `${name}: HostPreparation needs the package @pulumi/command: npm install @pulumi/command@1.2.1 (not the latest one, 4.5.0, which is a stray)`,
    );
  }
}

const PACKAGE = /^[A-Za-z0-9/][\w.+:~/@-]*$/;
const REPOSITORY = /^[\w.*-]+$/;

/** What does not show in the types, and what a shell or a package manager would take for something else. */
function refuse(name: string, args: HostPreparationArgs): void {
  const { nodes, stack = "corosync", packages = [], enableRepositories = [] } = args;
  const quoted = (value: unknown): string => JSON.stringify(value);
  const failures = [
    ...(nodes.length > 0 ? [] : ["nodes: there is none"]),
    ...nodes.flatMap((node, i) =>
      typeof node.name === "string"
        ? []
        : [`nodes[${i}].name: has to be known in the program: resources are called after it`],
    ),
    ...(["corosync", "cman"].includes(stack)
      ? []
      : [`stack: ${quoted(stack)} is none of "corosync", "cman"`]),
    ...packages
      .filter((p) => !PACKAGE.test(p))
      .map(
        (p) => `packages: ${quoted(p)} is neither a package's name nor the absolute path of a file`,
      ),
    ...enableRepositories
      .filter((r) => !REPOSITORY.test(r))
      .map((r) => `enableRepositories: ${quoted(r)} is no repository's id`),
  ];
  if (failures.length > 0) throw new pulumi.RunError(`${name}: ${failures.join("; ")}`);
}
