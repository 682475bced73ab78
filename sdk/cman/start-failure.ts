/** Explains why `service cman start` or `service pacemaker start` failed. */
export interface StartFailure {
  readonly cause: string;
  readonly remedy: string;
  /** Output of the init script, without its progress. */
  readonly lines: readonly string[];
}

/** Maps messages of CMAN 3.0.12 to their cause and remedy. The first match counts. */
const CAUSES: readonly (readonly [message: string, cause: string, remedy: string])[] = [
  [
    "Network Manager is either running or configured to run",
    "NetworkManager runs, or starts at boot",
    "run `service NetworkManager stop; chkconfig NetworkManager off` there",
  ],
  [
    "Corosync Cluster Engine is already running",
    "corosync runs already, without CMAN",
    "run `service corosync stop; chkconfig corosync off` there",
  ],
  [
    "Cannot find node name in cluster.conf",
    "cluster.conf does not contain the name of this node",
    "declare the node with the name that `uname -n` prints there",
  ],
  [
    "xmlconfig cannot find",
    "/etc/cluster/cluster.conf is missing",
    "run `pulumi up` again, which writes the file",
  ],
  [
    "parser error",
    "/etc/cluster/cluster.conf is not well-formed XML",
    "correct the file, or move it away, and run `pulumi up` again",
  ],
  [
    "Not joining, configuration is not valid",
    "cluster.conf does not match CMAN's schema, and CONFIG_VALIDATION is FAIL",
    "run `ccs_config_validate` there and correct the elements that it names",
  ],
  [
    "Cannot open connection to cman",
    "corosync exited immediately: the other nodes may run with a newer cluster.conf",
    "compare config_version in /etc/cluster/cluster.conf with `cman_tool version` on a running node, and look at /var/log/cluster/corosync.log",
  ],
];

const UNKNOWN: (typeof CAUSES)[number] = [
  "",
  "CMAN did not start",
  "look at /var/log/cluster/corosync.log and fenced.log there",
];

/** Explains the output of a failed start. For messages only: whether the start failed is decided by the exit code. */
export function explainStartFailure(output: string): StartFailure {
  const lines = findMessageLines(output);
  const found = CAUSES.find(([message]) => lines.some((line) => line.includes(message)));
  const [, cause, remedy] = found ?? UNKNOWN;
  return { cause, remedy, lines };
}

/** Finds the last lines before `[FAILED]`, without the name of the step and without repetitions. */
function findMessageLines(output: string): readonly string[] {
  const [failed = ""] = output.replaceAll("\r", "").split("[FAILED]");
  const lines = (failed.split("Starting cluster:").at(-1) ?? "")
    .replace(EXCERPT, "$1")
    .split("\n")
    .map((line) => line.trim().replace(STEP, ""))
    .filter((line) => line !== "" && !PROGRESS.test(line));
  return lines.filter((line, i) => lines.indexOf(line) === i).slice(-MAX_LINES);
}

const MAX_LINES = 5;

/** Matches the source line that libxml2 prints after an error, with a mark under it. It may hold a password. */
const EXCERPT = /(parser (?:error|warning) : .*\n)[^\n]*\n *\^/g;

/** Matches a step, as in `Starting cman... `. The message follows on the same line. */
const STEP = /^[A-Z][\w ]*\.\.\. ?/;

/** Matches successful steps, log lines of corosync, and a warning of newer shells. */
const PROGRESS = /\[ {2}OK {2}\]|^corosync \[|command substitution: ignored null byte/;
