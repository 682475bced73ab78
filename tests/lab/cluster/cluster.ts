import { type Facts, address, factsOf, nodeNames } from "./addresses";
import { execIn, mustIn, onAllNodes } from "./nodes";
import { step } from "../progress";
import type { LabRecord } from "./record";
import { waitUntil } from "./wait";

const [firstNode] = nodeNames;
export const clusterName = "pacemaker1";

async function isClusterMember(lab: string): Promise<boolean> {
  const { exitCode } = await execIn(lab, firstNode, ["test", "-e", "/etc/corosync/corosync.conf"]);
  return exitCode === 0;
}

/** Checks that both nodes are online with a DC. A member without a DC has not joined yet. */
async function hasDc(lab: string): Promise<boolean> {
  const online = await execIn(lab, firstNode, ["crm_mon", "-1"]);
  return (
    /Current DC: (?!NONE)/.test(online.stdout) && /Online: \[ rsha1 rsha2 \]/.test(online.stdout)
  );
}

async function authenticate({ name, octet, password }: LabRecord): Promise<void> {
  const user = { stdin: `hacluster:${password}\n` };
  await onAllNodes((node) => mustIn(name, node, ["chpasswd"], user));
  // From forky on, Debian makes the account expired. The image leaves it so, for the library to mend.
  await onAllNodes((node) => mustIn(name, node, ["chage", "--expiredate", "-1", "hacluster"]));
  const hosts = nodeNames.flatMap((node) => [node, `addr=${address(octet, node)}`]);
  const argv = ["pcs", "host", "auth", ...hosts, "-u", "hacluster"];
  await mustIn(name, firstNode, argv, { stdin: `${password}\n` });
}

async function setUp(lab: string): Promise<void> {
  await mustIn(lab, firstNode, ["pcs", "cluster", "setup", clusterName, ...nodeNames]);
}

/**
 * Writes Pacemaker's empty configuration with a short `dc-deadtime`. A node without a DC waits that long
 * (20 s by default) before it starts an election.
 */
const SEED = `
file=/var/lib/pacemaker/cib/cib.xml
set='<cluster_property_set id="cib-bootstrap-options"><nvpair id="cib-bootstrap-options-dc-deadtime" name="dc-deadtime" value="2s"/></cluster_property_set>'
cibadmin --empty | sed "s|<crm_config/>|<crm_config>$set</crm_config>|" > $file
grep -q dc-deadtime $file && chown hacluster:haclient $file && chmod 600 $file
`;

/** Shortens the first start of a new cluster. */
const seed = (lab: string): Promise<void> =>
  onAllNodes((node) => mustIn(lab, node, ["sh", "-c", SEED]));

/** Removes the property of `seed`, so that the cluster is as pcs makes it. */
const unseed = (lab: string): Promise<string> =>
  mustIn(lab, firstNode, ["crm_attribute", "-t", "crm_config", "-n", "dc-deadtime", "-D"]);

/** As `pcs cluster start --all` and `enable --all`, which take six seconds longer. */
const START = "systemctl enable corosync pacemaker; systemctl start corosync pacemaker";

/** Makes the cluster with pcs, for tests that start from an existing cluster. Starts it if it exists. */
export async function makeCluster(record: LabRecord): Promise<void> {
  const lab = record.name;
  await step(
    "making the cluster with pcs",
    async () => {
      const isNew = !(await isClusterMember(lab));
      if (isNew) {
        await authenticate(record);
        await setUp(lab);
        await seed(lab);
      }
      await onAllNodes((node) => mustIn(lab, node, ["sh", "-c", START]));
      await waitUntil("both nodes are online with a DC", 90, () => hasDc(lab));
      if (isNew) await unseed(lab);
    },
    "a quarter of a minute",
  );
}

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
if [ ! -e /etc/corosync/corosync.conf ] && [ ! -e /var/lib/pacemaker/cib/cib.xml ] &&
  [ ! -e /var/lib/pcsd/known-hosts ] && ! pgrep -x 'corosync|pacemakerd' >/dev/null
then # the node never had a cluster
  ${undo(facts)}
  exit
fi
${halt("systemctl")}
pcs cluster destroy
${clear(facts)}
systemctl disable pacemaker corosync
systemctl reset-failed
systemctl restart pcsd
`;

/** Resets the nodes to the state without a cluster. */
export async function resetCluster({ name, octet }: LabRecord): Promise<void> {
  const script = forget(factsOf(octet));
  await step("removing the cluster from the nodes", () =>
    onAllNodes((node) => execIn(name, node, ["sh", "-c", script], { timeout: 90_000 })),
  );
}
