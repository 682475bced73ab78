import { NodeUnusable } from "../../errors";
import { debug } from "../../log";
import { dial } from "./dial";
import type { Wire } from "./wire";
import type { Target } from "./target";

interface Entry {
  readonly wire: Promise<Wire>;
  failedAt?: number;
}

const entries = new Map<string, Entry>();
export const REMEMBER_FAILURE_MS = 30_000;

/**
 * Returns the connection of this process to a target. Opens it at the first call, and again after a loss.
 * Caches a failure for 30 seconds, so that a dead node costs its timeout only once.
 * @throws NodeUnusable
 */
export function openWire(target: Target): Promise<Wire> {
  const key = keyOf(target);
  const open = entries.get(key);
  if (open && !isExpired(open)) return namedAs(target, open.wire);
  const entry: Entry = { wire: connect(target) };
  entries.set(key, entry);
  entry.wire.then(
    (wire) => wire.onLost(() => forget(key, entry)),
    () => (entry.failedAt = performance.now()),
  );
  return entry.wire;
}

/** Closes the connection to a target, if any. `openWire` opens it again. */
export function closeWire(target: Target): void {
  close(keyOf(target));
}

/** Closes every connection and forgets every failure. */
export function closeWires(): void {
  [...entries.keys()].forEach(close);
}

/** A cached failure names the node of this description. */
export function namedAs<T>({ name }: Target, cached: Promise<T>): Promise<T> {
  return cached.catch((error: unknown) => {
    if (!(error instanceof NodeUnusable) || error.node === name) throw error;
    throw new NodeUnusable(name, error.reason, { cause: error });
  });
}

async function connect(target: Target): Promise<Wire> {
  const bastion = target.proxy && (await openBastion(target, target.proxy));
  const started = performance.now();
  const wire = await dial(target, bastion);
  const ms = Math.round(performance.now() - started);
  debug(`ssh: connected to ${target.name} (${target.host}:${target.port}) in ${ms} ms`);
  return wire;
}

async function openBastion(target: Target, proxy: Target): Promise<Wire> {
  return openWire(proxy).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new NodeUnusable(target.name, why, { cause });
  });
}

function close(key: string): void {
  entries.get(key)?.wire.then(
    (wire) => wire.end(),
    () => undefined,
  );
  entries.delete(key);
}

function forget(key: string, entry: Entry): void {
  if (entries.get(key) === entry) entries.delete(key);
}

/**
 * Descriptions that mean the same host, user and credentials share a connection: sshd limits those of one machine. The
 * key includes credentials and pins, so that new ones do not hit the cached failure of the old ones.
 */
function keyOf({ name: _name, sudo: _sudo, proxy, ...connection }: Target): string {
  return JSON.stringify([connection, proxy && keyOf(proxy)]);
}

function isExpired({ failedAt }: Entry): boolean {
  return failedAt !== undefined && performance.now() - failedAt > REMEMBER_FAILURE_MS;
}
