import { type Facts, type Machine, factsOf } from "./addresses";
import { makeCluster, resetCluster } from "./cluster";
import type { Result, RunOptions } from "./command";
import { makeFault } from "./faults";
import { down, up } from "./lifecycle";
import { execIn } from "./nodes";
import { type Connection, connectionOf, pulumiEnvironment } from "./programs";
import { ensureCli } from "./pulumi-cli";
import { checkName, readRecord, usualName } from "./record";
import { statusText } from "./status";

/** A real two-node cluster on this machine, for tests. Everything may be called again. */
export interface Lab {
  readonly name: string;
  /** Makes the lab, or brings back what is missing of it. */
  up(): Promise<void>;
  /** Leaves nothing of the lab behind. */
  down(): Promise<void>;
  /** Makes a cluster of the nodes with pcs. */
  cluster(): Promise<void>;
  /** Takes the nodes back to "no cluster yet". */
  reset(): Promise<void>;
  /** A readable summary. */
  status(): Promise<string>;
  /** Runs a command in a machine; a failure is a result, not an exception. */
  exec(machine: Machine, argv: string[], options?: RunOptions): Promise<Result>;
  /** Makes a fault or takes it back: `fault("node-dead", "rsha2")`. */
  fault(what: string, node?: string): Promise<void>;
  /** For a resource's `cluster` argument. */
  connection(): Connection;
  /** What a program needs besides. */
  facts(): Facts;
  /** Environment for the Pulumi CLI; makes sure that there is one. */
  env(): Promise<Record<string, string>>;
}

/** Names a lab; nothing is made or looked at yet. */
export function openLab(name = usualName()): Lab {
  checkName(name);
  const record = (): ReturnType<typeof readRecord> => readRecord(name);
  return {
    name,
    up: async () => {
      await up(name);
    },
    down: () => down(name),
    cluster: async () => makeCluster(record()),
    reset: async () => resetCluster(record()),
    status: async () => statusText(record()),
    exec: async (machine, argv, options) => execIn(record().name, machine, argv, options),
    fault: async (what, node) => makeFault(record(), what, node),
    connection: () => connectionOf(record()),
    facts: () => factsOf(record().octet),
    env: async () => pulumiEnvironment(record(), await ensureCli()),
  };
}
