import { setTimeout as delay } from "node:timers/promises";
import { longestTimeout, primitivesIn } from "../cib/model/resource-tree";
import { buildSimulation } from "../cib/status/crm-mon";
import { runningOperations } from "../cib/status/history";
import { parseXml } from "../cib/xml/parse";
import { NoUsableNode, NotConverged, SchedulerFailed } from "../errors";
import type { Session } from "../host/ssh/session";
import { querySnapshot } from "../host/commands/pacemaker-commands";
import { toError } from "../kind/lifecycle";
import { info, progress, warn } from "../log";
import type { Goal, Verdict } from "./goal";
import { judgeGoal } from "./verdict";
import { requireQuorum } from "../transaction/partition";
import type { Snapshot } from "./snapshot";
import type { OnAnyNode } from "../transaction/group-commit";
import { type ForeignWriters, remedyForDelay } from "../transaction/foreign-writers";

interface Waiter {
  readonly label: string;
  readonly goal: Goal;
  /** `Date.now()`. It moves on while operations of other resources run, because Pacemaker waits for them. */
  deadline: number;
  /** Operations of other resources that hold the deadline up, with the end (`Date.now()`) of their own time. */
  readonly others: Map<string, number>;
  readonly resolve: (s: Snapshot) => void;
  readonly reject: (e: Error) => void;
  /** Keys of the lines that were printed. */
  readonly printed: Set<string>;
  /** Start (`Date.now()`) of an uninterrupted series of soft verdicts. */
  softSince?: number | undefined;
}

/**
 * Milliseconds between two snapshots: short after waiters have come or gone, because a start may take only 0.1 s, then
 * twice as long each time; half as long as the snapshot took on a busy node. Each of many starts needs time of the node first,
 * which a snapshot would take away.
 */
const PAUSES = { shortest: 100, longest: 500, busy: 1_000, perStart: 50 };
/** Milliseconds for which a soft verdict is not final: the same `up` may create what is missing (dampen: 5 s). */
const GRACE = 10_000;

/** Milliseconds: the time-out of an operation that has none. */
const DEFAULT_TIMEOUT = 20_000;

/** Takes snapshots of one cluster in one loop while there are waiters. All waiters judge the same snapshot. */
export class Watcher {
  private waiters: Waiter[] = [];
  private watching = false;

  constructor(
    private readonly onAnyNode: OnAnyNode,
    private readonly writers: ForeignWriters,
  ) {}

  /** Takes a snapshot of a partition with quorum. Starts and stops in a partition without quorum are not the cluster's. */
  takeSnapshot(): Promise<Snapshot> {
    return this.onAnyNode(async (session: Session) => {
      const { simulation, monitor, log, cib: text } = await querySnapshot(session);
      const cib = requireQuorum(session, parseXml(text));
      this.writers.noteVersion(cib);
      if (monitor === undefined) return { cib, simulation: parseXml(simulation), log };
      return { cib, simulation: buildSimulation(cib, parseXml(monitor), simulation), log };
    });
  }

  /**
   * Waits until a goal is reached, and logs a line each time when the pending actions change.
   * @param timeout milliseconds
   * @throws NotConverged when the cluster cannot reach the goal, or not in time
   */
  waitFor(label: string, goal: Goal, timeout: number): Promise<Snapshot> {
    return new Promise((resolve, reject) => {
      this.waiters.push({
        label,
        goal,
        deadline: Date.now() + timeout,
        resolve,
        reject,
        printed: new Set(),
        others: new Map(),
      });
      if (!this.watching) void this.watch();
    });
  }

  private async watch(): Promise<void> {
    this.watching = true;
    await new Promise(setImmediate); // the waiters of one transaction come together
    let [before, pause, wait] = [Date.now(), PAUSES.shortest / 2, timeToAct(this.waiters)];
    while (this.waiters.length > 0) {
      const { length } = this.waiters;
      if (wait > 0) await delay(wait);
      if (this.waiters.length > length) pause = PAUSES.shortest / 2;
      // Only waiters from before the snapshot may judge it: it is newer than their commits.
      const waiters = this.waiters;
      this.waiters = [];
      const [now, began] = [Date.now(), performance.now()];
      const unsettled = await this.settleWaiters(waiters, now - before);
      before = now;
      const isNews = unsettled.length < waiters.length || this.waiters.length > 0;
      pause = isNews ? PAUSES.shortest : Math.min(2 * pause, PAUSES.longest);
      const busy = Math.min((performance.now() - began) / 2, PAUSES.busy);
      wait = Math.max(pause, busy, timeToAct(this.waiters));
      this.waiters.push(...unsettled);
    }
    this.watching = false;
  }

