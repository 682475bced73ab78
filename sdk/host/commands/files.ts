import { randomUUID } from "node:crypto";
import { CommandFailed } from "../../errors";
import { OVERTAKEN, INCOMPLETE_TRANSFER } from "./exit-codes";
import { type Script, scriptArgv } from "./pacemaker-scripts";
import type { RunOptions, Session } from "../ssh/session";

/** Who owns a file, by number and, where it has one, by name. */
export interface Owner {
  readonly id: string;
  readonly name: string;
}

/** What a path leads to on a node. A symbolic link is followed: `target` is where it ends. */
export type FileFacts = RegularFile | AbsentFile | { readonly is: FileObstacle };

export interface RegularFile {
  readonly is: "file";
  readonly target: string;
  /** Changes with every change of the file, its mode and its owner too. */
  readonly stamp: string;
  /** In octal, without leading zeros. */
  readonly mode: string;
  readonly owner: Owner;
  readonly group: Owner;
  readonly bytes: Buffer;
}

export interface AbsentFile {
  readonly is: "absent";
  readonly target: string;
}

/** Why there is no file, and none can be made. */
export type FileObstacle = "directory" | "no-directory" | "special" | "unreadable" | "large";

/** A configuration is never that long; whatever is, is not read into memory. */
export const LONGEST_FILE = 8 * 1024 * 1024;

const STAMP = `stat -c '%d %i %s %y %z'`;

/**
 * Looks at the path $1 and prints it, at most $2 bytes of it. That something is not there is only said where the
 * directory can be searched, for otherwise nobody knows. The stamp comes first, so that it is not newer than what is read.
 */
const LOOK: Script = {
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

/** @throws CommandFailed when the file is there and cannot be read */
export async function inspectFile(session: Session, path: string): Promise<FileFacts> {
  const label = `${LOOK.label} ${path}`;
  const argv = scriptArgv(LOOK, path, String(LONGEST_FILE));
  const { stdout, stderr, exitCode } = await session.run(argv, { label });
  if (exitCode !== 0) throw new CommandFailed(session.node, [label], exitCode, stderr);
  const [head = "", base64 = ""] = stdout.split("\nbytes\n");
  const said = new Map(head.split("\n").map((l) => [l.split(" ")[0], l.replace(/^\S+ /, "")]));
  const of = (name: string): string => said.get(name) ?? "";
  const owner = (name: string): Owner => {
    const [id = "", ...rest] = of(name).split(" ");
    return { id, name: rest.join(" ") };
  };
  const target = of("target");
  if (of("is") === "absent") return { is: "absent", target };
  if (of("is") !== "file") return { is: of("is") as FileObstacle };
  return {
    is: "file",
    target,
    stamp: of("stamp"),
    mode: of("mode"),
    owner: owner("owner"),
    group: owner("group"),
    bytes: Buffer.from(base64, "base64"),
  };
}

/** What is written, and on what it was planned. */
export interface FileWrite {
  readonly target: string;
  /** Of the file that it replaces; `undefined` where there was none. */
  readonly stamp: string | undefined;
  readonly bytes: Buffer;
  /** What is not given stays as it is. */
  readonly mode?: string;
  readonly owner?: string;
  readonly group?: string;
}

/** A text beside the file that it shall replace. */
export interface StagedFile {
  /** Puts it in place, in one step; `false` when the file has changed since it was read: nothing was done then. */
  install(): Promise<boolean>;
  discard(): Promise<void>;
}

const TEMPORARY = ".pulumi-pacemaker-";

/**
 * Writes standard input, $3 bytes, into $2, with mode $4, owner $5 and group $6, or else with everything that the file $1
 * has (ACL, attributes and SELinux context too: hence a copy that is written over). What a run that was killed has left in
 * the directory goes.
 */
const STAGE: Script = {
  label: "write",
  source: `
umask 077
give_up() { rm -f -- "$2"; echo "$1; nothing was changed" >&2; exit ${INCOMPLETE_TRANSFER}; }
find "$(dirname -- "$2")" -maxdepth 1 -name '${TEMPORARY}*' -mmin +60 -exec rm -f {} + 2>/dev/null
if [ -e "$1" ]; then said=$(cp --preserve=all -- "$1" "$2" 2>&1) || give_up "$said" "$2"; fi
if [ -e "$2" ] && [ -n "$4" ]; then chmod 600 -- "$2"; fi
said=$(dd of="$2" conv=fsync 2>&1) || give_up "$said" "$2"
[ "$(wc -c <"$2")" -eq "$3" ] || give_up "the text did not arrive whole" "$2"
if [ -n "$5$6" ]; then said=$(chown -- "$5\${6:+:$6}" "$2" 2>&1) || give_up "$said" "$2"; fi
if [ -n "$4" ]; then said=$(chmod -- "$4" "$2" 2>&1) || give_up "$said" "$2"; fi
`,
};

/** Puts $2 in the place of $1, if that has still the stamp $3. */
const INSTALL: Script = {
  label: "mv",
  source: `
if [ "$(${STAMP} -- "$1" 2>/dev/null)" != "$3" ]; then rm -f -- "$2"; exit ${OVERTAKEN}; fi
mv -fT -- "$2" "$1" && exit
code=$?
rm -f -- "$2"
exit "$code"
`,
};

/**
 * Writes a file beside the one that counts.
 * @throws CommandFailed when it did not arrive whole; nothing is left behind
 */
export async function stageFile(session: Session, write: FileWrite): Promise<StagedFile> {
  const { target, stamp = "", bytes, mode = "", owner = "", group = "" } = write;
  const temporary = target.replace(/[^/]*$/, `${TEMPORARY}${randomUUID()}`);
  const stage = scriptArgv(STAGE, target, temporary, String(bytes.length), mode, owner, group);
  const stdin = bytes.toString("utf8");
  await checked(session, `${STAGE.label} ${target}`, stage, { stdin });
  return {
    install: async () => {
      const label = `${INSTALL.label} ${target}`;
      const installed = await session.run(scriptArgv(INSTALL, target, temporary, stamp), { label });
      if (installed.exitCode === OVERTAKEN) return false;
      if (installed.exitCode === 0) return true;
      throw new CommandFailed(session.node, [label], installed.exitCode, installed.stderr);
    },
    discard: () => checked(session, `rm ${temporary}`, ["rm", "-f", "--", temporary]),
  };
}

/** Removes a file, if it is there. */
export const removeFile = (session: Session, target: string): Promise<void> =>
  checked(session, `rm ${target}`, ["rm", "-f", "--", target]);

async function checked(
  session: Session,
  label: string,
  argv: readonly string[],
  options: RunOptions = {},
): Promise<void> {
  const { exitCode, stderr } = await session.run(argv, { ...options, label });
  if (exitCode !== 0) throw new CommandFailed(session.node, [label], exitCode, stderr);
}
