import { randomUUID } from "node:crypto";
import { CommandFailed } from "../../errors";
import { type Script, runChecked, scriptArgv, type Session } from "../ssh/session";

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
export type FileObstacle = "directory" | "no-directory" | "special" | "unreadable" | "large";

/** Maximum file size in bytes. No configuration is that long, so longer files are not read into memory. */
export const LONGEST_FILE = 8 * 1024 * 1024;

const STAMP = `stat -c '%d %i %s %y %z'`;

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

/** @throws CommandFailed when the file exists and cannot be read */
export async function inspectFile(session: Session, path: string): Promise<FileFacts> {
  const label = `${INSPECT.label} ${path}`;
  const argv = scriptArgv(INSPECT, path, String(LONGEST_FILE));
  const { stdout, stderr, exitCode } = await session.run(argv, { label });
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

/** A file to write, and the state on which the write is based. */
export interface FileWrite {
  readonly target: string;
  /** Stamp of the replaced file. `undefined` for a new file. */
  readonly stamp: string | undefined;
  readonly bytes: Buffer;
  /** @default the present mode, owner and group */
  readonly mode?: string;
  readonly owner?: string;
  readonly group?: string;
}

/** A staged file, beside the file that it replaces. */
export interface StagedFile {
  /** Moves the file into place atomically. Returns `false`, and changes nothing, if the target changed after it was read. */
  readonly install: () => Promise<boolean>;
  readonly discard: () => Promise<void>;
}

const TEMPORARY = ".pulumi-pacemaker-";

/** Exit code of the staging script: the text was truncated, or could not be written. */
const INCOMPLETE_TRANSFER = 166;
/** Exit code of the install script: the file changed after it was read. */
const OVERTAKEN = 167;

/**
 * Writes standard input, $3 bytes, into $2, with mode $4, owner $5 and group $6. Defaults to the metadata of the file $1,
 * including ACL, attributes and SELinux context: hence it overwrites a copy. Removes leftovers of killed runs from the
 * directory.
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

/** Moves $2 to $1 if that file still has the stamp $3. */
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
 * Writes a file beside the one that it replaces.
 * @throws CommandFailed when the text was truncated; leaves nothing behind
 */
export async function stageFile(session: Session, write: FileWrite): Promise<StagedFile> {
  const { target, stamp = "", bytes, mode = "", owner = "", group = "" } = write;
  const temporary = target.replace(/[^/]*$/, `${TEMPORARY}${randomUUID()}`);
  const stage = scriptArgv(STAGE, target, temporary, String(bytes.length), mode, owner, group);
  const stdin = bytes.toString("utf8");
  await runChecked(session, stage, { label: `${STAGE.label} ${target}`, stdin });
  return {
    install: async () => {
      const label = `${INSTALL.label} ${target}`;
      const installed = await session.run(scriptArgv(INSTALL, target, temporary, stamp), { label });
      if (installed.exitCode === OVERTAKEN) return false;
      if (installed.exitCode === 0) return true;
      throw new CommandFailed(session.node, [label], installed.exitCode, installed.stderr);
    },
    discard: () => removeFile(session, temporary),
  };
}

/** Removes a file, if it exists. */
export async function removeFile(session: Session, target: string): Promise<void> {
  await runChecked(session, ["rm", "-f", "--", target], { label: `rm ${target}` });
}
