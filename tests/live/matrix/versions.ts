import { execFileSync } from "node:child_process";

/** Returns the newest version that a package specification matches; `undefined` if the registry does not answer. */
export function newest(specification: string): string | undefined {
  const argv = ["view", specification, "version", "--json", "--fetch-retries", "1"];
  try {
    const printed = execFileSync("npm", argv, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 60_000,
    });
    const versions = [JSON.parse(printed) as string | string[]].flat();
    return versions.sort((a, b) => a.localeCompare(b, "en", { numeric: true })).at(-1);
  } catch {
    return undefined;
  }
}
