import type { NodeName } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";
import { waitUntil } from "../../lab/cluster/wait";
import { parseXml } from "../../../sdk/cib/xml/parse";
import { quiet } from "./cluster";
import { clusterStatus } from "./cluster-status";
import { on, onBoth } from "./shell";

const CONF = "/etc/corosync/corosync.conf";
/** Makes all nodes reload corosync.conf. Call it after the last file has changed. */
const reload = (lab: Lab): Promise<string> => on(lab, "rsha1", "corosync-cfgtool -R");

/** Gives the first node two votes, so that only the first node has quorum in a partition. */
export async function unequalVotes(lab: Lab): Promise<void> {
  const edit = String.raw`s/two_node: 1/two_node: 0/; s/nodeid: 1$/nodeid: 1\n        quorum_votes: 2/`;
  await onBoth(lab, `sed -i '${edit}' ${CONF}`);
  await reload(lab);
}

/** Restores the votes that pcs sets for two nodes. */
export async function equalVotes(lab: Lab): Promise<void> {
  await onBoth(lab, `sed -i 's/two_node: 0/two_node: 1/; /quorum_votes: 2/d' ${CONF}`);
  await reload(lab);
}

const STATE = "/var/lib/pacemaker";

/** Moves Pacemaker's files to a separate disk without free space. */
export const fillDisk = (lab: Lab, node: NodeName): Promise<string> =>
  on(
    lab,
    node,
    `
set -e
mount -t tmpfs -o size=64k,mode=755 tmpfs /mnt
install -d -m 750 -o hacluster -g haclient /mnt/cib /mnt/pengine /mnt/cores
cp -p ${STATE}/cib/cib.xml ${STATE}/cib/cib.xml.sig ${STATE}/cib/cib.last /mnt/cib
mount --move /mnt ${STATE}
cat /dev/zero > ${STATE}/full 2>/dev/null || true
test "$(df --output=avail ${STATE} | tail -1)" -eq 0
`,
  );

/** Restores the old disk and follows our message's remedy, because Pacemaker has stopped writing to disk. */
export const emptyDisk = (lab: Lab): Promise<unknown> =>
  onBoth(
    lab,
    `while mountpoint -q ${STATE}; do umount ${STATE}; done; pkill -PIPE pacemaker-based`,
  );

/** Returns the configuration's epoch in a node's memory and on its disk. */
export async function versions(
  lab: Lab,
  node: NodeName,
): Promise<{ memory: string; disk: string }> {
  const [memory = "", disk = ""] = [
    await on(lab, node, "cibadmin --query --no-children"),
    `${await on(lab, node, `head -1 ${STATE}/cib/cib.xml`)}</cib>`,
  ].map((text) => parseXml(text).attributes.epoch);
  return { memory, disk };
}

/** Returns a node's view of the online nodes and of the DC. */
async function view(lab: Lab, node: NodeName): Promise<string> {
  const { online } = await clusterStatus(lab, node);
  const dc = await on(lab, node, "cibadmin --query --no-children | grep -o 'dc-uuid=.*'");
  return `${online.join()} ${dc}`;
}

/** Waits until all members are online in the view of each, with the same DC, and idle. */
export async function whole(lab: Lab): Promise<void> {
  const isWhole = async (): Promise<boolean> => {
    const views = await Promise.all(lab.members().map((node) => view(lab, node).catch(() => node)));
    return views.every((v) => v.startsWith(`${lab.members().join()} `) && v === views[0]);
  };
  await waitUntil("all members are online with one DC", 120, isWhole);
  await quiet(lab);
}

/**
 * Suspends a node of the stand-in for EL6 for ever: the command loads the new file before CMAN's own retry, one in each
 * second, which therefore has to wait.
 * @param raise shell command that writes the newer file, which the other node runs with
 */
export const activateWhileSuspended = (raise: string): string => `
echo slow-retry > /etc/el6-standin-faults
for i in $(seq 50); do cman_tool status | grep -q Error && break; sleep 0.1; done
${raise} && cman_tool version -r -S
code=$?
rm /etc/el6-standin-faults
exit $code
`;
