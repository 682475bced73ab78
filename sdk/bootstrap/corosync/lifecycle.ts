import { isDeepStrictEqual } from "node:util";
import { parseDuration } from "../../cib/xml/values";
import { isEmptyCorosyncPlan, makeCorosyncPlan, needsOldInputs } from "../../corosync/plan";
import { NoUsableNode, NotConverged } from "../../errors";
import { setHaclusterPassword } from "../../host/commands/pcs-commands";
import { info } from "../../log";
import { clusterAt } from "../../cluster/cluster";
import { type CorosyncOperation, applyCorosyncPlan, checkNodesReady } from "./apply";
import { destroyCorosyncCluster } from "./destroy";
import type { CorosyncInputs } from "./inputs";
import { type CorosyncInspection, inspectCorosyncNodes } from "./inspect";
import { readCorosyncCluster } from "./read";
import { waitUntilQuorate } from "../wait-quorate";
import { type Lifecycle, PartlyMade } from "../../kind/cib-kind";

const TIMEOUT = 180_000;

/**
 * The life of a corosync cluster: look at the nodes, do what is missing, wait until they are one cluster. Create and
 * update are the same, but that create asks before it changes a cluster that is already there.
 */
export const corosyncLifecycle = (
  kind: Pick<Lifecycle<CorosyncInputs>, "type" | "validate">,
): Lifecycle<CorosyncInputs> => ({
  ...kind,
  replaces: () => ({ properties: [] }),
  create: async (args) => {
    await reconcile(args);
    return { id: args.clusterName };
  },
  read: (_id, args) => readCorosyncCluster(args),
  update: (_id, before, args) => reconcile(args, before),
  remove: (_id, args) => destroyCorosyncCluster(args),
});

/**
 * PartlyMade stores the new arguments: for a cluster that has just been set up, and where only the wait is left. Any other
 * failure leaves the old ones, so that the next attempt still knows what is to go.
 */
async function reconcile(args: CorosyncInputs, before?: CorosyncInputs): Promise<void> {
  const work = await planned(args, before);
  await checkNodesReady(work);
  if (!work.plan.setup) sayFound(work, before);
  const done = { setUp: false };
  try {
    await applyCorosyncPlan(work, () => (done.setUp = work.plan.setup));
    await setPassword(work, before);
    if (!isEmptyCorosyncPlan(work.plan) || asksForWhole(args, before)) await waited(work);
  } catch (e) {
    const error = e instanceof Error ? e : new Error(String(e));
    const stored =
      done.setUp || (error instanceof NotConverged && !(before && needsOldInputs(work.plan)));
    throw stored ? new PartlyMade(args.clusterName, error) : error;
  }
}

async function planned(args: CorosyncInputs, before?: CorosyncInputs): Promise<CorosyncOperation> {
  const looks = await inspectCorosyncNodes(args.cluster);
  const { seen, unreachable } = looks;
  if (seen.length === 0) throw new NoUsableNode(unreachable);
  const states = seen.map((s) => s.state);
  const plan = makeCorosyncPlan({ spec: args, before, adopt: args.adopt, states });
  return { args, looks, plan, wait: waiting(args) };
}

const waiting =
  (args: CorosyncInputs) =>
  async (nodes: readonly string[]): Promise<void> => {
    if (args.waitFor === "none") return;
    const timeout = parseDuration(args.waitTimeout ?? "") ?? TIMEOUT;
    const look = "`pcs status` and `journalctl -u corosync -u pacemaker`";
    const { onAnyNode } = clusterAt(args.cluster);
    await waitUntilQuorate(args.clusterName, onAnyNode, nodes, { timeout, look });
  };

const waited = ({ args, wait }: CorosyncOperation): Promise<void> =>
  wait(args.nodes.map((n) => n.name));

function sayFound(
  { args, plan, looks }: CorosyncOperation,
  before: CorosyncInputs | undefined,
): void {
  if (before) return;
  for (const failure of looks.unreachable) info(`${args.clusterName}: ${failure.message}`);
  const whole = isEmptyCorosyncPlan(plan) ? "is already there as declared" : "is already there";
  info(`${args.clusterName}: ${whole}, taken over${running(looks) ? " without a restart" : ""}`);
}

const running = ({ seen }: CorosyncInspection): boolean => seen.some((s) => s.state.running);

/** A declared password is set where it has not been set on the way. */
async function setPassword(
  { args, plan, looks }: CorosyncOperation,
  before?: CorosyncInputs,
): Promise<void> {
  const { haclusterPassword: password } = args;
  if (password === undefined || plan.setup || before?.haclusterPassword === password) return;
  await Promise.all(looks.seen.map(({ session }) => setHaclusterPassword(session, password)));
}

/**
 * Whether the cluster shall be seen whole although there was nothing to do: at first sight, at a repair (nothing has
 * changed), and when something of the cluster was changed. A new host, key or `force` asks nothing of the cluster: with
 * a node that is down they must still be possible.
 */
export function asksForWhole(args: CorosyncInputs, before?: CorosyncInputs): boolean {
  if (before === undefined || isDeepStrictEqual(before, args)) return true;
  return !isDeepStrictEqual(asked(before), asked(args));
}

const asked = ({ nodes, ...args }: CorosyncInputs): object => ({
  ...args,
  nodes: nodes.map(({ name, addresses }) => ({ name, addresses })),
  ...{ cluster: 0, adopt: 0, force: 0, haclusterPassword: 0 },
});
