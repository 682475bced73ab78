import {
  type AbsentFile,
  type FileFacts,
  type FileObstacle,
  LONGEST_FILE,
  type Owner,
  type FileWrite,
  type RegularFile,
  type StagedFile,
  stageFile,
} from "../host/commands/files";
import type { Session } from "../host/ssh/session";
import type { NodeChange } from "./lifecycle";

interface Wanted extends Omit<FileWrite, "target" | "stamp"> {
  readonly state: RegularFile | AbsentFile;
}

/** A file that is written beside the one that counts first, on every node, and put in its place then. */
export function changeFile(session: Session, { state, ...wanted }: Wanted): NodeChange {
  const stamp = state.is === "file" ? state.stamp : undefined;
  let staged: StagedFile | undefined;
  return {
    prepare: async () => {
      staged = await stageFile(session, { ...wanted, target: state.target, stamp });
    },
    carryOut: async () => (await staged?.install()) ?? false,
    discard: async () => staged?.discard(),
  };
}

const MEGABYTES = LONGEST_FILE / 1024 / 1024;

const WORDS: Readonly<Record<FileObstacle, string>> = {
  directory: "is a directory; name the file itself",
  "no-directory":
    "cannot be there: its directory does not exist, or links go round in a circle; install what brings it, or make the directory",
  special: "is a device, a pipe or a socket; name a file",
  unreadable: "cannot be read by this user; log in as root, or set connection.sudo",
  large: `has more than ${MEGABYTES} MiB; name a file of configuration`,
};

/** Why there can be no such file on a node, with the remedy. */
export function fileObstacles(look: FileFacts, path: string): readonly string[] {
  if (look.is === "file" || look.is === "absent") return [];
  return [`path: ${path} ${WORDS[look.is]}`];
}

/** The same for a refresh, without a remedy. */
export const describeObstacleDrift = (look: FileFacts): readonly string[] =>
  look.is === "file" || look.is === "absent" ? [] : [`the file ${short(WORDS[look.is])}`];

const short = (words: string): string => words.split(/[;:]/)[0] ?? words;

/** Whether a file has an owner or group that is declared by name or by number. */
export const hasOwner = (declared: string, { id, name }: Owner): boolean =>
  declared === name || declared === id;
