import { type Facts, type Machine, type NodeName, factsOf, membersOf } from "./addresses";
import { makeCluster } from "./cluster";
import { makeCmanCluster, resetCmanCluster } from "./el6-cluster";
import type { Result, RunOptions } from "../command";
import { makeFault } from "./faults";
import { down, up } from "./lifecycle";
import { execIn } from "./nodes";
import { type Connection, connectionOf, pulumiEnvironment } from "../verbs/programs";
import { ensureCli } from "../cli/pulumi-cli";
import { type LabType, checkName, readRecord, usualName } from "./record";
import { resetCluster } from "./reset";
import { statusText } from "./status";

/** A real cluster on this machine, for tests. Each method may be repeated. */
export interface Lab {
  readonly name: string;
  /** Makes the lab, or its missing parts. */
  up(): Promise<void>;
  /** Returns the names of the members of the cluster. */
  members(): NodeName[];
  /** Removes the lab completely. */
  down(): Promise<void>;
  /** Makes a cluster without Pulumi. */
  cluster(): Promise<void>;
  /** Resets the nodes to the state without a cluster. */
  reset(): Promise<void>;
  /** Returns a readable summary. */
  status(): Promise<string>;
  /** Runs a command in a machine. A failure is a result, not an exception. */
  exec(machine: Machine, argv: string[], options?: RunOptions): Promise<Result>;
  /** Makes or reverts a fault: `fault("node-dead", "rsha2")`. */
  fault(what: string, node?: string): Promise<void>;
  /** Returns a resource's `cluster` argument. */
  connection(): Connection;
  /** Returns the other values that a program needs. */
  facts(): Facts;
  /** Returns the environment for the Pulumi CLI. Installs the CLI if it is missing. */
  env(): Promise<Record<string, string>>;
}

const clusters = {
  debian: { make: makeCluster, reset: resetCluster },
  "el6-standin": { make: makeCmanCluster, reset: resetCmanCluster },
};

/**
 * Returns a lab by name, without any I/O.
 * @param type of a lab that does not exist yet
 */
export function openLab(name = usualName(), type?: Partial<LabType>): Lab {
  checkName(name);
  const record = (): ReturnType<typeof readRecord> => readRecord(name);
  return {
    name,
    up: async () => {
      await up(name, type);
    },
    members: () => membersOf(record()),
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
