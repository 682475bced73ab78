import type { Element } from "../../sdk/cib/xml/element";
import { buildSimulation } from "../../sdk/cib/status/crm-mon";
import type { Snapshot } from "../../sdk/await/snapshot";
import { fixture, fixtureXml } from "../helpers";

/** The log that hints name for nodes with CMAN. */
export const LOG = "/var/log/cluster/corosync.log or /var/log/messages";

/** Loads a recorded state of a cluster with Pacemaker 1.1, such as `1.1.10/standby`. */
export function recorded(state: string): Snapshot {
  const cib = fixtureXml(`pacemaker-1.1/${state}.cib.xml`);
  return { cib, simulation: simulationRecorded(state, cib), log: LOG };
}

/** Loads the simulation of a recorded state, for a CIB. */
export const simulationRecorded = (state: string, cib: Element): Element =>
  buildSimulation(
    cib,
    fixtureXml(`pacemaker-1.1/${state}.monitor.xml`),
    fixture(`pacemaker-1.1/${state}.simulation.txt`),
  );
