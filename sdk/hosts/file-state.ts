import {
  type FileFacts,
  type FileObstacle,
  HANGING,
  LONGEST_FILE,
  type Owner,
  type RegularFile,
  inspectFile,
} from "../host/commands/files";
import { type FileWrite, stageFile, stageRemoval } from "../host/commands/replace-file";
import type { Session } from "../host/ssh/session";
import type { Preparation } from "./lifecycle";

/** Changes a file in two steps: stages the new file beside the old one on every node, then replaces the old one. */
export function changeFile(session: Session, write: FileWrite): Preparation {
  return async () => {
    const { install, ...staged } = await stageFile(session, write);
    const isKept = async (): Promise<boolean> => {
      const seen = await inspectFile(session, write.state.target);
      return seen.is === "file" && seen.bytes.equals(write.bytes);
    };
    return { ...staged, carryOut: install, isKept };
  };
}

/** Removes a file. */
export const removeFile = (session: Session, state: RegularFile): Preparation => {
  return () => {
    const { install, ...staged } = stageRemoval(session, state);
    return Promise.resolve({ ...staged, carryOut: install });
  };
};

const MEGABYTES = LONGEST_FILE / 1024 / 1024;

const OBSTACLES: Readonly<Record<FileObstacle, string>> = {
  directory: "is a directory; name the file itself",
  "no-directory":
    "cannot exist: its directory is missing, or its symbolic links form a loop; install the package that contains it, or create the directory",
  special: "is a device, a pipe or a socket; name a file",
  unreadable: "cannot be read by this user; log in as root, or set connection.sudo",
  large: `has more than ${MEGABYTES} MiB; name a configuration file`,
  hanging: HANGING,
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
