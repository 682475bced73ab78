import type { Lab } from "../lab/cluster/lab";
import { waitUntil } from "../lab/cluster/wait";
import { quiet } from "../live/support/cluster";
import { clusterStatus } from "../live/support/cluster-status";
import { on } from "../live/support/shell";

/** Removes all objects from the configuration, also foreign ones, and waits until no resource runs. */
export async function emptied(lab: Lab): Promise<void> {
  await on(
    lab,
    "rsha1",
    `cibadmin --replace -o constraints -X '<constraints/>'
     cibadmin --replace -o resources -X '<resources/>'
     cibadmin --replace -o rsc_defaults -X '<rsc_defaults/>'
     for property in stonith-enabled no-quorum-policy enable-startup-probes; do crm_attribute -n $property -D; done
     crm_attribute -n stonith-enabled -v false`,
  );
  await waitUntil("no resource runs", 300, async () => {
    const { resources } = await clusterStatus(lab);
    return Object.keys(resources).length === 0;
  });
  await idle(lab);
  await on(lab, "rsha1", "crm_attribute -n stonith-enabled -D");
  await idle(lab);
}

/**
 * Turns off that Pacemaker runs fewer actions at once on a busy node: the nodes of the lab are containers of the machine on
 * which the tools run, so each tool would slow down the cluster by its own work.
 */
export const unthrottled = (lab: Lab): Promise<string> =>
  on(lab, "rsha1", "crm_attribute -n load-threshold -v 0%");

/** Waits until the cluster is idle, for 10 minutes at most. */
export const idle = (lab: Lab): Promise<void> => quiet(lab, 600);
