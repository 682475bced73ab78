import { type Script, runChecked, scriptArgv, type RunOptions, type Session } from "../ssh/session";
import { readFile } from "./host-facts";
import { runPcs } from "./pacemaker-commands";

/** Observed facts of a node, whether a cluster runs or not. */
export interface CorosyncNodeFacts {
  /** Text of `/etc/corosync/corosync.conf`. */
  readonly conf: string | undefined;
  /** The active ones of corosync, pacemaker and pcsd. */
  readonly active: readonly string[];
  /** Those of corosync and pacemaker that start at boot. */
  readonly enabled: readonly string[];
}

/** A node for pcs. Without addresses, pcs uses the name. */
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

const INSPECT: Script = {
  label: "systemctl is-active",
  source: `
for unit in corosync pacemaker pcsd; do
  systemctl is-active --quiet "$unit" && echo "active $unit"
  systemctl is-enabled --quiet "$unit" 2>/dev/null && echo "enabled $unit"
done
exit 0
`,
};

/** Inspects a node: its corosync.conf and its services. */
export async function inspectCorosyncNode(session: Session): Promise<CorosyncNodeFacts> {
  const [conf, states] = await Promise.all([
    readFile(session, CONF),
    runChecked(session, scriptArgv(INSPECT), { label: INSPECT.label }),
  ]);
  const unitsAfter = (prefix: string): string[] =>
    states
      .split("\n")
      .flatMap((line) => (line.startsWith(prefix) ? [line.slice(prefix.length)] : []));
  return {
    conf,
    active: unitsAfter("active "),
    enabled: unitsAfter("enabled ").filter((unit) => unit !== "pcsd"),
  };
}

/** Queries the version of pcs, such as `0.11.5`. `undefined` if pcs does not run. */
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

/** Resolves names on the node. Omits names that do not resolve. */
export async function resolveNames(
  session: Session,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const text = await runChecked(session, scriptArgv(RESOLVE, ...names), { label: RESOLVE.label });
  const lines = text.split("\n").filter((line) => line !== "");
  return new Map(lines.map((line) => line.split(" ") as [string, string]));
}

/** Authenticates the node's pcs with the pcsd of other nodes. In a cluster, this covers the pcs of all members. */
export async function authenticate(
  session: Session,
  nodes: readonly PcsNode[],
  password: string,
): Promise<void> {
  const hosts = nodes.flatMap(({ name, addresses }) => [
    name,
    ...addressArgs(addresses?.slice(0, 1)),
  ]);
  const argv = ["host", "auth", ...hosts, "-u", "hacluster"];
  await runPcsChecked(session, argv, { stdin: `${password}\n`, timeoutSeconds: 120 });
}

/** Writes keys and corosync.conf on all nodes. Starts nothing. */
export async function setUpCluster(session: Session, cluster: PcsCluster): Promise<void> {
  const { name, nodes, transport, totem, quorum } = cluster;
  const argv = [
    ...["cluster", "setup", name],
    ...nodes.flatMap((node) => [node.name, ...addressArgs(node.addresses)]),
    ...(transport === undefined ? [] : ["transport", transport]),
    ...optionArgs("totem", totem),
    ...optionArgs("quorum", quorum),
  ];
  await runPcsChecked(session, argv, { timeoutSeconds: 300 });
}

/** Starts the cluster on this node alone. */
export async function startNode(session: Session): Promise<void> {
  await runPcsChecked(session, ["cluster", "start"], { timeoutSeconds: 180 });
}

/** Whether the cluster starts at boot, in words of pcs. */
export type AtBoot = "enable" | "disable";

/** Enables or disables the start of the cluster at boot on this node. */
export async function setCorosyncAtBoot(session: Session, atBoot: AtBoot): Promise<void> {
  await runPcsChecked(session, ["cluster", atBoot]);
}

/** Adds and starts a node, from a member. The others keep running. */
export async function addNode(session: Session, node: PcsNode, atBoot: AtBoot): Promise<void> {
  const flags = ["--start", ...(atBoot === "enable" ? ["--enable"] : [])];
  const argv = ["cluster", "node", "add", node.name, ...addressArgs(node.addresses), ...flags];
  await runPcsChecked(session, argv, { timeoutSeconds: 300 });
}

/** Stops and removes a node, from another member. `force` also removes a node that does not answer. */
export async function removeNode(
  session: Session,
  name: string,
  { force = false } = {},
): Promise<void> {
  const flags = force ? ["--skip-offline", "--force"] : [];
  await runPcsChecked(session, ["cluster", "node", "remove", name, ...flags], {
    timeoutSeconds: 300,
  });
}

/** Changes options of totem on all nodes. An empty value removes one. */
export async function updateTotem(
  session: Session,
  totem: Readonly<Record<string, string>>,
): Promise<void> {
  await runPcsChecked(session, ["cluster", "config", "update", ...optionArgs("totem", totem)]);
}

/** Copies this node's corosync.conf to all members. */
export async function syncConf(session: Session): Promise<void> {
  await runPcsChecked(session, ["cluster", "sync", "corosync"]);
}

/** Stops the cluster on this node and removes its files. pcs does not prompt without a terminal. */
export async function destroyNode(session: Session): Promise<void> {
  await runPcsChecked(session, ["cluster", "destroy"], { timeoutSeconds: 300 });
}

const addressArgs = (addresses: readonly string[] = []): string[] =>
  addresses.map((a) => `addr=${a}`);

const optionArgs = (keyword: string, pairs: Readonly<Record<string, string>>): string[] => {
  const pairArgs = Object.entries(pairs).map(([name, value]) => `${name}=${value}`);
  return pairArgs.length === 0 ? [] : [keyword, ...pairArgs];
};

async function runPcsChecked(
  session: Session,
  argv: readonly string[],
  options?: RunOptions,
): Promise<void> {
  await runChecked(session, ["pcs", ...argv], options);
}
