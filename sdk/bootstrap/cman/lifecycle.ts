import { type CmanConf, parseCmanConf } from "../../cman/cluster-conf";
import { compareConfs } from "../../cman/differences";
import { editClusterConf } from "../../cman/edit/edit";
import { runsCman } from "../../cman/node-state";
import { isEmptyCmanPlan, makeCmanPlan } from "../../cman/plan";
import { isSuspended } from "../../cman/status";
import { checkNameResolution } from "../../cluster/name-resolution";
import { NotConverged, PreconditionFailed } from "../../errors";
import type { CmanInputs } from "../../kind/cluster-inputs";
import type { Lifecycle, ResourceKind } from "../../kind/lifecycle";
import { hasUnknown } from "../../kind/rules";
import { info } from "../../log";
import { clusterLifecycle } from "../lifecycle";
import { type CmanOperation, runCmanPlan, writeCmanPlan } from "./apply";
import { destroyCmanCluster } from "./destroy";
import { inspectCmanNodes } from "./inspect";
import { readCmanCluster } from "./read";

/** The lifecycle of a CMAN cluster. */
export const cmanLifecycle = (kind: ResourceKind<CmanInputs>): Lifecycle<CmanInputs> =>
  clusterLifecycle(kind, {
    inspect: inspectCmanNodes,
    makePlan: ({ seen, unreachable }, args, before) =>
      makeCmanPlan({
        spec: args,
        before,
        states: seen.map((s) => s.state),
        unreachable: unreachable.map((u) => u.message),
      }),
    check: checkNames,
    write: writeCmanPlan,
    run: runCmanPlan,
    isEmpty: isEmptyCmanPlan,
    describeFound: ({ plan, inspection: { seen } }) => ({
      isFound: seen.some(({ state }) => state.file),
      isRunning: seen.some(({ state }) => runsCman(state)) && !plan.restart,
    }),
    runWaits: true,
    // Only the old arguments contain the nodes that leave.
    storesNewInputs: ({ plan }) => plan.forget.length === 0,
    comparable: comparableCmanInputs,
    convergence: {
      // For a start of both nodes: a node alone takes a minute, the election of a coordinator (DC) 20 s.
      timeout: 240_000,
      whereToInspect: "`cman_tool status` and /var/log/cluster/corosync.log",
      explain: explainNodes,
    },
    read: readCmanCluster,
    destroy: destroyCmanCluster,
    preview: previewRestart,
  });

/** Leaves out the arguments for the access to the nodes, and those that only control an operation. */
export const comparableCmanInputs = (args: CmanInputs): object => ({
  ...args,
  nodes: args.nodes.map((node) => ({ ...node, host: 0, port: 0 })),
  ...{ cluster: 0, adopt: 0, force: 0 },
});

/** Logs each change that needs a restart of CMAN on all nodes. */
function previewRestart(before: CmanInputs, args: CmanInputs): void {
  if (hasUnknown(args)) return;
  const confOf = (inputs: CmanInputs): CmanConf =>
    parseCmanConf(editClusterConf(undefined, inputs));
  const needRestart = compareConfs(confOf(before), confOf(args)).filter((d) => !d.live);
  const effect =
    args.restartPolicy === "all"
      ? "all services are stopped and started again"
      : 'up refuses it, unless restartPolicy is "all"';
  for (const { property, present, wanted: next } of needRestart)
    info(
      `${args.clusterName}: ${property} (${present} to ${next}) changes only while CMAN is stopped on every node: ${effect}`,
    );
}

/** @throws PreconditionFailed if CMAN would not find the other nodes by their names; nothing has been changed */
async function checkNames({ args, inspection, plan }: CmanOperation): Promise<void> {
  if (plan.start.length === 0) return;
  const reasons = await checkNameResolution(
    inspection.seen.map((s) => s.session),
    args.nodes.map((n) => n.name),
  );
  if (reasons.length > 0) throw new PreconditionFailed(reasons.join("\n"));
}

/** Adds the nodes whose fenced waits for a fencing, and the suspended nodes. The init script succeeds all the same. */
async function explainNodes({ cluster }: CmanInputs, error: unknown): Promise<unknown> {
  if (!(error instanceof NotConverged)) return error;
  const { seen } = await inspectCmanNodes(cluster);
  const states = seen.map((s) => s.state);
  const waiting = states.filter((s) => s.fencingPending);
  const suspended = states.filter((s) => s.status && isSuspended(s.status));
  const reasons = [
    [
      waiting,
      "fenced waits for a fencing that does not succeed (fence_tool ls); start CMAN on the node that is away, or give Pacemaker a fence device",
    ],
    [
      suspended,
      "CMAN is suspended (flag Error in cman_tool status) and has no quorum alone; run pulumi up again, which copies cluster.conf or raises its version",
    ],
  ] as const;
  const found = reasons.filter(([nodes]) => nodes.length > 0);
  if (found.length === 0) return error;
  return new NotConverged([
    ...error.reasons,
    ...found.map(([nodes, why]) => `${nodes.map((s) => s.node).join(", ")}: ${why}`),
  ]);
}
