import { randomBytes } from "node:crypto";
import { needsPcsd, isEmptyCorosyncPlan, type CorosyncPlan } from "../../corosync/plan";
import {
  type CorosyncNodeSpec,
  wantsCorosyncAtBoot,
  writeCorosyncOptions,
} from "../../corosync/spec";
import { CommandFailed, NodeUnusable, Refused } from "../../errors";
import {
  addNode,
  authenticate,
  destroyNode,
  queryPcsVersion,
  removeNode,
  setHaclusterPassword,
  setUpCluster,
  setCorosyncAtBoot,
  startNode,
  syncConf,
  updateTotem,
} from "../../host/commands/pcs-commands";
import type { Session } from "../../host/ssh/session";
import { info } from "../../log";
import type { CorosyncInputs } from "./inputs";
import type { CorosyncInspection, InspectedCorosyncNode } from "./inspect";
import { runEverywhere } from "../../cluster/all-or-reasons";
import { checkNameResolution } from "../../cluster/name-resolution";

/** What is done, where, and how one waits for it. */
export interface CorosyncOperation {
  readonly args: CorosyncInputs;
  readonly looks: CorosyncInspection;
  readonly plan: CorosyncPlan;
  /** Waits until these nodes are one cluster. */
  readonly wait: (nodes: readonly string[]) => Promise<void>;
}

/**
 * Whether the nodes can do what is planned: reachable, with pcs 0.10 or later, its daemon, and names that resolve.
 * @throws Refused with every reason; nothing has been changed
 */
export async function checkNodesReady(work: CorosyncOperation): Promise<void> {
  const { plan, looks } = work;
  if (isEmptyCorosyncPlan(plan)) return;
  const unfit = await Promise.all(looks.seen.map((seen) => unfitness(seen, needsPcsd(plan))));
  const reasons = [...unreachableOf(looks, added(work)), ...unfit.flat()];
  if (reasons.length > 0) throw new Refused(reasons.join("\n"));
  const unresolved = await unresolvable(work);
  if (unresolved.length > 0) throw new Refused(unresolved.join("\n"));
}

/** The nodes that are to become members. */
const added = ({ args, plan }: CorosyncOperation): readonly CorosyncNodeSpec[] =>
  plan.setup ? args.nodes : plan.add;

const unreachableOf = (
  { unreachable }: CorosyncInspection,
  nodes: readonly CorosyncNodeSpec[],
): string[] =>
  unreachable
    .filter((failure) => nodes.some((n) => n.name === failure.node))
    .map((failure) => `${failure.message}; bring it up, or leave it out of nodes for now`);

async function unfitness(
  { session, look }: InspectedCorosyncNode,
  needsPcsd: boolean,
): Promise<string[]> {
  const { node } = session;
  const version = await queryPcsVersion(session);
  if (version === undefined)
    return [
      `${node}: pcs cannot be run there; install pcs, pacemaker and corosync (apt install pcs, or dnf install pcs pacemaker)`,
    ];
  if (/^0\.[0-9]\./.test(version))
    return [
      `${node}: pcs ${version} is too old, a CorosyncCluster needs 0.10 or later; for a cluster that is already there give its description as \`cluster\``,
    ];
  if (needsPcsd && !look.active.includes("pcsd"))
    return [`${node}: pcsd does not run; start it there: systemctl enable --now pcsd`];
  return [];
}

/** corosync binds to what a node's own name resolves to: 127.0.1.1 in /etc/hosts makes a cluster of one. */
async function unresolvable(work: CorosyncOperation): Promise<string[]> {
  const { looks } = work;
  const named = added(work).filter((n) => n.addresses === undefined);
  const names = named.map((n) => n.name);
  if (names.length === 0) return [];
  const sessions = looks.seen.map((s) => s.session);
  return checkNameResolution(sessions, names, (name) => `, or declare addresses for ${name}`);
}

