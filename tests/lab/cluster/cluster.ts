import { type NodeName, address, membersOf, nodeNames, remotesOf } from "./addresses";
import { execIn, mustIn } from "./nodes";
import { step } from "../progress";
import type { LabRecord } from "./record";
import { waitUntil } from "./wait";

const [firstNode] = nodeNames;
export const clusterName = "pacemaker1";

async function isClusterMember(lab: string): Promise<boolean> {
  const { exitCode } = await execIn(lab, firstNode, ["test", "-e", "/etc/corosync/corosync.conf"]);
  return exitCode === 0;
}

/** Checks that all members are online with a DC. A member without a DC has not joined yet. */
async function hasDc(record: LabRecord): Promise<boolean> {
  const { stdout } = await execIn(record.name, firstNode, ["crm_mon", "-1"]);
  const online = `Online: [ ${membersOf(record).join(" ")} ]`;
  return /Current DC: (?!NONE)/.test(stdout) && stdout.includes(online);
}

const onMembers = (
  record: LabRecord,
  work: (node: NodeName) => Promise<unknown>,
): Promise<unknown> => Promise.all(membersOf(record).map(work));

async function authenticate(record: LabRecord): Promise<void> {
  const { name, octet, password } = record;
  const user = { stdin: `hacluster:${password}\n` };
  await onMembers(record, (node) => mustIn(name, node, ["chpasswd"], user));
  // From forky on, Debian makes the account expired. The image leaves it so, for the library to mend.
  const renew = ["chage", "--expiredate", "-1", "hacluster"];
  await onMembers(record, (node) => mustIn(name, node, renew));
  const hosts = membersOf(record).flatMap((node) => [node, `addr=${address(octet, node)}`]);
  const argv = ["pcs", "host", "auth", ...hosts, "-u", "hacluster"];
  // pcsd, which a reset restarts, takes a while to answer.
  await waitUntil("pcsd of all members answers", 60, async () => {
    const { exitCode } = await execIn(name, firstNode, argv, { stdin: `${password}\n` });
    return exitCode === 0;
  });
}

async function setUp(record: LabRecord): Promise<void> {
  const argv = ["pcs", "cluster", "setup", clusterName, ...membersOf(record)];
  await mustIn(record.name, firstNode, argv);
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
const seed = (record: LabRecord): Promise<unknown> =>
  onMembers(record, (node) => mustIn(record.name, node, ["sh", "-c", SEED]));

/** Removes the property of `seed`, so that the cluster is as pcs makes it. */
const unseed = (lab: string): Promise<string> =>
  mustIn(lab, firstNode, ["crm_attribute", "-t", "crm_config", "-n", "dc-deadtime", "-D"]);

/** As `pcs cluster start --all` and `enable --all`, which take six seconds longer. */
const START = "systemctl enable corosync pacemaker; systemctl start corosync pacemaker";

const START_REMOTE = `
install -d -m 750 -g haclient /etc/pacemaker && base64 -d > /etc/pacemaker/authkey
systemctl enable pacemaker_remote; systemctl start pacemaker_remote
`;

/** Prepares the remote nodes: the key that pcs has made, and the daemon. Their resources are the program's. */
async function startRemotes(record: LabRecord): Promise<void> {
  const remotes = remotesOf(record);
  if (remotes.length === 0) return;
  const stdin = await mustIn(record.name, firstNode, ["base64", "/etc/pacemaker/authkey"]);
  const argv = ["sh", "-c", START_REMOTE];
  await Promise.all(remotes.map((node) => mustIn(record.name, node, argv, { stdin })));
}

/** Makes the cluster with pcs, for tests that start from an existing cluster. Starts it if it exists. */
export async function makeCluster(record: LabRecord): Promise<void> {
  const lab = record.name;
  await step(
    "making the cluster with pcs",
    async () => {
      const isNew = !(await isClusterMember(lab));
      if (isNew) {
        await authenticate(record);
        await setUp(record);
        await seed(record);
      }
      await startRemotes(record);
      await onMembers(record, (node) => mustIn(lab, node, ["sh", "-c", START]));
      await waitUntil("all members are online with a DC", 90, () => hasDc(record));
      if (isNew) await unseed(lab);
    },
    "a quarter of a minute",
  );
}
