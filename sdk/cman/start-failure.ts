/** Why `service cman start` or `service pacemaker start` failed. */
export interface StartFailure {
  readonly cause: string;
  readonly remedy: string;
  /** What the init script said itself, without its progress. */
  readonly said: readonly string[];
}

/** From the words of CMAN 3.0.12 to what they mean; the first that is found counts. */
const CAUSES: readonly (readonly [words: string, cause: string, remedy: string])[] = [
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
    "none of the names in cluster.conf is that of the node",
    "declare the node under what `uname -n` says there",
  ],
  [
    "xmlconfig cannot find",
    "/etc/cluster/cluster.conf is not there",
    "run pulumi up again, which writes it",
  ],
  [
    "parser error",
    "/etc/cluster/cluster.conf is not well-formed XML",
    "correct it, or move it away, and run pulumi up again",
  ],
  [
    "Not joining, configuration is not valid",
    "cluster.conf does not match CMAN's schema, and CONFIG_VALIDATION is FAIL",
    "run `ccs_config_validate` there and correct what it names",
  ],
  [
    "Cannot open connection to cman",
    "corosync ended at once: the other nodes may run with a newer cluster.conf",
    "compare config_version in /etc/cluster/cluster.conf with `cman_tool version` on a node that runs, and look at /var/log/cluster/corosync.log",
  ],
];

const UNKNOWN: (typeof CAUSES)[number] = [
  "",
  "CMAN did not start",
  "look at /var/log/cluster/corosync.log and fenced.log there",
];

/** What the output of a start that failed means. It is for a message only: whether it failed is the exit code's word. */
export function explainStartFailure(output: string): StartFailure {
  const said = tellingLines(output);
  const found = CAUSES.find(([words]) => said.some((line) => line.includes(words)));
  const [, cause, remedy] = found ?? UNKNOWN;
  return { cause, remedy, said };
}

/** The last lines before `[FAILED]`, without the step that they follow, and without repetitions. */
function tellingLines(output: string): readonly string[] {
  const [failed = ""] = output.replaceAll("\r", "").split("[FAILED]");
  const lines = (failed.split("Starting cluster:").at(-1) ?? "")
    .replace(EXCERPT, "$1")
    .split("\n")
    .map((line) => line.trim().replace(STEP, ""))
    .filter((line) => line !== "" && !PROGRESS.test(line));
  return lines.filter((line, i) => lines.indexOf(line) === i).slice(-LAST);
}

const LAST = 5;

/** libxml2 shows the line of the file that it stumbles over, which may hold a password, and a mark under it. */
const EXCERPT = /(parser (?:error|warning) : .*\n)[^\n]*\n *\^/g;

/** `Starting cman... `, which the message follows on the same line. */
const STEP = /^[A-Z][\w ]*\.\.\. ?/;

/** Steps that went well, what corosync says of itself, and a warning of newer shells. */
const PROGRESS = /\[ {2}OK {2}\]|^corosync \[|command substitution: ignored null byte/;
