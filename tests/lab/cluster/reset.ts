import { type Facts, factsOf } from "./addresses";
import { execIn, onAllNodes } from "./nodes";
import { step } from "../progress";
import type { LabRecord } from "./record";

/** Stops Pacemaker, or kills it after 30 s. It does not end while a resource fails to stop. */
export const halt = (systemctl: string): string => `
timeout 30 ${systemctl} stop pacemaker corosync || {
  ${systemctl} kill --signal=KILL pacemaker corosync
  ${systemctl} stop pacemaker corosync
}
`;

/** Stops everything that a cluster's resources may have left running on a node. */
const undo = ({ floatingIp, repository: { directory } }: Facts): string => `
/etc/init.d/abiquo-tomcat stop
while mountpoint -q ${directory}; do umount -l ${directory} || break; done
for device in $(ip -o -4 address show to ${floatingIp}/32 | cut -d' ' -f2 | cut -d@ -f1 | sort -u); do
  ip address del $(ip -o -4 address show to ${floatingIp}/32 dev $device | tr -s ' ' | cut -d' ' -f4) dev $device
done
`;

/** Removes everything that a cluster and its resources may have left on a node. */
export const clear = (facts: Facts): string => `
${undo(facts)}
rm -rf /etc/corosync/corosync.conf /etc/corosync/authkey /etc/pacemaker/authkey
find /var/lib/pacemaker /var/lib/corosync /var/lib/pcsd -type f -delete
rm -f /var/log/abiquo-tomcat.log
`;

/** Removes all traces of a cluster from a node. `pcs cluster destroy` alone leaves the services. */
const forget = (facts: Facts): string => `
if [ ! -e /etc/corosync/corosync.conf ] && [ ! -e /etc/pacemaker/authkey ] && [ ! -e /var/lib/pacemaker/cib/cib.xml ] &&
  [ ! -e /var/lib/pcsd/known-hosts ] && ! pgrep -x 'corosync|pacemakerd' >/dev/null
then # the node never had a cluster
  ${undo(facts)}
  exit
fi
${halt("systemctl")}
systemctl kill --signal=KILL pacemaker_remote # its stop waits for the cluster
systemctl stop pacemaker_remote
pcs cluster destroy
${clear(facts)}
systemctl disable pacemaker corosync pacemaker_remote
systemctl kill --signal=KILL pcsd # it may stop slowly (pcs 0.12: up to 90 s)
systemctl reset-failed
systemctl restart pcsd
systemctl start pcsd-ruby # of pcs 0.10
`;

/** Resets the nodes to the state without a cluster. */
export async function resetCluster(record: LabRecord): Promise<void> {
  const script = forget(factsOf(record.octet));
  await step("removing the cluster from the nodes", () =>
    onAllNodes(record, (node) =>
      execIn(record.name, node, ["sh", "-c", script], { timeout: 150_000 }),
    ),
  );
}
