/** Result of a run of the Pulumi CLI: its exit code and its output. */
export interface Ended {
  readonly exitCode: number;
  readonly output: string;
}

/** Returns the output of a failed run, and an empty string for a successful one. */
export const failure = ({ exitCode, output }: Ended): string => (exitCode === 0 ? "" : output);

/** Returns the CLI's output under "Diagnostics", by resource name. */
export function diagnostics({ output }: Ended): Record<string, string[]> {
  const lines = output.split("\n");
  const start = lines.indexOf("Diagnostics:");
  const found: Record<string, string[]> = {};
  let current: string[] = [];
  for (const line of start < 0 ? [] : lines.slice(start + 1)) {
    if (/^\S/.test(line)) break;
    const name = /^ {2}\S+ \((.*)\):$/.exec(line)?.[1];
    if (name !== undefined) current = found[name] = [];
    else if (line.trim() !== "") current.push(line.trim());
  }
  return found;
}

/** Returns the changed properties in the output of `preview --diff`, by resource name. */
export function changes({ output }: Ended): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  let current: string[] | undefined;
  for (const line of output.split("\n")) {
    const name = /^\s+\[urn=.*::(.*)\]$/.exec(line)?.[1];
    if (name !== undefined) current = found[name] = [];
    else if (/^ {4}[~+-] /.test(line) || /^\S/.test(line)) current = undefined;
    else current?.push(line);
  }
  return Object.fromEntries(
    Object.entries(found).flatMap(([name, list]) => {
      const own = list.filter((l) => /^\s+[-+~] /.test(l)).map((l) => l.trim());
      return own.length > 0 ? [[name, own]] : [];
    }),
  );
}

/** Returns the counts under "Resources:", such as `2 unchanged`. */
export function counts({ output }: Ended): string[] {
  const [, after = ""] = /\nResources:\n((?: .*\n)*)/.exec(output) ?? [];
  return after.split("\n").flatMap((line) => line.trim() || []);
}
