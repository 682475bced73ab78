import { randomBytes } from "node:crypto";
import { needsPcsd, isEmptyCorosyncPlan, type CorosyncPlan } from "../../corosync/plan";
import {
  type CorosyncNodeSpec,
  wantsCorosyncAtBoot,
  writeCorosyncOptions,
} from "../../corosync/spec";
import { NodeUnusable, PreconditionFailed } from "../../errors";
import {
  addNode,
  authenticate,
  queryPcsVersion,
  removeNode,
  setUpCluster,
  setCorosyncAtBoot,
  startNode,
  syncConf,
  updateTotem,
} from "../../host/commands/pcs-commands";
import { setHaclusterPassword } from "../../host/commands/hacluster";
import type { Session } from "../../host/ssh/session";
import { info, progress } from "../../log";
import type { CorosyncInputs } from "../../kind/cluster-inputs";
import type { ClusterOperation } from "../lifecycle";
import { destroyCorosyncNode } from "./destroy";
import type { CorosyncInspection, InspectedCorosyncNode } from "./inspect";
import { type Removal, removeCorosyncNode, verifyRemoved } from "./remove";
import { runEverywhere } from "../../cluster/every-node";
import { checkNameResolution } from "../../cluster/name-resolution";

export type CorosyncOperation = ClusterOperation<
  CorosyncInputs,
  InspectedCorosyncNode,
  CorosyncPlan
>;

/**
 * Checks that the nodes can carry out the plan: reachable, with pcs 0.10 or later, its daemon, and names that resolve.
 * @throws PreconditionFailed with every reason; nothing has been changed
 */
export async function checkNodesReady(operation: CorosyncOperation): Promise<void> {
  const { plan, inspection } = operation;
  if (isEmptyCorosyncPlan(plan)) return;
  const unfit = await Promise.all(inspection.seen.map((n) => pcsProblems(n, plan)));
  const reasons = [...unreachableOf(inspection, newMembers(operation)), ...unfit.flat()];
  if (reasons.length > 0) throw new PreconditionFailed(reasons.join("\n"));
  const unresolved = await nameProblems(operation);
  if (unresolved.length > 0) throw new PreconditionFailed(unresolved.join("\n"));
}

/** The nodes that the plan makes members. */
const newMembers = ({ args, plan }: CorosyncOperation): readonly CorosyncNodeSpec[] =>
  plan.setup ? args.nodes : plan.add;

const unreachableOf = (
  { unreachable }: CorosyncInspection,
  nodes: readonly CorosyncNodeSpec[],
): string[] =>
  unreachable
    .filter((failure) => nodes.some((n) => n.name === failure.node))
    .map((failure) => `${failure.message}; bring the node up, or remove it from nodes for now`);

async function pcsProblems(
  { session, facts }: InspectedCorosyncNode,
  plan: CorosyncPlan,
): Promise<string[]> {
  const { node } = session;
  const version = await queryPcsVersion(session);
  if (version === undefined)
    return [
      `${node}: pcs cannot be run there; install pcs, pacemaker and corosync (apt install pcs, or dnf install pcs pacemaker)`,
    ];
  if (/^0\.[0-9]\./.test(version))
    return [
      `${node}: pcs ${version} is too old, a CorosyncCluster needs 0.10 or later; to manage resources of an existing cluster, pass its description as \`cluster\` instead`,
    ];
  if (needsPcsd(plan) && !facts.active.includes("pcsd"))
    return [`${node}: pcsd does not run; start it there: systemctl enable --now pcsd`];
  return [];
}

/** Checks the names of new members without declared addresses, because corosync binds to the address of the name. */
async function nameProblems(operation: CorosyncOperation): Promise<string[]> {
  const withoutAddresses = newMembers(operation).filter((n) => n.addresses === undefined);
  const names = withoutAddresses.map((n) => n.name);
  if (names.length === 0) return [];
  const sessions = operation.inspection.seen.map((s) => s.session);
  return checkNameResolution(sessions, names, (name) => `, or declare addresses for ${name}`);
}

