/** Prints one line; Pulumi shows it under the stack. */
export function info(line: string): void {
  console.log(line);
}

/** Prints one line when `PULUMI_PACEMAKER_LOG=debug` is in the environment. */
export function debug(line: string): void {
  if (process.env.PULUMI_PACEMAKER_LOG === "debug") console.log(`[debug] ${line}`);
}
