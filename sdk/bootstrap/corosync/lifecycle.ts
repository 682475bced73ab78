import { isEmptyCorosyncPlan, makeCorosyncPlan, needsOldInputs } from "../../corosync/plan";
import { NotConverged } from "../../errors";
import type { CorosyncInputs } from "../../kind/cluster-inputs";
import type { Lifecycle, ResourceKind } from "../../kind/lifecycle";
import { clusterLifecycle } from "../lifecycle";
import { runCorosyncPlan, writeCorosyncPlan, checkNodesReady } from "./apply";
import { destroyCorosyncCluster } from "./destroy";
import { inspectCorosyncNodes } from "./inspect";
import { readCorosyncCluster } from "./read";

/** The lifecycle of a corosync cluster, which pcs creates and changes. */
export const corosyncLifecycle = (kind: ResourceKind<CorosyncInputs>): Lifecycle<CorosyncInputs> =>
  clusterLifecycle(kind, {
    inspect: inspectCorosyncNodes,
    makePlan: ({ seen }, args, before) =>
      makeCorosyncPlan({
        spec: args,
        before,
        adopt: args.adopt,
        states: seen.map((s) => s.state),
      }),
    check: checkNodesReady,
    write: writeCorosyncPlan,
    run: runCorosyncPlan,
    isEmpty: isEmptyCorosyncPlan,
    describeFound: ({ plan, inspection }) => ({
      isFound: !plan.setup,
      isRunning: inspection.seen.some(({ state }) => state.running),
    }),
    runWaits: false,
    // The state gets the new arguments after the setup of a cluster, and if only the wait has failed.
    storesNewInputs: ({ plan, before }, error) =>
      plan.setup || (error instanceof NotConverged && !(before && needsOldInputs(plan))),
    comparable: comparableCorosyncInputs,
    convergence: {
      timeout: 180_000,
      whereToInspect: "`pcs status` and `journalctl -u corosync -u pacemaker`",
    },
    read: readCorosyncCluster,
    destroy: destroyCorosyncCluster,
  });

/** Leaves out the arguments for the access to the nodes, and those that only control an operation. */
export const comparableCorosyncInputs = ({ nodes, ...args }: CorosyncInputs): object => ({
  ...args,
  nodes: nodes.map(({ name, addresses }) => ({ name, addresses })),
  ...{ cluster: 0, adopt: 0, force: 0, haclusterPassword: 0 },
});
