import { setTimeout as delay } from "node:timers/promises";
import { type CmanPlan, wantedQuorumTimeout, wantsCmanAtBoot } from "../../cman/plan";
import { isSuspended } from "../../cman/status";
import { findQuorumTimeoutLine, withQuorumTimeout } from "../../cman/sysconfig";
import { NotConverged } from "../../errors";
import {
  activateConf,
  forgetNode,
  installConf,
  keepLine,
  stageConf,
  unstageConf,
  writeSysconfig,
} from "../../host/commands/cman-commands";
import type { Session } from "../../host/ssh/session";
import { info } from "../../log";
import type { CmanInputs } from "../../kind/cluster-inputs";
import { runEverywhere } from "../../cluster/every-node";
import type { ClusterOperation } from "../lifecycle";
import { type InspectedCmanNode, inspectCmanNodes } from "./inspect";
import { SERVICES, START_SECONDS, retireNode, setBoot, startService, stopCman } from "./services";

export type CmanOperation = ClusterOperation<CmanInputs, InspectedCmanNode, CmanPlan>;

/** Carries out a plan. */
export async function applyCmanPlan(operation: CmanOperation): Promise<void> {
  const { plan, args } = operation;
  for (const note of plan.notes) info(`${args.clusterName}: ${note}`);
  await leave(operation);
  if (plan.restart) await stopAll(operation);
  await write(operation);
  operation.progress.isWritten = true;
  if (plan.activate && !plan.restart) await activateEverywhere(operation);
  await runEverywhere(named(operation, plan.boot), ({ session }) =>
    setBoot(session, wantsCmanAtBoot(args)),
  );
  await start(operation, plan.restart ? args.nodes.map((n) => n.name) : plan.start);
  const [first] = operation.inspection.seen;
  if (first) for (const name of plan.leave) await forgetNode(first.session, name);
}

const named = (
  { inspection }: CmanOperation,
  names: readonly string[],
): readonly InspectedCmanNode[] =>
  inspection.seen.filter(({ state }) => names.includes(state.node));

/** Members that leave stop first: their services go to the others in order, and nobody fences them. */
async function leave({ plan, args, before }: CmanOperation): Promise<void> {
  if (before === undefined || plan.leave.length === 0) return;
  const nodes = before.cluster.nodes.filter((n) => plan.leave.includes(n.name));
  const leaving = await inspectCmanNodes({ ...before.cluster, nodes });
  for (const failure of leaving.unreachable)
    info(
      `${failure.message}; it is taken out of the cluster all the same: stop it before it comes back`,
    );
  info(`${args.clusterName}: taking out ${plan.leave.join(", ")}`);
  await runEverywhere(leaving.seen, retireNode);
}

async function stopAll({ args, inspection }: CmanOperation): Promise<void> {
  const running = inspection.seen.filter(({ state }) => state.status !== undefined);
  info(`${args.clusterName}: stopping ${running.map((s) => s.state.node).join(", ")}`);
  await runEverywhere(running, ({ session }) => stopCman(session));
}

/** On all nodes first, then in force: a node that starts with an older file than the others run with does not come up. */
async function write(operation: CmanOperation): Promise<void> {
  const { plan, args } = operation;
  const writing = named(operation, plan.write);
  await runEverywhere(named(operation, plan.quorumTimeout), async ({ session, look }) => {
    await keepLine(session, findQuorumTimeoutLine(look.sysconfig ?? "") ?? "");
    await writeSysconfig(session, withQuorumTimeout(look.sysconfig, wantedQuorumTimeout(args)));
  });
  if (writing.length === 0) return;
  const where = writing.map((s) => s.state.node).join(", ");
  info(`${args.clusterName}: cluster.conf, version ${plan.version}, to ${where}`);
  await stage(writing, plan.text);
  await runEverywhere(writing, ({ session }) => installConf(session));
}

/** On every node or on none: what has come to one node alone is taken away again. */
async function stage(nodes: readonly InspectedCmanNode[], text: string): Promise<void> {
  const done: Session[] = [];
  const one = async ({ session }: InspectedCmanNode): Promise<void> => {
    await stageConf(session, text);
    done.push(session);
  };
  await runEverywhere(nodes, one).catch(async (e: unknown) => {
    await Promise.allSettled(done.map(unstageConf));
    throw e;
  });
}

/** Its exit code proves nothing of the other nodes: they are asked until each has taken the version. */
async function activateEverywhere({ inspection, plan, args }: CmanOperation): Promise<void> {
  const running = inspection.seen.filter(({ state }) => state.status !== undefined);
  const behind = running.find(({ state }) => state.status?.configVersion !== plan.version);
  if (!behind) return;
  const { exitCode, stdout, stderr } = await activateConf(behind.session);
  const late = await lagging(
    args,
    running.map((s) => s.state.node),
    plan.version,
  );
  if (late.length === 0) return;
  const said =
    exitCode === 0
      ? ""
      : ` (cman_tool version -r -S exited with ${exitCode}: ${(stderr || stdout).trim()})`;
  throw new NotConverged(
    late.map(
      (node) =>
        `${node}: CMAN has not taken version ${plan.version} of cluster.conf${said}; it does nothing until it has: look at /var/log/cluster/corosync.log there, and run pulumi up again`,
    ),
  );
}

const VERIFY_SECONDS = 30;

/** The nodes that do not run with a version after a while. */
async function lagging(
  { cluster }: CmanInputs,
  nodes: readonly string[],
  version: number,
): Promise<readonly string[]> {
  const deadline = Date.now() + VERIFY_SECONDS * 1000;
  for (;;) {
    const { seen } = await inspectCmanNodes(cluster);
    const well = seen
      .filter(
        ({ state: { status } }) =>
          status && !isSuspended(status) && status.configVersion >= version,
      )
      .map((s) => s.state.node);
    const late = nodes.filter((n) => !well.includes(n));
    if (late.length === 0 || Date.now() >= deadline) return late;
    await delay(1000);
  }
}

/** All at once: one alone waits a minute for the others and then fences them. */
async function start(operation: CmanOperation, names: readonly string[]): Promise<void> {
  const starting = named(operation, names);
  if (starting.length === 0) return;
  info(`${operation.args.clusterName}: starting ${starting.map((s) => s.state.node).join(", ")}`);
  const limit = START_SECONDS + wantedQuorumTimeout(operation.args);
  for (const service of SERVICES)
    await runEverywhere(starting, ({ session }) => startService(session, service, limit));
  await operation.wait(operation.args.nodes.map((n) => n.name));
}
