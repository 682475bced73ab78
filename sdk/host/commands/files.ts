import { CommandFailed, NodeUnusable, isTimeout } from "../../errors";
import { type CommandResult, type Script, scriptArgv, type Session } from "../ssh/session";

/** Owner of a file: the number, and the name if there is one. */
export interface Owner {
  readonly id: string;
  readonly name: string;
}

/** The file at a path on a node. Symbolic links are followed: `target` is the final path. */
export type FileFacts = RegularFile | AbsentFile | { readonly is: FileObstacle };

export interface RegularFile {
  readonly is: "file";
  readonly target: string;
  /** Changes with every change of the file, including its mode and owner. */
  readonly stamp: string;
  /** Octal, without leading zeros. */
  readonly mode: string;
  readonly owner: Owner;
  readonly group: Owner;
  readonly bytes: Buffer;
}

export interface AbsentFile {
  readonly is: "absent";
  readonly target: string;
}

/** Why a path has no file, and none can be created or read. */
export type FileObstacle =
  "directory" | "no-directory" | "special" | "unreadable" | "large" | "hanging";

/** Seconds for a read of a file. A file system without its server (NFS) answers no read at all. */
const READ_SECONDS = 20;

/** Explains an obstacle of the kind `hanging`, behind the path. */
export const HANGING = `did not answer within ${READ_SECONDS} s; its file system hangs, look at the mounts (findmnt -T)`;

/** Maximum file size in bytes. No configuration is that long, so longer files are not read into memory. */
export const LONGEST_FILE = 8 * 1024 * 1024;

/** Prints the stamp of a file. */
export const STAMP = `stat -c '%d %i %s %y %z'`;

/**
 * Prints the facts and content of the path $1, up to $2 bytes. Reports an absent file only if its directory is
 * searchable: otherwise its absence is unknown. The stamp is read first, so that it is not newer than the content.
 */
const INSPECT: Script = {
  label: "read",
  source: `
hidden() { echo "is unreadable"; exit 0; }
if ! target=$(readlink -f -- "$1") || [ -z "$target" ]; then
  dir=$1
  until [ -d "$dir" ]; do dir=$(dirname -- "$dir"); done
  [ -x "$dir" ] || hidden
  echo "is no-directory"; exit 0
fi
if [ -d "$target" ]; then echo "is directory"; exit 0; fi
if [ ! -e "$target" ]; then
  [ -x "$(dirname -- "$target")" ] || hidden
  printf 'is absent\\ntarget %s\\n' "$target"; exit 0
fi
if [ ! -f "$target" ]; then echo "is special"; exit 0; fi
[ -r "$target" ] || hidden
stamp=$(${STAMP} -- "$target") || exit
if [ "$(stat -c %s -- "$target")" -gt "$2" ]; then echo "is large"; exit 0; fi
printf 'is file\\ntarget %s\\nstamp %s\\n' "$target" "$stamp"
stat -c 'mode %a
owner %u %U
group %g %G' -- "$target" || exit
echo bytes
base64 <"$target"
`,
};

/**
 * Returns the final path of a file on a node, behind symbolic links. `undefined` if a directory is missing.
 * @throws NodeUnusable when the file system hangs
 */
export async function resolvePath(session: Session, path: string): Promise<string | undefined> {
  const result = await runRead(session, ["readlink", "-f", "--", path], `resolve ${path}`);
  if (result === undefined) throw new NodeUnusable(session.node, `${path} ${HANGING}`);
  return result.exitCode === 0 ? result.stdout.replace(/\n$/, "") : undefined;
}

/** Runs a command that reads a file. Returns `undefined` if it had to be stopped. */
async function runRead(
  session: Session,
  argv: readonly string[],
  label: string,
): Promise<CommandResult | undefined> {
  return session.run(argv, { label, timeoutSeconds: READ_SECONDS }).catch((e: unknown) => {
    if (isTimeout(e)) return undefined;
    throw e;
  });
}

/** @throws CommandFailed when the file exists and cannot be read */
export async function inspectFile(session: Session, path: string): Promise<FileFacts> {
  const label = `${INSPECT.label} ${path}`;
  const argv = scriptArgv(INSPECT, path, String(LONGEST_FILE));
  const result = await runRead(session, argv, label);
  if (result === undefined) return { is: "hanging" };
  const { stdout, stderr, exitCode } = result;
  if (exitCode !== 0) throw new CommandFailed(session.node, [label], exitCode, stderr);
  const [head = "", base64 = ""] = stdout.split("\nbytes\n");
  const facts = new Map(head.split("\n").map((l) => [l.split(" ")[0], l.replace(/^\S+ /, "")]));
  const fact = (name: string): string => facts.get(name) ?? "";
  const owner = (name: string): Owner => {
    const [id = "", ...rest] = fact(name).split(" ");
    return { id, name: rest.join(" ") };
  };
  const target = fact("target");
  if (fact("is") === "absent") return { is: "absent", target };
  if (fact("is") !== "file") return { is: fact("is") as FileObstacle };
  return {
    is: "file",
    target,
    stamp: fact("stamp"),
    mode: fact("mode"),
    owner: owner("owner"),
    group: owner("group"),
    bytes: Buffer.from(base64, "base64"),
  };
}
