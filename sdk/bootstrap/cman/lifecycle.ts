import { isDeepStrictEqual } from "node:util";
import { parseDuration } from "../../cib/xml/values";
import { parseCmanConf } from "../../cman/cluster-conf";
import { compareConfs } from "../../cman/differences";
import { editClusterConf } from "../../cman/edit";
import { runsCman } from "../../cman/node-state";
import { type CmanPlan, isEmptyCmanPlan, makeCmanPlan } from "../../cman/plan";
import { NoUsableNode, NotConverged, Refused } from "../../errors";
import { info } from "../../log";
import { clusterAt } from "../../cluster/cluster";
import { type CmanOperation, applyCmanPlan } from "./apply";
import { destroyCmanCluster } from "./destroy";
import type { CmanInputs } from "./inputs";
import { type CmanInspection, inspectCmanNodes } from "./inspect";
import { readCmanCluster } from "./read";
import { waitUntilQuorate } from "../wait-quorate";
import { type Lifecycle, PartlyMade } from "../../kind/cib-kind";
import { hasUnknown } from "../../kind/unknown-values";
import { checkNameResolution } from "../../cluster/name-resolution";

/** Of a start on both nodes: a lone one takes a minute, the election of a coordinator 20 s. */
const TIMEOUT = 240_000;

/**
 * The life of a CMAN cluster: look at the nodes, do what is missing, wait until they are one cluster. Create and update
 * are the same, but that create asks before it changes a cluster that is already there.
 */
export const cmanLifecycle = (
  kind: Pick<Lifecycle<CmanInputs>, "type" | "validate">,
): Lifecycle<CmanInputs> => ({
  ...kind,
  replaces: (before, args) => {
    sayRestart(before, args);
    return { properties: [] };
  },
  create: async (args) => {
    await reconcile(args);
    return { id: args.clusterName };
  },
  read: (_id, args) => readCmanCluster(args),
  update: (_id, before, args) => reconcile(args, before),
  remove: (_id, args) => destroyCmanCluster(args),
});

/** A preview connects to nothing: what it can tell is what the program itself changes. */
function sayRestart(before: CmanInputs, args: CmanInputs): void {
  const [was, shall] = [editClusterConf(undefined, before), editClusterConf(undefined, args)].map(
    parseCmanConf,
  );
  if (!was || !shall || hasUnknown(args)) return;
  const fixed = compareConfs(was, shall).filter((d) => !d.live);
  const then =
    args.restartPolicy === "all"
      ? "all services are stopped and started again"
      : 'up refuses it, unless restartPolicy is "all"';
  for (const { property, present, wanted } of fixed)
    info(
      `${args.clusterName}: ${property} (${present} to ${wanted}) changes only while CMAN is stopped on every node: ${then}`,
    );
}

async function reconcile(args: CmanInputs, before?: CmanInputs): Promise<void> {
  const work = await planned(args, before);
  await checkNames(work);
  if (before === undefined) sayFound(work);
  const done = { written: false };
  try {
    await applyCmanPlan(work, () => (done.written = true));
    if (isEmptyCmanPlan(work.plan) && asksForWhole(args, before))
      await work.wait(args.nodes.map((n) => n.name));
  } catch (e) {
    const error = e instanceof Error ? e : new Error(String(e));
    // What leaves is known by the old arguments only.
    const stored = done.written && work.plan.leave.length === 0;
    throw stored ? new PartlyMade(args.clusterName, error) : error;
  }
}

async function planned(args: CmanInputs, before?: CmanInputs): Promise<CmanOperation> {
  const looks = await inspectCmanNodes(args.cluster);
  const { seen, unreachable } = looks;
  if (seen.length === 0) throw new NoUsableNode(unreachable);
  const states = seen.map((s) => s.state);
  const plan = makeCmanPlan({
    spec: args,
    before,
    states,
    unreachable: unreachable.map((u) => u.message),
  });
  return { args, looks, plan, leaving: await lookAtLeaving(plan, before), wait: waiting(args) };
}

/** @throws Refused where CMAN would not find the others by their names; nothing has been changed */
async function checkNames({ args, looks, plan }: CmanOperation): Promise<void> {
  if (plan.start.length === 0) return;
  const sessions = looks.seen.map((s) => s.session);
  const reasons = await checkNameResolution(
    sessions,
    args.nodes.map((n) => n.name),
  );
  if (reasons.length > 0) throw new Refused(reasons.join("\n"));
}

async function lookAtLeaving({ leave }: CmanPlan, before?: CmanInputs): Promise<CmanInspection> {
  if (before === undefined || leave.length === 0) return { seen: [], unreachable: [] };
  const nodes = before.cluster.nodes.filter((n) => leave.includes(n.name));
  const looks = await inspectCmanNodes({ ...before.cluster, nodes });
  for (const failure of looks.unreachable)
    info(
      `${failure.message}; it is taken out of the cluster all the same: stop it before it comes back`,
    );
  return looks;
}

const waiting =
  (args: CmanInputs) =>
  async (nodes: readonly string[]): Promise<void> => {
    if (args.waitFor === "none") return;
    const timeout = parseDuration(args.waitTimeout ?? "") ?? TIMEOUT;
    const { onAnyNode } = clusterAt(args.cluster);
    const look = "`cman_tool status` and /var/log/cluster/corosync.log";
    await waitUntilQuorate(args.clusterName, onAnyNode, nodes, { timeout, look }).catch(
      async (e: unknown) => {
        throw e instanceof NotConverged ? await withFencing(args, e) : e;
      },
    );
  };

/** The init script succeeds while fenced waits for ever: only it itself tells. */
async function withFencing({ cluster }: CmanInputs, error: NotConverged): Promise<NotConverged> {
  const { seen } = await inspectCmanNodes(cluster);
  const waits = seen.filter(({ state }) => state.fencing).map((s) => s.state.node);
  if (waits.length === 0) return error;
  return new NotConverged([
    ...error.reasons,
    `${waits.join(", ")}: fenced waits for a fencing that does not succeed (fence_tool ls); start CMAN on the node that is away, or give Pacemaker a fence device`,
  ]);
}

function sayFound({ args, plan, looks }: CmanOperation): void {
  if (!looks.seen.some(({ state }) => state.file)) return;
  for (const failure of looks.unreachable) info(`${args.clusterName}: ${failure.message}`);
  const whole = isEmptyCmanPlan(plan) ? "is already there as declared" : "is already there";
  const running = looks.seen.some(({ state }) => runsCman(state)) && !plan.restart;
  info(`${args.clusterName}: ${whole}, taken over${running ? " without a restart" : ""}`);
}

/** As for a corosync cluster: at first sight, at a repair, and when something of the cluster was changed. */
function asksForWhole(args: CmanInputs, before?: CmanInputs): boolean {
  if (before === undefined || isDeepStrictEqual(before, args)) return true;
  const asked = (a: CmanInputs): object => ({ ...a, cluster: 0, adopt: 0, force: 0 });
  return !isDeepStrictEqual(asked(before), asked(args));
}
