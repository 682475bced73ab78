import { type CmanPlan, wantedQuorumTimeout, wantsCmanAtBoot } from "../../cman/plan";
import { findQuorumTimeoutLine, withQuorumTimeout } from "../../cman/sysconfig";
import { SYSCONFIG, keepLine } from "../../host/commands/cman-commands";
import { editFile } from "../../hosts/edit-file";
import { info, progress } from "../../log";
import type { CmanInputs } from "../../kind/cluster-inputs";
import { runEverywhere } from "../../cluster/every-node";
import type { ClusterOperation } from "../lifecycle";
import { activateVersion } from "./activate";
import { forgetNodes } from "./forget";
import { type InspectedCmanNode, inspectCmanNodes } from "./inspect";
import { SERVICES, START_SECONDS, retireNode, setBoot, startService, stopNodes } from "./services";
import { writeConf } from "./write-conf";

export type CmanOperation = ClusterOperation<CmanInputs, InspectedCmanNode, CmanPlan>;

/** Stops what the plan stops, and writes the files. */
export async function writeCmanPlan(operation: CmanOperation): Promise<void> {
  const { plan, args } = operation;
  for (const note of plan.notes) info(`${args.clusterName}: ${note}`);
  await removeNodes(operation);
  if (plan.restart) await stopAll(operation);
  await write(operation);
}

/** Activates the written file, and starts the nodes. */
export async function runCmanPlan(operation: CmanOperation): Promise<void> {
  const { plan, args } = operation;
  if (plan.activate && !plan.restart)
    await activateVersion(
      operation.inspection.seen.filter(({ state }) => state.status !== undefined),
      plan.version,
    );
  await runEverywhere(nodesNamed(operation, plan.boot), ({ session }) =>
    setBoot(session, wantsCmanAtBoot(args) ? "on" : "off"),
  );
  await start(operation, plan.restart ? args.nodes.map((n) => n.name) : plan.start);
  const [first] = operation.inspection.seen;
  if (first && plan.forget.length > 0) await forgetNodes(first.session, plan.forget);
}

const nodesNamed = (
  { inspection }: CmanOperation,
  names: readonly string[],
): readonly InspectedCmanNode[] =>
  inspection.seen.filter(({ state }) => names.includes(state.node));

/** Stops leaving members first: their services move to the others in order, and no node fences them. */
async function removeNodes({ plan, args, before }: CmanOperation): Promise<void> {
  if (before === undefined || plan.leave.length === 0) return;
  const nodes = before.cluster.nodes.filter((n) => plan.leave.includes(n.name));
  const leaving = await inspectCmanNodes({ ...before.cluster, nodes });
  for (const failure of leaving.unreachable)
    info(
      `${failure.message}; the node is removed from the cluster nevertheless: stop CMAN on it before it reconnects`,
    );
  progress(`${args.clusterName}: removing ${plan.leave.join(", ")}`);
  await stopNodes(leaving.seen);
  await runEverywhere(leaving.seen, retireNode);
}

/** Looks at every node, also at one that is stopped: a process that was left there makes a second cluster. */
async function stopAll({ args, inspection: { seen } }: CmanOperation): Promise<void> {
  const running = seen.filter(({ state }) => state.status !== undefined);
  progress(`${args.clusterName}: stopping ${running.map((s) => s.state.node).join(", ")}`);
  await stopNodes(seen);
}

/** Writes the files on all nodes before CMAN uses them: a node with an older file than the others does not come up. */
async function write(operation: CmanOperation): Promise<void> {
  const { plan, args } = operation;
  const writing = nodesNamed(operation, plan.write);
  await runEverywhere(nodesNamed(operation, plan.quorumTimeout), async ({ session, facts }) => {
    await keepLine(session, findQuorumTimeoutLine(facts.sysconfig ?? "") ?? "");
    await editFile(session, SYSCONFIG, (text) =>
      withQuorumTimeout(text, wantedQuorumTimeout(args)),
    );
  });
  if (writing.length === 0) return;
  const where = writing.map((s) => s.state.node).join(", ");
  progress(`${args.clusterName}: writing version ${plan.version} of cluster.conf to ${where}`);
  await writeConf(writing, plan.text);
}

/** Starts the nodes in parallel, because one alone waits a minute for the others and then fences them. */
async function start(operation: CmanOperation, names: readonly string[]): Promise<void> {
  const starting = nodesNamed(operation, names);
  if (starting.length === 0) return;
  progress(
    `${operation.args.clusterName}: starting ${starting.map((s) => s.state.node).join(", ")}`,
  );
  const limit = START_SECONDS + wantedQuorumTimeout(operation.args);
  for (const service of SERVICES)
    await runEverywhere(starting, ({ session }) => startService(session, service, limit));
  await operation.waitForNodes(operation.args.nodes.map((n) => n.name));
}