  /** Takes a snapshot and settles the waiters that have reached their end. Returns the others. */
  private async settleWaiters(
    waiters: readonly Waiter[],
    elapsed: number,
  ): Promise<readonly Waiter[]> {
    try {
      const snapshot = await this.takeSnapshot();
      for (const w of waiters) waitForOthers(w, snapshot, elapsed);
      const foreignWriter = this.writers.describeSince(Date.now());
      return waiters.filter(
        (w) => !settle(w, judgeGoal(w.goal, snapshot), snapshot, foreignWriter),
      );
    } catch (e) {
      return waiters.filter((w) => !rejectUnobserved(w, toError(e)));
    }
  }
}

/** Milliseconds that resources need at least which start or stop at once; none for one resource. */
const timeToAct = (waiters: readonly Waiter[]): number => {
  const { length } = waiters.filter(({ goal }) => !goal.onlySettled);
  return length > 1 ? Math.min(length * PAUSES.perStart, PAUSES.longest) : 0;
};

/**
 * Rejects a waiter when no snapshot could be taken. Before the deadline only a permanent error rejects it, because a node
 * may come back.
 */
function rejectUnobserved(w: Waiter, error: Error): boolean {
  if (Date.now() >= w.deadline || isPermanent(error)) {
    w.reject(new NotConverged([`${w.label}: ${error.message}`]));
    return true;
  }
  const line = `cannot read the state of the cluster, trying again: ${error.message.replace(/\s*\n\s*/g, " ")}`;
  printOnce(w, line, info, line.replace(/\d+/g, "")); // process ids differ each time
  return false;
}

const isPermanent = (e: Error): boolean =>
  e instanceof NoUsableNode && e.failures.every((f) => f instanceof SchedulerFailed);

/**
 * Stops a waiter's clock while operations of other resources run, each within its own time, and once: Pacemaker carries out
 * nothing new before the transition in flight has ended. A resource that fails again and again does not count again.
 */
function waitForOthers(w: Waiter, { cib }: Snapshot, elapsed: number): void {
  const own = w.goal.resources.flatMap((id) => primitivesIn(cib, id));
  const others = runningOperations(cib).filter(({ resource }) => !own.includes(resource));
  for (const { resource, operation, node } of others) {
    const key = `${operation} of ${resource} on ${node}`;
    const time = longestTimeout(cib, resource, operation) || DEFAULT_TIMEOUT;
    if (!w.others.has(key)) w.others.set(key, Date.now() + time);
  }
  const running = others.map((o) => `${o.operation} of ${o.resource} on ${o.node}`);
  const busy = running.find((key) => Date.now() < (w.others.get(key) ?? 0));
  if (busy === undefined) return;
  if (Date.now() >= w.deadline)
    printOnce(w, `waits longer, because Pacemaker first ends the ${busy}`);
  w.deadline += elapsed;
}

/** @param key tells equal lines apart */
function printOnce(w: Waiter, line: string, print = progress, key = line): void {
  if (w.printed.has(key)) return;
  w.printed.add(key);
  print(line.startsWith(`${w.label} `) ? line : `${w.label}: ${line}`);
}

/** Resolves or rejects a waiter by a verdict. Returns `false` if the waiter needs another snapshot. */
function settle(w: Waiter, verdict: Verdict, snapshot: Snapshot, foreignWriter?: string): boolean {
  const isSoft = verdict.state !== "waiting" && verdict.soft;
  w.softSince = isSoft ? (w.softSince ?? Date.now()) : undefined;
  if (w.softSince !== undefined && Date.now() < w.softSince + GRACE) return false;
  if (verdict.state === "failed") {
    w.reject(new NotConverged(verdict.reasons));
    return true;
  }
  if (verdict.line !== undefined)
    printOnce(w, verdict.line, verdict.state === "done" ? warn : progress);
  if (verdict.state === "done") w.resolve(snapshot);
  else if (Date.now() >= w.deadline)
    w.reject(
      new NotConverged([
        `${w.label}: not there in time: ${verdict.line}; ${remedyForDelay(foreignWriter)}`,
        ...(verdict.reasons ?? []),
      ]),
    );
  else return false;
  return true;
}
