import { setTimeout as delay } from "node:timers/promises";
import { buildSimulation } from "../cib/status/crm-mon";
import { parseXml } from "../cib/xml/parse";
import { NoUsableNode, NotConverged, SchedulerFailed } from "../errors";
import type { Session } from "../host/ssh/session";
import { querySnapshot } from "../host/commands/pacemaker-commands";
import { info } from "../log";
import { type Goal, type Verdict, judgeGoal } from "./verdict";
import { requireQuorum } from "../transaction/partition";
import type { Snapshot } from "./snapshot";
import type { OnAnyNode } from "../transaction/group-commit";
import type { ForeignWriters } from "../transaction/foreign-writers";

interface Waiter {
  readonly label: string;
  readonly goal: Goal;
  readonly deadline: number;
  readonly resolve: (s: Snapshot) => void;
  readonly reject: (e: Error) => void;
  readonly said: Set<string>;
  /** Since when nothing is under way and something is missing that may still come. */
  lacksSince?: number | undefined;
}

const POLL = 500;
/** What has not failed and does not run may wait for a fence device or a constraint that this `up` brings (dampen: 5 s). */
const GRACE = 10_000;

/** One loop per cluster looks at it as long as anybody waits; every waiter judges the same moment. */
export class Watcher {
  private waiters: Waiter[] = [];
  private watching = false;

  constructor(
    private readonly onAnyNode: OnAnyNode,
    private readonly writers: ForeignWriters,
  ) {}

  /** One moment, now, of a partition with quorum: what starts or stops in another one says nothing of the cluster. */
  takeSnapshot(): Promise<Snapshot> {
    return this.onAnyNode(async (session: Session) => {
      const { simulation, monitor, log, ...seen } = await querySnapshot(session);
      const cib = requireQuorum(session, parseXml(seen.cib));
      this.writers.noteVersion(cib);
      if (monitor === undefined) return { cib, simulation: parseXml(simulation), log };
      return { cib, simulation: buildSimulation(cib, parseXml(monitor), simulation), log };
    });
  }

  /**
   * Waits until a goal is reached, and says so each time that what it waits for changes.
   * @throws NotConverged when the cluster will not reach it, or not in time
   */
  waitFor(label: string, goal: Goal, timeout: number): Promise<Snapshot> {
    return new Promise((resolve, reject) => {
      this.waiters.push({
        label,
        goal,
        deadline: Date.now() + timeout,
        resolve,
        reject,
        said: new Set(),
      });
      if (!this.watching) void this.watch();
    });
  }

  private async watch(): Promise<void> {
    this.watching = true;
    while (this.waiters.length > 0) {
      // Only those who waited before the look may judge it: it is newer than their commit.
      const present = this.waiters;
      this.waiters = [];
      const left = await this.round(present);
      this.waiters.push(...left);
      if (this.waiters.length > 0) await delay(POLL);
    }
    this.watching = false;
  }

  private async round(present: readonly Waiter[]): Promise<readonly Waiter[]> {
    try {
      const moment = await this.takeSnapshot();
      const other = this.writers.describeSince(Date.now());
      return present.filter((w) => !settle(w, judgeGoal(w.goal, moment), moment, other));
    } catch (e) {
      const error = e instanceof Error ? e : new Error(String(e));
      return present.filter((w) => !missed(w, error));
    }
  }
}

/** The cluster could not be looked at: a node may be on its way back, so that counts only at the deadline. */
function missed(w: Waiter, error: Error): boolean {
  if (Date.now() >= w.deadline || isLasting(error)) {
    w.reject(new NotConverged([`${w.label}: ${error.message}`]));
    return true;
  }
  const why = error.message.replace(/\s*\n\s*/g, " ");
  const line = `cannot look at the cluster, trying again: ${why}`;
  tell(w, line, line.replace(/\d+/g, "")); // process ids differ each time
  return false;
}

const isLasting = (e: Error): boolean =>
  e instanceof NoUsableNode && e.failures.every((f) => f instanceof SchedulerFailed);

function tell(w: Waiter, line: string, key = line): void {
  if (w.said.has(key)) return;
  w.said.add(key);
  info(`${w.label}: ${line}`);
}

/** Settles a waiter that has come to its end; false when it goes on waiting. */
function settle(w: Waiter, verdict: Verdict, moment: Snapshot, other?: string): boolean {
  const lacks = verdict.state !== "waiting" && verdict.soft;
  w.lacksSince = lacks ? (w.lacksSince ?? Date.now()) : undefined;
  if (w.lacksSince !== undefined && Date.now() < w.lacksSince + GRACE) return false;
  if (verdict.state === "failed") {
    w.reject(new NotConverged(verdict.reasons));
    return true;
  }
  if (verdict.line !== undefined) tell(w, verdict.line);
  if (verdict.state === "done") w.resolve(moment);
  else if (Date.now() >= w.deadline)
    w.reject(
      new NotConverged([
        `${w.label}: not there in time: ${verdict.line}; ${late(other)}`,
        ...(verdict.reasons ?? []),
      ]),
    );
  else return false;
  return true;
}

/** Against somebody who writes many times a second Pacemaker hardly comes to doing anything. */
const late = (other: string | undefined): string =>
  other === undefined
    ? "raise waitTimeout if it needs longer"
    : `another writer has just changed the configuration (${other}), and at each change Pacemaker plans anew: stop what keeps writing, or raise waitTimeout`;
