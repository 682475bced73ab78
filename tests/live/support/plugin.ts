import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** Checks whether the CLI finds a plugin without a download. */
export function hasPlugin(name: string): boolean {
  const plugins = join(process.env.PULUMI_HOME ?? join(homedir(), ".pulumi"), "plugins");
  const installed = existsSync(plugins) ? readdirSync(plugins) : [];
  return (
    installed.some((entry) => entry.startsWith(`resource-${name}-v`)) ||
    (process.env.PATH ?? "")
      .split(delimiter)
      .some((folder) => existsSync(join(folder, `pulumi-resource-${name}`)))
  );
}