/** Sets up the cluster, if the plan has a new one. */
export async function writeCorosyncPlan(operation: CorosyncOperation): Promise<void> {
  const { plan, inspection } = operation;
  await each(inspection, plan.clear, (session) => {
    info(`${session.node}: removing the stock corosync.conf`);
    return destroyCorosyncNode(session);
  });
  if (plan.setup) await setUp(operation);
}

/** Starts the cluster, and changes its options and members while it runs. */
export async function runCorosyncPlan(operation: CorosyncOperation): Promise<void> {
  const { plan } = operation;
  if (plan.sync) await syncConf(memberSession(operation));
  if (Object.keys(plan.totem).length > 0) await updateTotem(memberSession(operation), plan.totem);
  await start(operation);
  for (const name of plan.rejoin) {
    await removeNode(memberSession(operation), name);
    await verifyRemoved(removal(operation, name));
  }
  for (const node of plan.add) await add(operation, node);
  for (const name of plan.remove) await removeCorosyncNode(removal(operation, name));
  await setPassword(operation);
}

/** Sets the declared password if no other step has set it. */
async function setPassword({ args, before, plan, inspection }: CorosyncOperation): Promise<void> {
  const { haclusterPassword: password } = args;
  if (password === undefined || plan.setup || before?.haclusterPassword === password) return;
  await Promise.all(inspection.seen.map(({ session }) => setHaclusterPassword(session, password)));
}

async function setUp({ args, inspection }: CorosyncOperation): Promise<void> {
  const { clusterName: name, nodes, transport } = args;
  const first = sessionOf(inspection, nodes[0]?.name ?? "");
  progress(`${name}: setting up the cluster of ${nodes.map((n) => n.name).join(", ")}`);
  await authenticateNodes(args, inspection, first, nodes);
  await setUpCluster(first, {
    name,
    nodes,
    transport,
    totem: writeCorosyncOptions("totem", args.totem),
    quorum: writeCorosyncOptions("quorum", args.quorum),
  });
}

/** Authenticates a node to others. Without a declared password it uses a random one once and does not store it. */
async function authenticateNodes(
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

/** Sets the start at boot before the wait, because the election of a coordinator (DC) takes 20 s. */
async function start(operation: CorosyncOperation): Promise<void> {
  const { args, plan, inspection, waitForNodes } = operation;
  if (plan.start.length > 0) progress(`${args.clusterName}: starting ${plan.start.join(", ")}`);
  await each(inspection, plan.start, startNode);
  const atBoot = wantsCorosyncAtBoot(args) ? "enable" : "disable";
  await each(inspection, plan.boot, (session) => setCorosyncAtBoot(session, atBoot));
  if (plan.start.length > 0) await waitForNodes(oldMembers(operation));
}

/** The members before nodes are added. */
const oldMembers = ({ args, plan }: CorosyncOperation): readonly string[] =>
  args.nodes.map((n) => n.name).filter((name) => !plan.add.some((a) => a.name === name));

/** Adds one node and waits until it runs. Several members that do not run yet would cost the quorum. */
async function add(operation: CorosyncOperation, node: CorosyncNodeSpec): Promise<void> {
  const { args, inspection, plan } = operation;
  progress(`${args.clusterName}: adding ${node.name}`);
  const member = memberSession(operation);
  await authenticateNodes(args, inspection, member, [node]);
  await addNode(member, node, wantsCorosyncAtBoot(args) ? "enable" : "disable");
  const added = plan.add.slice(0, plan.add.indexOf(node) + 1).map((n) => n.name);
  await operation.waitForNodes([...oldMembers(operation), ...added]);
}

const removal = (operation: CorosyncOperation, name: string): Removal => {
  const { args, before } = operation;
  return { args, before, member: memberSession(operation), name };
};

/** Returns a member from which pcs reaches the others. It prefers a running member. */
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

/** Does the same work on several nodes in parallel. */
const each = (
  inspection: CorosyncInspection,
  names: readonly string[],
  operation: (session: Session) => Promise<void>,
): Promise<unknown> => runEverywhere(names, (name) => operation(sessionOf(inspection, name)));
