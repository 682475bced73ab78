import { randomBytes } from "node:crypto";
import { needsPcsd, isEmptyCorosyncPlan, type CorosyncPlan } from "../../corosync/plan";
import {
  type CorosyncNodeSpec,
  wantsCorosyncAtBoot,
  writeCorosyncOptions,
} from "../../corosync/spec";
import { CommandFailed, NodeUnusable, PreconditionFailed } from "../../errors";
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
import type { CorosyncInputs } from "../../kind/cluster-inputs";
import type { ClusterOperation } from "../lifecycle";
import type { CorosyncInspection, InspectedCorosyncNode } from "./inspect";
import { runEverywhere } from "../../cluster/every-node";
import { checkNameResolution } from "../../cluster/name-resolution";

export type CorosyncOperation = ClusterOperation<
  CorosyncInputs,
  InspectedCorosyncNode,
  CorosyncPlan
>;

/**
 * Whether the nodes can do what is planned: reachable, with pcs 0.10 or later, its daemon, and names that resolve.
 * @throws Refused with every reason; nothing has been changed
 */
export async function checkNodesReady(operation: CorosyncOperation): Promise<void> {
  const { plan, inspection } = operation;
  if (isEmptyCorosyncPlan(plan)) return;
  const unfit = await Promise.all(inspection.seen.map((seen) => unfitness(seen, needsPcsd(plan))));
  const reasons = [...unreachableOf(inspection, added(operation)), ...unfit.flat()];
  if (reasons.length > 0) throw new PreconditionFailed(reasons.join("\n"));
  const unresolved = await unresolvable(operation);
  if (unresolved.length > 0) throw new PreconditionFailed(unresolved.join("\n"));
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
async function unresolvable(operation: CorosyncOperation): Promise<string[]> {
  const { inspection } = operation;
  const named = added(operation).filter((n) => n.addresses === undefined);
  const names = named.map((n) => n.name);
  if (names.length === 0) return [];
  const sessions = inspection.seen.map((s) => s.session);
  return checkNameResolution(sessions, names, (name) => `, or declare addresses for ${name}`);
}

/** Carries out a plan. */
export async function applyCorosyncPlan(operation: CorosyncOperation): Promise<void> {
  const { plan, inspection, progress } = operation;
  await each(inspection, plan.clear, (session) => {
    info(`${session.node}: removing the stock corosync.conf`);
    return destroyNode(session);
  });
  if (plan.setup) await setUp(operation);
  progress.isWritten = plan.setup;
  if (plan.sync) await syncConf(memberSession(operation));
  if (Object.keys(plan.totem).length > 0) await updateTotem(memberSession(operation), plan.totem);
  await start(operation);
  for (const name of plan.rejoin) await removeNode(memberSession(operation), name, false);
  for (const node of plan.add) await add(operation, node);
  for (const name of plan.remove) await remove(operation, name);
  await setPassword(operation);
}

/** Sets a declared password that no other step has set. */
async function setPassword({ args, before, plan, inspection }: CorosyncOperation): Promise<void> {
  const { haclusterPassword: password } = args;
  if (password === undefined || plan.setup || before?.haclusterPassword === password) return;
  await Promise.all(inspection.seen.map(({ session }) => setHaclusterPassword(session, password)));
}

async function setUp({ args, inspection }: CorosyncOperation): Promise<void> {
  const { clusterName: name, nodes, transport } = args;
  const first = sessionOf(inspection, nodes[0]?.name ?? "");
  info(`${name}: setting up the cluster of ${nodes.map((n) => n.name).join(", ")}`);
  await introduce(args, inspection, first, nodes);
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
  inspection: CorosyncInspection,
  from: Session,
  nodes: readonly CorosyncNodeSpec[],
): Promise<void> {
  const password = args.haclusterPassword ?? randomBytes(24).toString("base64url");
  const names = nodes.map((n) => n.name);
  await each(inspection, names, (session) => setHaclusterPassword(session, password));
  await authenticate(from, nodes, password);
}

/** The election of a coordinator takes 20 s; what happens at boot is arranged meanwhile. */
async function start({ args, plan, inspection, wait }: CorosyncOperation): Promise<void> {
  if (plan.start.length > 0) info(`${args.clusterName}: starting ${plan.start.join(", ")}`);
  await each(inspection, plan.start, startNode);
  await each(inspection, plan.boot, (session) =>
    setCorosyncAtBoot(session, wantsCorosyncAtBoot(args)),
  );
  if (plan.start.length > 0) await wait(standing({ plan, args }));
}

/** The members before nodes are added. */
const standing = ({ plan, args }: Pick<CorosyncOperation, "plan" | "args">): readonly string[] =>
  args.nodes.map((n) => n.name).filter((name) => !plan.add.some((a) => a.name === name));

/** One after the other, each running before the next: several absent ones would cost the quorum. */
async function add(operation: CorosyncOperation, node: CorosyncNodeSpec): Promise<void> {
  const { args, inspection, plan } = operation;
  info(`${args.clusterName}: adding ${node.name}`);
  const member = memberSession(operation);
  await introduce(args, inspection, member, [node]);
  await addNode(member, node, wantsCorosyncAtBoot(args));
  const sofar = plan.add.slice(0, plan.add.indexOf(node) + 1).map((n) => n.name);
  await operation.wait([...standing(operation), ...sofar]);
}

async function remove(operation: CorosyncOperation, name: string): Promise<void> {
  const { clusterName, force = false } = operation.args;
  info(`${clusterName}: taking out ${name}`);
  await removeNode(memberSession(operation), name, force).catch((cause: unknown) => {
    if (!(cause instanceof CommandFailed) || force) throw cause;
    const remedy = `with force: true a node that does not answer is taken out too (run \`pcs cluster destroy\` there when it is back)`;
    throw new PreconditionFailed(`${cause.message.trim()}\n${remedy}`, { cause });
  });
}

/** A member from which pcs reaches the others; one that runs before one that does not. */
function memberSession({ inspection: { seen } }: CorosyncOperation): Session {
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
  inspection: CorosyncInspection,
  names: readonly string[],
  operation: (session: Session) => Promise<void>,
): Promise<void> => runEverywhere(names, (name) => operation(sessionOf(inspection, name)));
