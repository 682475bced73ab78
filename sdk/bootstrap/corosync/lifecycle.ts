import { isDeepStrictEqual } from "node:util";
import { milliseconds } from "../../cib/xml/values";
import { isEmpty, planFor, restsOnBefore } from "../../corosync/plan";
import { NoUsableNode, NotConverged } from "../../errors";
import { setHaclusterPassword } from "../../host/commands/pcs-commands";
import { say } from "../../log";
import { clusterAt } from "../../cluster/cluster";
import { type Work, carryOut, checkReady } from "./apply";
import { destroyCluster } from "./destroy";
import type { CorosyncInputs } from "./inputs";
import { type Looks, lookAtNodes } from "./inspect";
import { readCluster } from "./read";
import { together } from "../wait-quorate";
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
  read: (_id, args) => readCluster(args),
  update: (_id, before, args) => reconcile(args, before),
  remove: (_id, args) => destroyCluster(args),
});

/**
 * PartlyMade stores the new arguments: for a cluster that has just been set up, and where only the wait is left. Any other
 * failure leaves the old ones, so that the next attempt still knows what is to go.
 */
async function reconcile(args: CorosyncInputs, before?: CorosyncInputs): Promise<void> {
  const work = await planned(args, before);
  await checkReady(work);
  if (!work.plan.setup) sayFound(work, before);
  const done = { setUp: false };
  try {
    await carryOut(work, () => (done.setUp = work.plan.setup));
    await setPassword(work, before);
    if (!isEmpty(work.plan) || asksForWhole(args, before)) await waited(work);
  } catch (e) {
    const error = e instanceof Error ? e : new Error(String(e));
    const stored =
      done.setUp || (error instanceof NotConverged && !(before && restsOnBefore(work.plan)));
    throw stored ? new PartlyMade(args.clusterName, error) : error;
  }
}

async function planned(args: CorosyncInputs, before?: CorosyncInputs): Promise<Work> {
  const looks = await lookAtNodes(args.cluster);
  const { seen, unreachable } = looks;
  if (seen.length === 0) throw new NoUsableNode(unreachable);
  const states = seen.map((s) => s.state);
  const plan = planFor({ spec: args, before, adopt: args.adopt, states });
  return { args, looks, plan, wait: waiting(args) };
}

const waiting =
  (args: CorosyncInputs) =>
  async (nodes: readonly string[]): Promise<void> => {
    if (args.waitFor === "none") return;
    const timeout = milliseconds(args.waitTimeout ?? "") ?? TIMEOUT;
    const look = "`pcs status` and `journalctl -u corosync -u pacemaker`";
    const { onAnyNode } = clusterAt(args.cluster);
    await together(args.clusterName, onAnyNode, nodes, { timeout, look });
  };

const waited = ({ args, wait }: Work): Promise<void> => wait(args.nodes.map((n) => n.name));

function sayFound({ args, plan, looks }: Work, before: CorosyncInputs | undefined): void {
  if (before) return;
  for (const failure of looks.unreachable) say(`${args.clusterName}: ${failure.message}`);
  const whole = isEmpty(plan) ? "is already there as declared" : "is already there";
  say(`${args.clusterName}: ${whole}, taken over${running(looks) ? " without a restart" : ""}`);
}

const running = ({ seen }: Looks): boolean => seen.some((s) => s.state.running);

/** A declared password is set where it has not been set on the way. */
async function setPassword({ args, plan, looks }: Work, before?: CorosyncInputs): Promise<void> {
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
