import type { Lab } from "../../lab/cluster/lab";
import { diagnostics, failure } from "../cli/output";
import { hasPlugin } from "../support/plugin";
import type { ClientProject } from "./client-project";

const canRun = hasPlugin("command");

/** What a row shows on this machine. */
export const preparation = canRun
  ? "HostPreparation"
  : "HostPreparation, up to the request for the plugin pulumi-resource-command, which is not on this machine";

/** Returns a program that makes sure that the nodes have a package. */
export const preparationProgram = (lab: Lab): string => `
import { HostPreparation } from "pulumi-pacemaker";

const { nodes, connection } = ${JSON.stringify(lab.connection())};
new HostPreparation("hosts", { nodes, connection, packages: ["pcs"] });
`;

/** Prepares the nodes. Without the plugin, checks that the CLI asks for the one of this version of @pulumi/command. */
export async function prepare({ stack }: ClientProject, command: string): Promise<void> {
  if (!canRun) {
    expect(diagnostics(await stack.preview())).toEqual({
      [`default_${command.replaceAll(".", "_")}`]: [
        `error: no resource plugin 'pulumi-resource-command' found in the workspace at version v${command} or on your $PATH`,
      ],
    });
    return;
  }
  expect(failure(await stack.up())).toBe("");
  expect(failure(await stack.preview("--expect-no-changes"))).toBe("");
  expect(failure(await stack.destroy())).toBe("");
}
