import {
  type FileFacts,
  LONGEST_FILE,
  type FileObstacle,
  type Owner,
} from "../host/commands/files";

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
