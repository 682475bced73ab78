import {
  type AbsentFile,
  type FileFacts,
  type FileObstacle,
  LONGEST_FILE,
  type Owner,
  type FileWrite,
  type RegularFile,
  stageFile,
} from "../host/commands/files";
import type { Session } from "../host/ssh/session";
import type { NodeChange } from "./lifecycle";

interface FileChange extends Omit<FileWrite, "target" | "stamp"> {
  readonly state: RegularFile | AbsentFile;
}

/** Changes a file in two steps: stages the new file beside the old one on every node, then replaces the old one. */
export function changeFile(session: Session, { state, ...write }: FileChange): NodeChange {
  const stamp = state.is === "file" ? state.stamp : undefined;
  return async () => {
    const staged = await stageFile(session, { ...write, target: state.target, stamp });
    return { carryOut: staged.install, discard: staged.discard };
  };
}

const MEGABYTES = LONGEST_FILE / 1024 / 1024;

const OBSTACLES: Readonly<Record<FileObstacle, string>> = {
  directory: "is a directory; name the file itself",
  "no-directory":
    "cannot exist: its directory is missing, or its symbolic links form a loop; install the package that contains it, or create the directory",
  special: "is a device, a pipe or a socket; name a file",
  unreadable: "cannot be read by this user; log in as root, or set connection.sudo",
  large: `has more than ${MEGABYTES} MiB; name a configuration file`,
};

/** Explains why a node cannot have the file, with the remedy. */
export function fileObstacles(facts: FileFacts, path: string): readonly string[] {
  if (facts.is === "file" || facts.is === "absent") return [];
  return [`path: ${path} ${OBSTACLES[facts.is]}`];
}

/** Explains the same for a refresh, without the remedy. */
export const describeObstacleDrift = (facts: FileFacts): readonly string[] =>
  facts.is === "file" || facts.is === "absent" ? [] : [`the file ${short(OBSTACLES[facts.is])}`];

const short = (words: string): string => words.split(/[;:]/)[0] ?? words;

/** Tells whether an owner or group is the declared one, which is a name or a number. */
export const hasOwner = (declared: string, { id, name }: Owner): boolean =>
  declared === name || declared === id;
