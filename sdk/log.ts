/** Prints one line. Pulumi shows it under the stack. */
export function info(line: string): void {
  console.log(line);
}

/** Prints one line if the environment has `PULUMI_PACEMAKER_LOG=debug`. */
export function debug(line: string): void {
  if (process.env.PULUMI_PACEMAKER_LOG === "debug") console.log(`[debug] ${line}`);
}
