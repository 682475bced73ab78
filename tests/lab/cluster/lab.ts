import { type Facts, type Machine, factsOf } from "./addresses";
import { makeCluster, resetCluster } from "./cluster";
import { makeCmanCluster, resetCmanCluster } from "./el6-cluster";
import type { Result, RunOptions } from "../command";
import { makeFault } from "./faults";
import { down, up } from "./lifecycle";
import { execIn } from "./nodes";
import { type Connection, connectionOf, pulumiEnvironment } from "../verbs/programs";
import { ensureCli } from "../cli/pulumi-cli";
import type { Platform } from "../docker/platform";
import { checkName, readRecord, usualName } from "./record";
import { statusText } from "./status";

/** A real two-node cluster on this machine, for tests. Everything may be called again. */
export interface Lab {
  readonly name: string;
  /** Makes the lab, or brings back what is missing of it. */
  up(): Promise<void>;
  /** Leaves nothing of the lab behind. */
  down(): Promise<void>;
  /** Makes a cluster of the nodes by hand. */
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

const clusters = {
  debian: { make: makeCluster, reset: resetCluster },
  "el6-standin": { make: makeCmanCluster, reset: resetCmanCluster },
};

/** Names a lab; nothing is made or looked at yet. The platform counts when it is made. */
export function openLab(name = usualName(), platform?: Platform): Lab {
  checkName(name);
  const record = (): ReturnType<typeof readRecord> => readRecord(name);
  return {
    name,
    up: async () => {
      await up(name, platform);
    },
    down: () => down(name),
    cluster: async () => clusters[record().platform].make(record()),
    reset: async () => clusters[record().platform].reset(record()),
    status: async () => statusText(record()),
    exec: async (machine, argv, options) => execIn(record().name, machine, argv, options),
    fault: async (what, node) => makeFault(record(), what, node),
    connection: () => connectionOf(record()),
    facts: () => factsOf(record().octet),
    env: async () => pulumiEnvironment(record(), await ensureCli()),
  };
}
