import { randomUUID } from "node:crypto";
import { CommandFailed } from "../../errors";
import { ABSENT } from "./exit-codes";
import { type Script, scriptArgv } from "./pacemaker-scripts";
import type { CommandResult, RunOptions, Session } from "../ssh/session";
import { readFile } from "./pacemaker-commands";

/** The services of an EL6 cluster; Pacemaker's starts and stops CMAN's as well. */
export type Service = "cman" | "pacemaker";

/** What a program printed, and how it ended. */
export interface CommandOutput {
  readonly text: string;
  readonly exitCode: number;
}

/** What a node shows of itself; whether a cluster runs does not matter. */
export interface CmanNodeFacts {
  /** Text of `/etc/cluster/cluster.conf`. */
  readonly conf: string | undefined;
  /** Text of `/etc/sysconfig/cman`. */
  readonly sysconfig: string | undefined;
  /** What the programs say, by their part of the script. */
  readonly said: (part: Part) => CommandOutput;
}

const CONF = "/etc/cluster/cluster.conf";
const STAGED = "/etc/cluster/.cluster.conf.staged";
const SYSCONFIG = "/etc/sysconfig/cman";

const PARTS = {
  hostname: "uname -n",
  cman: "service cman status",
  pacemaker: "service pacemaker status",
  status: "cman_tool status",
  nodes: "cman_tool nodes -F id,type,votes,name",
  fence: "fence_tool ls",
  cmanBoot: "chkconfig --list cman",
  pacemakerBoot: "chkconfig --list pacemaker",
  manager: "pidof NetworkManager",
} as const;
export type Part = keyof typeof PARTS;

/** Each program has a time limit of its own: one that hangs must not hide what the others say. */
const LOOK: Script = {
  label: "cman_tool status",
  source: Object.entries(PARTS)
    .map(
      ([part, command]) =>
        `printf '%s begins ${part}\\n' "$1"; timeout 20 ${command} 2>&1; printf '\\n%s ends %s\\n' "$1" $?`,
    )
    .join("\n"),
};

/** What a node shows: its files, what its services and CMAN say, and what starts at boot. */
export async function inspectCmanNode(session: Session): Promise<CmanNodeFacts> {
  const [conf, sysconfig, text] = await Promise.all([
    readFile(session, CONF),
    readFile(session, SYSCONFIG),
    look(session),
  ]);
  return { conf, sysconfig, said: (part) => text.get(part) ?? { text: "", exitCode: ABSENT } };
}

async function look(session: Session): Promise<ReadonlyMap<string, CommandOutput>> {
  const mark = randomUUID();
  const { stdout } = await session.run(scriptArgv(LOOK, mark), {
    label: LOOK.label,
    timeoutSeconds: 120,
  });
  const parts = new RegExp(`^${mark} begins (\\w+)\\n([^]*?)\\n${mark} ends (\\d+)$`, "gm");
  return new Map(
    [...stdout.matchAll(parts)].map(([, part = "", said = "", code]): [string, CommandOutput] => [
      part,
      { text: said, exitCode: Number(code) },
    ]),
  );
}

/**
 * Writes the text on standard input, $1 bytes of it, beside cluster.conf, and has it checked where the checker is
 * installed; with fence-agents' schemas (a first call makes them: 13 to 17 s).
 */
const STAGE: Script = {
  label: "ccs_config_validate -f",
  source: `
umask 027
mkdir -p /etc/cluster && dd of=${STAGED} conv=fsync 2>/dev/null || exit
[ "$(wc -c <${STAGED})" -eq "$1" ] || { rm -f ${STAGED}; echo "cluster.conf did not arrive whole; nothing was changed" >&2; exit 1; }
chown root:root ${STAGED} && chmod 0640 ${STAGED} || exit
command -v ccs_config_validate >/dev/null || exit 0
ccs_config_validate -f ${STAGED} >&2 && exit
code=$?
rm -f ${STAGED}
exit $code
`,
};

/** Puts the staged file in place, in one step. */
const INSTALL: Script = {
  label: "mv cluster.conf",
  source: `mv -f ${STAGED} ${CONF} && sync`,
};

/**
 * Writes a cluster.conf beside the one that counts, checked by the node's own tools.
 * @throws CommandFailed with what they say; nothing is left behind
 */
