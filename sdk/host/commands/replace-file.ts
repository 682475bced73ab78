import { createHash, randomUUID } from "node:crypto";
import { posix } from "node:path";
import { CommandFailed } from "../../errors";
import { type Script, runChecked, scriptArgv, type Session } from "../ssh/session";
import { type AbsentFile, type RegularFile, STAMP } from "./files";

/** A file to write, and the state on which the write is based. */
export interface FileWrite {
  readonly state: RegularFile | AbsentFile;
  readonly bytes: Buffer;
  /** @default the present mode, owner and group */
  readonly mode?: string;
  readonly owner?: string;
  readonly group?: string;
}

/** The change of a file that is prepared on its node. */
export interface StagedFile {
  /** Path of the new file, beside the one that it replaces. Empty if the file is to be removed. */
  readonly path: string;
  /** Changes the file atomically. Returns `false`, and changes nothing, if the target changed after it was read. */
  readonly install: () => Promise<boolean>;
  /** Removes the new file. */
  readonly discard: () => Promise<void>;
  /** Restores the former file after `install`. Returns `false`, and changes nothing, if the target changed since. */
  readonly undo: () => Promise<boolean>;
  /** Removes the former file, which `undo` needs. */
  readonly finish: () => Promise<void>;
}

const TEMPORARY = ".pulumi-pacemaker-";

/** Exit code of the staging script: the text was truncated, or could not be written. */
const INCOMPLETE_TRANSFER = 166;
/** Exit code of the scripts that hold the lock: the file changed after it was read. */
const OVERTAKEN = 167;
/** Exit code of the scripts that hold the lock: a program failed. */
const FAILED = 168;

/**
 * Writes standard input, $3 bytes, into $2, with mode $4, owner $5 and group $6. Defaults to the metadata of the file $1,
 * including ACL, attributes and SELinux context: hence it overwrites a copy. Removes leftovers of killed runs from the
 * directory. A former file keeps its old time of modification, so the time of its last link counts, too.
 */
const STAGE: Script = {
  label: "write",
  source: `
umask 077
give_up() { rm -f -- "$2"; echo "$1; nothing was changed" >&2; exit ${INCOMPLETE_TRANSFER}; }
find "$(dirname -- "$2")" -maxdepth 1 -name '${TEMPORARY}*' -mmin +60 -cmin +60 -exec rm -f {} + 2>/dev/null
if [ -e "$1" ]; then said=$(cp --preserve=all -- "$1" "$2" 2>&1) || give_up "$said" "$2"; fi
if [ -e "$2" ] && [ -n "$4" ]; then chmod 600 -- "$2"; fi
said=$(dd of="$2" conv=fsync 2>&1) || give_up "$said" "$2"
[ "$(wc -c <"$2")" -eq "$3" ] || give_up "the text did not arrive whole" "$2"
if [ -n "$5$6" ]; then said=$(chown -- "$5\${6:+:$6}" "$2" 2>&1) || give_up "$said" "$2"; fi
if [ -n "$4" ]; then said=$(chmod -- "$4" "$2" 2>&1) || give_up "$said" "$2"; fi
`,
};

const HELPERS = `
stamp() { ${STAMP} -- "$1" 2>/dev/null; }
sum() { sha256sum <"$1" 2>/dev/null; }
fail() { echo "$1" >&2; exit ${FAILED}; }
`;

/**
 * Moves $2 to $1 if that file still has the stamp $3 and the digest on standard input. Removes $1 if $2 is empty. Keeps the
 * former file as $4, and restores it if another writer has written into it meanwhile. Prints the stamp of the new file.
 * The stamp alone is not enough, because some file systems have times of a second.
 */
const INSTALL: Script = {
  label: "replace",
  source: `${HELPERS}
IFS= read -r digest
drop() { [ -z "$1" ] || rm -f -- "$1" 2>/dev/null; }
[ "$(stamp "$1")" = "$3" ] || { drop "$2"; exit ${OVERTAKEN}; }
if [ -n "$3" ]; then
  [ "$(sum "$1")" = "$digest  -" ] || { drop "$2"; exit ${OVERTAKEN}; }
  if ! ln -T -- "$1" "$4" 2>/dev/null; then
    said=$(cp --preserve=all -- "$1" "$4" 2>&1) || { drop "$2"; drop "$4"; fail "$said"; }
  fi
fi
if [ -n "$2" ]; then said=$(mv -fT -- "$2" "$1" 2>&1); else said=$(rm -f -- "$1" 2>&1); fi
code=$?
if [ "$code" -ne 0 ]; then drop "$2"; drop "$4"; fail "$said"; fi
if [ -n "$3" ] && [ "$(sum "$4")" != "$digest  -" ]; then mv -fT -- "$4" "$1"; exit ${OVERTAKEN}; fi
stamp "$1"
exit 0
`,
};

