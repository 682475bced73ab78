import { randomUUID } from "node:crypto";
import { posix } from "node:path";
import { NodeUnusable } from "../../errors";
import {
  type Script,
  runChecked,
  scriptArgv,
  type CommandResult,
  type Session,
} from "../ssh/session";
import { HANGING, inspectFile } from "./files";
import { ABSENT, readFile } from "./host-facts";
import { chkconfig } from "./init-system";
import { type StagedFile, stageFile } from "./replace-file";

/** The services of an EL6 cluster. Pacemaker's init script also starts and stops CMAN. */
export type Service = "cman" | "pacemaker";

/** Output and exit code of a program. */
export interface CommandOutput {
  readonly text: string;
  readonly exitCode: number;
}

/** Observed facts of a node, whether a cluster runs or not. */
export interface CmanNodeFacts {
  /** Text of `/etc/cluster/cluster.conf`. */
  readonly conf: string | undefined;
  /** Text of `/etc/sysconfig/cman`. */
  readonly sysconfig: string | undefined;
  /** Output of a program, by its part of the script. */
  readonly outputOf: (part: Part) => CommandOutput;
}

const CONF = "/etc/cluster/cluster.conf";
/** The environment of CMAN's init script. */
export const SYSCONFIG = "/etc/sysconfig/cman";

const PARTS = {
  hostname: "uname -n",
  cman: "service cman status",
  pacemaker: "service pacemaker status",
  status: "cman_tool status",
  fence: "fence_tool ls",
  cmanBoot: "chkconfig --list cman",
  pacemakerBoot: "chkconfig --list pacemaker",
  manager: "pidof NetworkManager",
} as const;
export type Part = keyof typeof PARTS;

/** Runs every program with its own time limit, so that a hanging one does not hide the output of the others. */
const INSPECT: Script = {
  label: "cman_tool status",
  source: Object.entries(PARTS)
    .map(
      ([part, command]) =>
        `printf '%s begins ${part}\\n' "$1"; timeout 20 ${command} 2>&1; printf '\\n%s ends %s\\n' "$1" $?`,
    )
    .join("\n"),
};

/** Inspects a node: its files, the status of its services and of CMAN, and the start at boot. */
export async function inspectCmanNode(session: Session): Promise<CmanNodeFacts> {
  const [conf, sysconfig, text] = await Promise.all([
    readFile(session, CONF),
    readFile(session, SYSCONFIG),
    runParts(session),
  ]);
  return { conf, sysconfig, outputOf: (part) => text.get(part) ?? { text: "", exitCode: ABSENT } };
}

async function runParts(session: Session): Promise<ReadonlyMap<string, CommandOutput>> {
  const mark = randomUUID();
  const { stdout } = await session.run(scriptArgv(INSPECT, mark), {
    label: INSPECT.label,
    timeoutSeconds: 120,
  });
  const parts = new RegExp(`^${mark} begins (\\w+)\\n([^]*?)\\n${mark} ends (\\d+)$`, "gm");
  return new Map(
    [...stdout.matchAll(parts)].map(([, part = "", text = "", code]): [string, CommandOutput] => [
      part,
      { text, exitCode: Number(code) },
    ]),
  );
}

/**
 * Validates the file $1 if ccs_config_validate is installed, with the schemas of fence-agents (the first call creates them:
 * 13 to 17 s).
 */
const VALIDATE: Script = {
  label: "ccs_config_validate -f",
  source: `command -v ccs_config_validate >/dev/null || exit 0; ccs_config_validate -f "$1" >&2`,
};

/**
 * Writes a new cluster.conf beside the active one, and validates it with the node's tools.
 * @param before the text on which the new one is based; `undefined` if there was no file
 * @returns `undefined` if the active file has another text by now
 * @throws CommandFailed with their output; removes the new file first
 */
export async function stageConf(
  session: Session,
  text: string,
  before: string | undefined,
): Promise<StagedFile | undefined> {
  await runChecked(session, ["mkdir", "-p", posix.dirname(CONF)]);
  const state = await inspectFile(session, CONF);
  if (state.is === "hanging") throw new NodeUnusable(session.node, `${CONF} ${HANGING}`);
  const present = state.is === "file" ? state.bytes.toString("utf8") : undefined;
  if ((state.is !== "file" && state.is !== "absent") || present !== before) return undefined;
  const access = { mode: "0640", owner: "root", group: "root" };
  const staged = await stageFile(session, { state, bytes: Buffer.from(text), ...access });
  try {
    const argv = scriptArgv(VALIDATE, staged.path);
    await runChecked(session, argv, { label: VALIDATE.label, timeoutSeconds: 120 });
  } catch (e) {
    await staged.discard();
    throw e;
  }
  return staged;
}

/** Stores the original line of `/etc/sysconfig/cman`. Empty if the file had no such line. */
const FOUND = "/etc/cluster/.quorum-timeout.found";

/** Stores standard input as the file $1, unless it exists. The link makes that one step. */
const KEEP: Script = {
  label: `keep ${SYSCONFIG}`,
  source: `
mkdir -p "$(dirname -- "$1")" && cat >"$1.$$" || exit
ln -T -- "$1.$$" "$1" 2>/dev/null || [ -e "$1" ]
code=$?
rm -f -- "$1.$$"
exit $code
`,
};

/** Stores the original line of `/etc/sysconfig/cman` before its first change. */
export async function keepLine(session: Session, line: string): Promise<void> {
  await runChecked(session, scriptArgv(KEEP, FOUND), { label: KEEP.label, stdin: line });
}

/** Reads the stored line. `undefined` if none was stored. */
export const readKeptLine = (session: Session): Promise<string | undefined> =>
  readFile(session, FOUND);

/** Removes the stored line. */
export const forgetKeptLine = (session: Session): Promise<unknown> =>
  runChecked(session, ["rm", "-f", FOUND]);

/** Renames the cluster.conf of a destroyed cluster, to keep it. */
export const retireConf = (session: Session, version: string): Promise<unknown> =>
  runChecked(session, ["mv", "-f", CONF, `${CONF}.removed-${version}`]);

/**
 * Starts or stops a service, with a time limit on the node. Reason: the init script of cman restarts forever when a step
 * of its stop fails inside a failed start.
 */
export function runService(
  session: Session,
  service: Service,
  verb: "start" | "stop",
  timeoutSeconds: number,
): Promise<CommandResult> {
  return session.run(["service", service, verb], { timeoutSeconds });
}

/** Enables or disables the start of a service at boot. */
export async function setCmanAtBoot(
  session: Session,
  service: Service,
  to: "on" | "off",
): Promise<void> {
  const script = chkconfig(to);
  const label = `${script.label} ${service}`;
  await runChecked(session, scriptArgv(script, service), { label });
}

/** Activates the cluster.conf of this node in the running cluster. Exit code 0 does not cover the other nodes. */
export const activateConf = (session: Session): Promise<CommandResult> =>
  session.run(["cman_tool", "version", "-r", "-S"], { timeoutSeconds: 60 });

/** Removes a node from Pacemaker's list, where it would stay offline and unclean. */
export const forgetNode = (session: Session, name: string): Promise<unknown> =>
  runChecked(session, ["crm_node", "--force", "--remove", name]);

/** Removes a node once more. A failure is no reason to stop: most versions do not know the node any more. */
export const forgetNodeAgain = (session: Session, name: string): Promise<unknown> =>
  session.run(["crm_node", "--force", "--remove", name]);
