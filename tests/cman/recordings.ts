import { fixture } from "../helpers";

/** Output and exit code of a command on a node. */
export interface Recorded {
  readonly node: string;
  readonly command: string;
  readonly output: string;
  readonly exitCode: number;
}

const ENTRY = /^\[(\w+)\]# (.*)\n([\s\S]*?)\(rc=(\d+)(?:, [\d.]+s)?\)$/gm;

/** Reads the commands of a recording, in their order. @param folder of the recording, below `tests/fixtures` */
export const recording = (name: string, folder = "cman"): readonly Recorded[] =>
  [...fixture(`${folder}/${name}.txt`).matchAll(ENTRY)].map(
    ([, node = "", command = "", output = "", exitCode]) => ({
      node,
      command,
      output,
      exitCode: Number(exitCode),
    }),
  );

/** Finds the first command with this text on this node. */
export function recorded(name: string, command: string, node = "rsha1"): Recorded {
  const found = recording(name).find((r) => r.command === command && r.node === node);
  if (!found) throw new Error(`${name} has no ${command} on ${node}`);
  return found;
}
