import { randomBytes } from "node:crypto";
import { asksPcsd, isEmpty, type Plan } from "../../corosync/plan";
import { type NodeSpec, startsAtBoot, written } from "../../corosync/spec";
import { CommandFailed, NodeUnusable, Refused } from "../../errors";
import {
  addNode,
  authenticate,
  destroyNode,
  pcsVersion,
  removeNode,
  setHaclusterPassword,
  setUpCluster,
  startAtBoot,
  startNode,
  syncConf,
  updateTotem,
} from "../../host/commands/pcs-commands";
import type { Session } from "../../host/ssh/session";
import { say } from "../../log";
import type { CorosyncInputs } from "./inputs";
import type { Looks, Seen } from "./inspect";
import { everywhere } from "../../cluster/all-or-reasons";
import { unresolved } from "../../cluster/name-resolution";

/** What is done, where, and how one waits for it. */
export interface Work {
  readonly args: CorosyncInputs;
  readonly looks: Looks;
  readonly plan: Plan;
  /** Waits until these nodes are one cluster. */
  readonly wait: (nodes: readonly string[]) => Promise<void>;
}

/**
 * Whether the nodes can do what is planned: reachable, with pcs 0.10 or later, its daemon, and names that resolve.
 * @throws Refused with every reason; nothing has been changed
 */
export async function checkReady(work: Work): Promise<void> {
  const { plan, looks } = work;
  if (isEmpty(plan)) return;
  const unfit = await Promise.all(looks.seen.map((seen) => unfitness(seen, asksPcsd(plan))));
  const reasons = [...unreachableOf(looks, added(work)), ...unfit.flat()];
  if (reasons.length > 0) throw new Refused(reasons.join("\n"));
  const unresolved = await unresolvable(work);
  if (unresolved.length > 0) throw new Refused(unresolved.join("\n"));
}

/** The nodes that are to become members. */
const added = ({ args, plan }: Work): readonly NodeSpec[] => (plan.setup ? args.nodes : plan.add);

const unreachableOf = ({ unreachable }: Looks, nodes: readonly NodeSpec[]): string[] =>
  unreachable
    .filter((failure) => nodes.some((n) => n.name === failure.node))
    .map((failure) => `${failure.message}; bring it up, or leave it out of nodes for now`);

async function unfitness({ session, look }: Seen, needsPcsd: boolean): Promise<string[]> {
  const { node } = session;
  const version = await pcsVersion(session);
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
async function unresolvable(work: Work): Promise<string[]> {
  const { looks } = work;
  const named = added(work).filter((n) => n.addresses === undefined);
  const names = named.map((n) => n.name);
  if (names.length === 0) return [];
  const sessions = looks.seen.map((s) => s.session);
  return unresolved(sessions, names, (name) => `, or declare addresses for ${name}`);
}

/** Carries out a plan; `made` is called as soon as there is a cluster. */
export async function carryOut(work: Work, made: () => void): Promise<void> {
  const { plan, looks } = work;
  await each(looks, plan.clear, (session) => {
    say(`${session.node}: removing the stock corosync.conf`);
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

async function setUp({ args, looks }: Work): Promise<void> {
  const { clusterName: name, nodes, transport } = args;
  const first = sessionOf(looks, nodes[0]?.name ?? "");
  say(`${name}: setting up the cluster of ${nodes.map((n) => n.name).join(", ")}`);
  await introduce(args, looks, first, nodes);
  await setUpCluster(first, {
    name,
    nodes,
    transport,
    totem: written("totem", args.totem),
    quorum: written("quorum", args.quorum),
  });
}

/** Without a password of the program a random one serves this once and is kept nowhere. */
async function introduce(
  args: CorosyncInputs,
  looks: Looks,
  from: Session,
  nodes: readonly NodeSpec[],
): Promise<void> {
  const password = args.haclusterPassword ?? randomBytes(24).toString("base64url");
  const names = nodes.map((n) => n.name);
  await each(looks, names, (session) => setHaclusterPassword(session, password));
  await authenticate(from, nodes, password);
}

/** The election of a coordinator takes 20 s; what happens at boot is arranged meanwhile. */
async function start({ args, plan, looks, wait }: Work): Promise<void> {
  if (plan.start.length > 0) say(`${args.clusterName}: starting ${plan.start.join(", ")}`);
  await each(looks, plan.start, startNode);
  await each(looks, plan.boot, (session) => startAtBoot(session, startsAtBoot(args)));
  if (plan.start.length > 0) await wait(standing({ plan, args }));
}

/** The members before nodes are added. */
const standing = ({ plan, args }: Pick<Work, "plan" | "args">): readonly string[] =>
  args.nodes.map((n) => n.name).filter((name) => !plan.add.some((a) => a.name === name));

/** One after the other, each running before the next: several absent ones would cost the quorum. */
async function add(work: Work, node: NodeSpec): Promise<void> {
  const { args, looks, plan } = work;
  say(`${args.clusterName}: adding ${node.name}`);
  const member = memberSession(work);
  await introduce(args, looks, member, [node]);
  await addNode(member, node, startsAtBoot(args));
  const sofar = plan.add.slice(0, plan.add.indexOf(node) + 1).map((n) => n.name);
  await work.wait([...standing(work), ...sofar]);
}

async function remove(work: Work, name: string): Promise<void> {
  const { clusterName, force = false } = work.args;
  say(`${clusterName}: taking out ${name}`);
  await removeNode(memberSession(work), name, force).catch((cause: unknown) => {
    if (!(cause instanceof CommandFailed) || force) throw cause;
    const remedy = `with force: true a node that does not answer is taken out too (run \`pcs cluster destroy\` there when it is back)`;
    throw new Refused(`${cause.message.trim()}\n${remedy}`, { cause });
  });
}

/** A member from which pcs reaches the others; one that runs before one that does not. */
function memberSession({ looks: { seen } }: Work): Session {
  const members = seen.filter(({ state }) => state.conf !== undefined);
  const found = members.find(({ state }) => state.running) ?? members[0];
  if (found === undefined) throw new Error("no member of the cluster was seen");
  return found.session;
}

function sessionOf({ seen }: Looks, name: string): Session {
  const found = seen.find(({ state }) => state.node === name);
  if (found === undefined) throw new NodeUnusable(name, "it was not reached");
  return found.session;
}

/** Does the same on several nodes at once. */
const each = (
  looks: Looks,
  names: readonly string[],
  work: (session: Session) => Promise<void>,
): Promise<void> => everywhere(names, (name) => work(sessionOf(looks, name)));