/** Moves the former file $2 back to $1, or removes $1 if there was none ($4 is empty), if $1 still has the stamp $3. */
const UNDO: Script = {
  label: "restore",
  source: `${HELPERS}
[ "$(stamp "$1")" = "$3" ] || { rm -f -- "$2"; exit ${OVERTAKEN}; }
if [ -n "$4" ]; then said=$(mv -fT -- "$2" "$1" 2>&1); else said=$(rm -f -- "$1" 2>&1); fi || fail "$said"
`,
};

/**
 * Writes a file beside the one that it replaces.
 * @throws CommandFailed when the text was truncated; leaves nothing behind
 */
export async function stageFile(session: Session, write: FileWrite): Promise<StagedFile> {
  const { state, bytes, mode = "", owner = "", group = "" } = write;
  const path = temporaryBeside(state.target);
  const stage = scriptArgv(STAGE, state.target, path, String(bytes.length), mode, owner, group);
  const stdin = bytes.toString("utf8");
  await runChecked(session, stage, { label: `${STAGE.label} ${state.target}`, stdin });
  return stagedChange(session, state, path);
}

/** Prepares the removal of a file. */
export const stageRemoval = (session: Session, state: RegularFile): StagedFile =>
  stagedChange(session, state, "");

function stagedChange(session: Session, state: RegularFile | AbsentFile, path: string): StagedFile {
  const { target } = state;
  const former = temporaryBeside(target);
  const [stamp, digest] = state.is === "file" ? [state.stamp, sha256(state.bytes)] : ["", ""];
  let written = "";
  return {
    path,
    install: async () => {
      const args = [target, path, stamp, former];
      const stdout = await runLocked(session, INSTALL, args, `${digest}\n`);
      written = stdout?.trimEnd() ?? "";
      return stdout !== undefined;
    },
    discard: () => removeFile(session, path),
    undo: async () =>
      (await runLocked(session, UNDO, [target, former, written, stamp])) !== undefined,
    finish: () => (stamp === "" ? Promise.resolve() : removeFile(session, former)),
  };
}

const temporaryBeside = (target: string): string =>
  target.replace(/[^/]*$/, `${TEMPORARY}${randomUUID()}`);

const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

/** Seconds to wait for another run. It holds the lock for milliseconds, unless the file system hangs. */
const LOCK_SECONDS = 20;

/**
 * Runs a script while this process alone changes files of the directory. The lock is the directory itself: it needs no
 * file that stays, every user that can list the directory can take it, and the kernel releases it when its holder dies. On
 * NFS it excludes the runs through the same node only (https://man7.org/linux/man-pages/man2/flock.2.html).
 * @returns its output; `undefined` if another writer has changed the file
 */
async function runLocked(
  session: Session,
  script: Script,
  [target = "", ...args]: readonly string[],
  stdin = "",
): Promise<string | undefined> {
  // The dot keeps flock from creating a file if the directory is gone.
  const directory = `${posix.dirname(target)}/.`;
  const flock = ["flock", "-w", String(LOCK_SECONDS), directory];
  const label = `${script.label} ${target}`;
  const argv = [...flock, ...scriptArgv(script, target, ...args)];
  const { exitCode, stdout, stderr } = await session.run(argv, { label, stdin });
  if (exitCode === OVERTAKEN) return undefined;
  if (exitCode === 0) return stdout;
  const why = LOCK_FAILURES[exitCode] ?? stderr;
  throw new CommandFailed(session.node, [label], exitCode, why);
}

/** Explains exit codes of `flock`. Its scripts exit with other ones. */
const LOCK_FAILURES: Readonly<Record<number, string>> = {
  1: `another run has held the lock of the directory for ${LOCK_SECONDS} s; look for a command that hangs there (lslocks), and run again`,
  127: "the program flock is missing; install util-linux",
};

/** Removes a file, if it exists. */
async function removeFile(session: Session, target: string): Promise<void> {
  await runChecked(session, ["rm", "-f", "--", target], { label: `rm ${target}` });
}
