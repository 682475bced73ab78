import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { membersOf } from "../cluster/addresses";
import { sshFiles } from "../cluster/keys";
import { labDir } from "../paths";
import { pathWithCli } from "../cli/pulumi-cli";
import type { LabRecord } from "../cluster/record";

/** A resource's `cluster` argument. */
export interface Connection {
  nodes: { name: string; host: string; port: number }[];
  connection: { user: string; privateKeyPath: string; knownHostsPath: string };
}

export const connectionOf = (record: LabRecord): Connection => ({
  nodes: membersOf(record).map((node) => ({
    name: node,
    host: "127.0.0.1",
    port: record.ports[node] ?? 0,
  })),
  connection: { user: "root", ...sshFiles(record.name) },
});

/** Directories of a lab's Pulumi stacks, separate from the user's own login and stacks. */
export function pulumiDirs(lab: string): { home: string; backend: string; project: string } {
  const dir = (part: string): string => join(labDir(lab), "pulumi", part);
  return { home: dir("home"), backend: dir("backend"), project: dir("project") };
}

export const demoStack = "demo";

/** The demo's stack configuration; `lab down` removes it with the lab's directory. */
export const demoConfigFile = (lab: string): string =>
  join(pulumiDirs(lab).project, `Pulumi.${demoStack}.yaml`);

/** Environment that selects the demo's stack and its configuration; empty without a demo. */
export function demoEnvironment(lab: string): Record<string, string> {
  const file = demoConfigFile(lab);
  if (!existsSync(file)) return {};
  return { PULUMI_STACK: demoStack, PULUMI_OPTION_CONFIG_FILE: file };
}

/** Environment for `pulumi` on the lab's stacks. */
export function pulumiEnvironment(
  record: LabRecord,
  cli: string | undefined,
): Record<string, string> {
  const { home, backend } = pulumiDirs(record.name);
  for (const dir of [home, backend]) mkdirSync(dir, { recursive: true });
  return {
    PATH: pathWithCli(cli),
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_CONFIG_PASSPHRASE: record.passphrase,
    PULUMI_SKIP_UPDATE_CHECK: "1",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "1",
  };
}