export async function stageConf(session: Session, text: string): Promise<void> {
  const argv = scriptArgv(STAGE, String(Buffer.byteLength(text)));
  await checked(session, [STAGE.label], argv, { stdin: text, timeoutSeconds: 120 });
}

/** Takes a staged cluster.conf away. */
export const unstageConf = (session: Session): Promise<void> =>
  checked(session, ["rm", STAGED], ["rm", "-f", STAGED]);

/** Puts the staged cluster.conf in place. */
export const installConf = (session: Session): Promise<void> =>
  checked(session, [INSTALL.label], scriptArgv(INSTALL));

/** Writes `/etc/sysconfig/cman`; the file keeps its mode. */
export async function writeSysconfig(session: Session, text: string): Promise<void> {
  const source = `cat > ${SYSCONFIG}.new && cat ${SYSCONFIG}.new > ${SYSCONFIG} && rm -f ${SYSCONFIG}.new`;
  return checked(session, ["write", SYSCONFIG], ["sh", "-c", source], { stdin: text });
}

/** Where the line in `/etc/sysconfig/cman` is kept that was found there; empty where there was none. */
const FOUND = "/etc/cluster/.quorum-timeout.found";

/** Remembers a line of `/etc/sysconfig/cman` when it is changed for the first time. */
export const keepLine = (session: Session, line: string): Promise<void> => {
  const source = `mkdir -p /etc/cluster && { [ -e ${FOUND} ] || cat >${FOUND}; }`;
  return checked(session, ["keep", SYSCONFIG], ["sh", "-c", source], { stdin: line });
};

/** The line that was remembered; `undefined` when none ever was. */
export const readKeptLine = (session: Session): Promise<string | undefined> =>
  readFile(session, FOUND);

/** Writes `/etc/sysconfig/cman` as it was before; a file with nothing in it goes. */
export async function restoreSysconfig(session: Session, text: string): Promise<void> {
  const gone = ["rm", "-f", FOUND, ...(text === "" ? [SYSCONFIG] : [])];
  if (text !== "") await writeSysconfig(session, text);
  await checked(session, ["rm", FOUND], gone);
}

/** Keeps the cluster.conf of a cluster that is destroyed, under another name. */
export const retireConf = (session: Session, version: string): Promise<void> =>
  checked(session, ["mv", CONF], ["mv", "-f", CONF, `${CONF}.removed-${version}`]);

/**
 * Starts or stops a service. The init script of cman begins again without end when a step of its stop fails inside a
 * failed start, hence the limit on the node.
 */
export function runService(
  session: Session,
  service: Service,
  verb: "start" | "stop",
  timeoutSeconds: number,
): Promise<CommandResult> {
  return session.run(["service", service, verb], { timeoutSeconds });
}

/** Says whether a service starts when the node boots. */
export async function setCmanAtBoot(
  session: Session,
  service: Service,
  on: boolean,
): Promise<void> {
  // Without this chkconfig says that it is "not referenced in any runlevel"; done again it changes nothing.
  const source =
    'chkconfig --list "$1" >/dev/null 2>&1 || chkconfig --add "$1"; chkconfig "$1" "$2"';
  const argv = ["sh", "-c", source, "sh", service, on ? "on" : "off"];
  await checked(session, ["chkconfig", service, on ? "on" : "off"], argv);
}

/** Makes the running cluster take the cluster.conf of this node; that it exits with 0 says nothing of the other nodes. */
export const activateConf = (session: Session): Promise<CommandResult> =>
  session.run(["cman_tool", "version", "-r", "-S"], { timeoutSeconds: 60 });

/** Takes a node out of Pacemaker's own list, where it would stay as offline and unclean. */
export const forgetNode = (session: Session, name: string): Promise<void> =>
  checked(session, ["crm_node", "--remove", name], ["crm_node", "--force", "--remove", name]);

async function checked(
  session: Session,
  words: readonly string[],
  argv: readonly string[],
  options: RunOptions = {},
): Promise<void> {
  const label = words.join(" ");
  const { exitCode, stderr, stdout } = await session.run(argv, { ...options, label });
  if (exitCode !== 0) throw new CommandFailed(session.node, words, exitCode, stderr, stdout);
}
