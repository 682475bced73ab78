import pLimit from "p-limit";
import type { TimeoutProgram } from "./command-line";
import { REMEMBER_FAILURE_MS, closeWire, namedAs, openWire } from "./connection-pool";
import { probeTimeoutProgram } from "./probe";
import type { Target } from "./target";
import type { Wire } from "./wire";

type Limit = ReturnType<typeof pLimit>;

/** A connection that passed the probe, and the queue of its commands. */
export interface Line {
  readonly wire: Wire;
  readonly limit: Limit;
  readonly timeout: TimeoutProgram;
}

/** The lines of a connection, one per setting of sudo. They share the queue. */
const lines = new WeakMap<Wire, Map<string, Promise<Line>>>();
const limits = new WeakMap<Wire, Limit>();
const CHANNELS = 8; // sshd's MaxSessions is 10

/**
 * Returns the probed connection to a target. Opens it at the first call, and again after a loss. A failed probe counts for
 * 30 seconds: each repetition would offer a wrong password of sudo again.
 * @throws NodeUnusable
 */
export async function getLine(target: Target): Promise<Line> {
  const wire = await openWire(target);
  const probed = lines.get(wire) ?? new Map<string, Promise<Line>>();
  lines.set(wire, probed);
  const key = JSON.stringify(target.sudo);
  const open = probed.get(key);
  if (open !== undefined) return namedAs(target, open);
  const line = openLine(target, wire);
  probed.set(key, line);
  line.catch(() => {
    const forget = (): void => {
      probed.delete(key);
      if (probed.size === 0) closeWire(target);
    };
    setTimeout(forget, REMEMBER_FAILURE_MS).unref();
  });
  return line;
}

async function openLine(target: Target, wire: Wire): Promise<Line> {
  const timeout = await probeTimeoutProgram(target, wire);
  return { wire, limit: limitOf(wire), timeout };
}

function limitOf(wire: Wire): Limit {
  const limit = limits.get(wire) ?? pLimit(CHANNELS);
  limits.set(wire, limit);
  return limit;
}
