import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { nodeNames } from "../cluster/addresses";
import { sshFiles } from "../cluster/keys";
import { labDir } from "../paths";
import { pathWithCli } from "../cli/pulumi-cli";
import type { LabRecord } from "../cluster/record";

/** Can be used as a resource's `cluster` argument. */
export interface Connection {
  nodes: { name: string; host: string; port: number }[];
  connection: { user: string; privateKeyPath: string; knownHostsPath: string };
}

export const connectionOf = ({ name, ports }: LabRecord): Connection => ({
  nodes: nodeNames.map((node) => ({ name: node, host: "127.0.0.1", port: ports[node] })),
  connection: { user: "root", ...sshFiles(name) },
});

/** Where the Pulumi stacks of a lab live, apart from the user's own login and stacks. */
export function pulumiDirs(lab: string): { home: string; backend: string; project: string } {
  const dir = (part: string): string => join(labDir(lab), "pulumi", part);
  return { home: dir("home"), backend: dir("backend"), project: dir("project") };
}

export const demoStack = "demo";

/** The demo's stack configuration lies in the lab's directory and goes with it. */
export const demoConfigFile = (lab: string): string =>
  join(pulumiDirs(lab).project, `Pulumi.${demoStack}.yaml`);

/** Selects the demo's stack and its configuration, once there is a demo. */
export function demoEnvironment(lab: string): Record<string, string> {
  const file = demoConfigFile(lab);
  if (!existsSync(file)) return {};
  return { PULUMI_STACK: demoStack, PULUMI_OPTION_CONFIG_FILE: file };
}

/** Environment in which `pulumi` works on the lab's stacks. */
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
