import { CommandFailed } from "../../errors";
import { type Script, scriptArgv } from "./pacemaker-scripts";
import type { CommandResult, RunOptions, Session } from "../ssh/session";
import { runPcs, readFile } from "./pacemaker-commands";

/** What a node shows of itself; whether a cluster runs does not matter. */
export interface CorosyncNodeFacts {
  /** Text of `/etc/corosync/corosync.conf`. */
  readonly conf: string | undefined;
  /** Which of corosync, pacemaker and pcsd run. */
  readonly active: readonly string[];
  /** Which of corosync and pacemaker start at boot. */
  readonly enabled: readonly string[];
}

/** A node for pcs; without addresses pcs uses the name. */
export interface PcsNode {
  readonly name: string;
  readonly addresses?: readonly string[];
}

export interface PcsCluster {
  readonly name: string;
  readonly nodes: readonly PcsNode[];
  readonly transport?: string;
  readonly totem: Readonly<Record<string, string>>;
  readonly quorum: Readonly<Record<string, string>>;
}

const CONF = "/etc/corosync/corosync.conf";

const LOOK: Script = {
  label: "systemctl is-active",
  source: `
for unit in corosync pacemaker pcsd; do
  systemctl is-active --quiet "$unit" && echo "active $unit"
  systemctl is-enabled --quiet "$unit" 2>/dev/null && echo "enabled $unit"
done
exit 0
`,
};

/** What a node shows: its corosync.conf and its services. */
export async function inspectCorosyncNode(session: Session): Promise<CorosyncNodeFacts> {
  const [conf, look] = await Promise.all([
    readFile(session, CONF),
    checked(session, [LOOK.label], session.run(scriptArgv(LOOK), { label: LOOK.label })),
  ]);
  const said = (what: string): string[] =>
    look.split("\n").flatMap((line) => (line.startsWith(what) ? [line.slice(what.length)] : []));
  return {
    conf,
    active: said("active "),
    enabled: said("enabled ").filter((unit) => unit !== "pcsd"),
  };
}

/** The version of pcs, such as `0.11.5`; `undefined` when it cannot be run. */
export async function queryPcsVersion(session: Session): Promise<string | undefined> {
  const { exitCode, stdout } = await runPcs(session, ["--version"]);
  return exitCode === 0 ? stdout.trim() : undefined;
}

const RESOLVE: Script = {
  label: "getent ahosts",
  source: `
for name; do
  address=$(getent ahosts "$name") && printf '%s\\n' "$address" | { read -r first rest; echo "$name $first"; }
done
exit 0
`,
};

/** The address to which each name resolves on the node; names that do not resolve are left out. */
export async function resolveNames(
  session: Session,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { label } = RESOLVE;
  const text = await checked(
    session,
    [label],
    session.run(scriptArgv(RESOLVE, ...names), { label }),
  );
  const lines = text.split("\n").filter((line) => line !== "");
  return new Map(lines.map((line) => line.split(" ") as [string, string]));
}

/** Sets the password of the user with whom the nodes' pcsd authenticate one another. */
export async function setHaclusterPassword(session: Session, password: string): Promise<void> {
  await checked(
    session,
    ["chpasswd"],
    session.run(["chpasswd"], { stdin: `hacluster:${password}\n` }),
  );
}

/** Makes the node's pcs known to the pcsd of other nodes; in a cluster, all members' pcs. */
export async function authenticate(
  session: Session,
  nodes: readonly PcsNode[],
  password: string,
): Promise<void> {
  const hosts = nodes.flatMap(({ name, addresses }) => [name, ...addr(addresses?.slice(0, 1))]);
  const argv = ["host", "auth", ...hosts, "-u", "hacluster"];
  await must(session, argv, { stdin: `${password}\n`, timeoutSeconds: 120 });
}

/** Writes keys and corosync.conf on all nodes; starts nothing. */
export async function setUpCluster(session: Session, cluster: PcsCluster): Promise<void> {
  const { name, nodes, transport, totem, quorum } = cluster;
  const argv = [
    ...["cluster", "setup", name],
    ...nodes.flatMap((node) => [node.name, ...addr(node.addresses)]),
    ...(transport === undefined ? [] : ["transport", transport]),
    ...options("totem", totem),
    ...options("quorum", quorum),
  ];
  await must(session, argv, { timeoutSeconds: 300 });
}

/** Starts the cluster on this node alone. */
export async function startNode(session: Session): Promise<void> {
  await must(session, ["cluster", "start"], { timeoutSeconds: 180 });
}

/** Says whether this node starts the cluster when it boots. */
export async function setCorosyncAtBoot(session: Session, boot: boolean): Promise<void> {
  await must(session, ["cluster", boot ? "enable" : "disable"]);
}

/** Adds and starts a node, from a member; the others go on running. `boot`: it starts the cluster when it boots. */
export async function addNode(session: Session, node: PcsNode, boot: boolean): Promise<void> {
  const how = ["--start", ...(boot ? ["--enable"] : [])];
  const argv = ["cluster", "node", "add", node.name, ...addr(node.addresses), ...how];
  await must(session, argv, { timeoutSeconds: 300 });
}

/** Stops a node and takes it out of the cluster, from another member; `force` also one that does not answer. */
export async function removeNode(session: Session, name: string, force: boolean): Promise<void> {
  const how = force ? ["--skip-offline", "--force"] : [];
  await must(session, ["cluster", "node", "remove", name, ...how], { timeoutSeconds: 300 });
}

/** Changes options of totem on all nodes; an empty value removes one. */
export async function updateTotem(
  session: Session,
  totem: Readonly<Record<string, string>>,
): Promise<void> {
  await must(session, ["cluster", "config", "update", ...options("totem", totem)]);
}

/** Copies this node's corosync.conf to all members. */
export async function syncConf(session: Session): Promise<void> {
  await must(session, ["cluster", "sync", "corosync"]);
}

/** Stops the cluster on this node and removes its files. Without a terminal pcs asks nothing. */
export async function destroyNode(session: Session): Promise<void> {
  await must(session, ["cluster", "destroy"], { timeoutSeconds: 300 });
}

const addr = (addresses: readonly string[] = []): string[] => addresses.map((a) => `addr=${a}`);

const options = (keyword: string, pairs: Readonly<Record<string, string>>): string[] => {
  const words = Object.entries(pairs).map(([name, value]) => `${name}=${value}`);
  return words.length === 0 ? [] : [keyword, ...words];
};

async function must(session: Session, argv: readonly string[], how?: RunOptions): Promise<void> {
  await checked(session, ["pcs", ...argv], runPcs(session, argv, how));
}

async function checked(
  session: Session,
  argv: readonly string[],
  run: Promise<CommandResult>,
): Promise<string> {
  const { exitCode, stdout, stderr } = await run;
  if (exitCode === 0) return stdout;
  throw new CommandFailed(session.node, argv, exitCode, stderr, stdout);
}
