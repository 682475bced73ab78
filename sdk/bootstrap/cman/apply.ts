import { setTimeout as delay } from "node:timers/promises";
import type { CmanPlan } from "../../cman/plan";
import { wantedQuorumTimeout, wantsCmanAtBoot } from "../../cman/plan";
import { explainStartFailure } from "../../cman/start-failure";
import { isSuspended } from "../../cman/status";
import { findQuorumTimeoutLine, withQuorumTimeout } from "../../cman/sysconfig";
import { CommandFailed, NodeUnusable, NotConverged } from "../../errors";
import {
  type Service,
  activateConf,
  forgetNode,
  installConf,
  keepLine,
  retireConf,
  runService,
  stageConf,
  unstageConf,
  setCmanAtBoot,
  writeSysconfig,
} from "../../host/commands/cman-commands";
import type { Session } from "../../host/ssh/session";
import { info } from "../../log";
import type { CmanInputs } from "./inputs";
import { type CmanInspection, type InspectedCmanNode, inspectCmanNodes } from "./inspect";
import { runEverywhere } from "../../cluster/all-or-reasons";

/** What is done, where, and how one waits for it. */
export interface CmanOperation {
  readonly args: CmanInputs;
  readonly looks: CmanInspection;
  /** What leaving members showed, of those that could be reached. */
  readonly leaving: CmanInspection;
  readonly plan: CmanPlan;
  /** Waits until these nodes are one cluster. */
  readonly wait: (nodes: readonly string[]) => Promise<void>;
}

/**
 * A lone start takes a minute: 45 s of it waits for the others (FENCED_MEMBER_DELAY), then it fences them. A wait for
 * quorum comes on top.
 */
const START_SECONDS = 180;
/** Pacemaker's init script waits for its resources; their own time-outs end that. */
const STOP_SECONDS = 1800;

const SERVICES: readonly Service[] = ["cman", "pacemaker"];

/** Carries out a plan; `made` is called as soon as there is a cluster.conf. */
export async function applyCmanPlan(work: CmanOperation, made: () => void): Promise<void> {
  const { plan, args } = work;
  for (const note of plan.notes) info(`${args.clusterName}: ${note}`);
  await leave(work);
  if (plan.restart) await stopAll(work);
  await write(work);
  made();
  if (plan.activate && !plan.restart) await activateEverywhere(work);
  await runEverywhere(named(work, plan.boot), ({ session }) =>
    boot(session, wantsCmanAtBoot(args)),
  );
  await start(work, plan.restart ? args.nodes.map((n) => n.name) : plan.start);
  const [first] = work.looks.seen;
  if (first) for (const name of plan.leave) await forgetNode(first.session, name);
}

const named = ({ looks }: CmanOperation, names: readonly string[]): readonly InspectedCmanNode[] =>
  looks.seen.filter(({ state }) => names.includes(state.node));

/** Members that leave stop first: their services go to the others in order, and nobody fences them. */
async function leave({ plan, args, leaving }: CmanOperation): Promise<void> {
  if (plan.leave.length === 0) return;
  info(`${args.clusterName}: taking out ${plan.leave.join(", ")}`);
  await runEverywhere(leaving.seen, retireNode);
}

/** Stops a node's cluster, in order, and keeps its file under another name. */
export async function retireNode({ session, state }: InspectedCmanNode): Promise<void> {
  await stop(session);
  await boot(session, false);
  if (state.file) await retireConf(session, String(state.file.conf.version ?? 0));
}

async function stopAll({ args, looks }: CmanOperation): Promise<void> {
  const running = looks.seen.filter(({ state }) => state.status !== undefined);
  info(`${args.clusterName}: stopping ${running.map((s) => s.state.node).join(", ")}`);
  await runEverywhere(running, ({ session }) => stop(session));
}

/** Pacemaker's stop takes CMAN along; alone, CMAN would wait a minute for Pacemaker and fail. */
async function stop(session: Session): Promise<void> {
  const { exitCode, stdout, stderr } = await runService(session, "pacemaker", "stop", STOP_SECONDS);
  if (exitCode === 0) return;
  throw new CommandFailed(
    session.node,
    ["service", "pacemaker", "stop"],
    exitCode,
    stderr,
    stdout.replaceAll("\r", ""),
  );
}

/** On all nodes first, then in force: a node that starts with an older file than the others run with does not come up. */
async function write(work: CmanOperation): Promise<void> {
  const { plan, args } = work;
  const writing = named(work, plan.write);
  await runEverywhere(named(work, plan.quorumTimeout), async ({ session, look }) => {
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

async function boot(session: Session, on: boolean): Promise<void> {
  for (const service of SERVICES) await setCmanAtBoot(session, service, on);
}

/** Its exit code proves nothing of the other nodes: they are asked until each has taken the version. */
async function activateEverywhere({ looks, plan, args }: CmanOperation): Promise<void> {
  const running = looks.seen.filter(({ state }) => state.status !== undefined);
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
async function start(work: CmanOperation, names: readonly string[]): Promise<void> {
  const starting = named(work, names);
  if (starting.length === 0) return;
  info(`${work.args.clusterName}: starting ${starting.map((s) => s.state.node).join(", ")}`);
  const limit = START_SECONDS + wantedQuorumTimeout(work.args);
  for (const service of SERVICES)
    await runEverywhere(starting, ({ session }) => startService(session, service, limit));
  await work.wait(work.args.nodes.map((n) => n.name));
}

async function startService(session: Session, service: Service, limit: number): Promise<void> {
  const { exitCode, stdout, stderr } = await runService(session, service, "start", limit).catch(
    (e: unknown) => {
      throw e instanceof CommandFailed ? endless(e, service, limit) : e;
    },
  );
  if (exitCode === 0) return;
  const { cause, remedy, said } = explainStartFailure(`${stdout}\n${stderr}`);
  const words = said.length > 0 ? ` (${said.join("; ")})` : "";
  throw new NodeUnusable(session.node, `${service} does not start: ${cause}${words}; ${remedy}`);
}

const endless = ({ node }: CommandFailed, service: Service, limit: number): NodeUnusable =>
  new NodeUnusable(
    node,
    `${service} does not start: \`service ${service} start\` did not end within ${limit} s and was stopped there; look at /var/log/cluster/corosync.log and fenced.log there, and run pulumi up again`,
  );