/** Carries out a plan; `made` is called as soon as there is a cluster. */
export async function applyCorosyncPlan(work: CorosyncOperation, made: () => void): Promise<void> {
  const { plan, looks } = work;
  await each(looks, plan.clear, (session) => {
    info(`${session.node}: removing the stock corosync.conf`);
    return destroyNode(session);
  });
  if (plan.setup) await setUp(work);
  made();
  if (plan.sync) await syncConf(memberSession(work));
  if (Object.keys(plan.totem).length > 0) await updateTotem(memberSession(work), plan.totem);
  await start(work);
  for (const name of plan.rejoin) await removeNode(memberSession(work), name, false);
  for (const node of plan.add) await add(work, node);
  for (const name of plan.remove) await remove(work, name);
}

async function setUp({ args, looks }: CorosyncOperation): Promise<void> {
  const { clusterName: name, nodes, transport } = args;
  const first = sessionOf(looks, nodes[0]?.name ?? "");
  info(`${name}: setting up the cluster of ${nodes.map((n) => n.name).join(", ")}`);
  await introduce(args, looks, first, nodes);
  await setUpCluster(first, {
    name,
    nodes,
    transport,
    totem: writeCorosyncOptions("totem", args.totem),
    quorum: writeCorosyncOptions("quorum", args.quorum),
  });
}

/** Without a password of the program a random one serves this once and is kept nowhere. */
async function introduce(
  args: CorosyncInputs,
  looks: CorosyncInspection,
  from: Session,
  nodes: readonly CorosyncNodeSpec[],
): Promise<void> {
  const password = args.haclusterPassword ?? randomBytes(24).toString("base64url");
  const names = nodes.map((n) => n.name);
  await each(looks, names, (session) => setHaclusterPassword(session, password));
  await authenticate(from, nodes, password);
}

/** The election of a coordinator takes 20 s; what happens at boot is arranged meanwhile. */
async function start({ args, plan, looks, wait }: CorosyncOperation): Promise<void> {
  if (plan.start.length > 0) info(`${args.clusterName}: starting ${plan.start.join(", ")}`);
  await each(looks, plan.start, startNode);
  await each(looks, plan.boot, (session) => setCorosyncAtBoot(session, wantsCorosyncAtBoot(args)));
  if (plan.start.length > 0) await wait(standing({ plan, args }));
}

/** The members before nodes are added. */
const standing = ({ plan, args }: Pick<CorosyncOperation, "plan" | "args">): readonly string[] =>
  args.nodes.map((n) => n.name).filter((name) => !plan.add.some((a) => a.name === name));

/** One after the other, each running before the next: several absent ones would cost the quorum. */
async function add(work: CorosyncOperation, node: CorosyncNodeSpec): Promise<void> {
  const { args, looks, plan } = work;
  info(`${args.clusterName}: adding ${node.name}`);
  const member = memberSession(work);
  await introduce(args, looks, member, [node]);
  await addNode(member, node, wantsCorosyncAtBoot(args));
  const sofar = plan.add.slice(0, plan.add.indexOf(node) + 1).map((n) => n.name);
  await work.wait([...standing(work), ...sofar]);
}

async function remove(work: CorosyncOperation, name: string): Promise<void> {
  const { clusterName, force = false } = work.args;
  info(`${clusterName}: taking out ${name}`);
  await removeNode(memberSession(work), name, force).catch((cause: unknown) => {
    if (!(cause instanceof CommandFailed) || force) throw cause;
    const remedy = `with force: true a node that does not answer is taken out too (run \`pcs cluster destroy\` there when it is back)`;
    throw new Refused(`${cause.message.trim()}\n${remedy}`, { cause });
  });
}

/** A member from which pcs reaches the others; one that runs before one that does not. */
function memberSession({ looks: { seen } }: CorosyncOperation): Session {
  const members = seen.filter(({ state }) => state.conf !== undefined);
  const found = members.find(({ state }) => state.running) ?? members[0];
  if (found === undefined) throw new Error("no member of the cluster was seen");
  return found.session;
}

function sessionOf({ seen }: CorosyncInspection, name: string): Session {
  const found = seen.find(({ state }) => state.node === name);
  if (found === undefined) throw new NodeUnusable(name, "it was not reached");
  return found.session;
}

/** Does the same on several nodes at once. */
const each = (
  looks: CorosyncInspection,
  names: readonly string[],
  work: (session: Session) => Promise<void>,
): Promise<void> => runEverywhere(names, (name) => work(sessionOf(looks, name)));
