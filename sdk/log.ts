/** Where lines go that are more than standard output. */
interface EngineLog {
  readonly progress: (line: string) => void;
  readonly warn: (line: string) => void;
}

let engineLog: EngineLog = {
  progress: (line) => console.log(line),
  warn: (line) => console.log(line),
};

/** Replaces standard output as the place of progress and warnings. */
export function setEngineLog(log: EngineLog): void {
  engineLog = log;
}

/** Shows one line while something happens. Pulumi does not repeat it at the end. */
export const progress = (line: string): void => engineLog.progress(line);

/** Warns of something that is left when the run is over. */
export const warn = (line: string): void => engineLog.warn(line);

/** Prints one line. Pulumi shows it under the stack, and again at the end. */
export function info(line: string): void {
  console.log(line);
}

/** Prints one line if the environment has `PULUMI_PACEMAKER_LOG=debug`. */
export function debug(line: string): void {
  if (process.env.PULUMI_PACEMAKER_LOG === "debug") console.log(`[debug] ${line}`);
}
