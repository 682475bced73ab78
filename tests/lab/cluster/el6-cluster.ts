import { readFileSync } from "node:fs";
import { join } from "node:path";
import { factsOf, nodeNames } from "./addresses";
import { clear, halt } from "./reset";
import { execIn, mustIn, onAllNodes } from "./nodes";
import { checkout } from "../paths";
import { systemctl } from "../docker/platform";
import { step } from "../progress";
import type { LabRecord } from "./record";
import { waitUntil } from "./wait";

const [firstNode] = nodeNames;
/** The guide's cluster.conf, as ccs writes it. */
const conf = join(checkout, "tests/fixtures/cluster-conf/guide-udpu.conf");

const START = `
cat > /etc/cluster/cluster.conf
echo CMAN_QUORUM_TIMEOUT=0 >> /etc/sysconfig/cman
chkconfig cman on && chkconfig pacemaker on && service pacemaker start
`;

/** Makes the cluster as the guide does, but on both nodes in parallel. */
export async function makeCmanCluster(record: LabRecord): Promise<void> {
  const { name } = record;
  const stdin = readFileSync(conf, "utf8");
  const online = async (): Promise<boolean> =>
    (await execIn(name, firstNode, ["crm_mon", "-1"])).stdout.includes("Online: [ rsha1 rsha2 ]");
  await step(
    "making the cluster with CMAN's stand-in",
    async () => {
      await onAllNodes(record, (node) => mustIn(name, node, ["sh", "-c", START], { stdin }));
      await waitUntil("both nodes are online", 90, online);
    },
    "half a minute",
  );
}

const forget = (lab: LabRecord): string => `
${halt(systemctl(lab.platform))}
rm -rf /etc/cluster/* /etc/sysconfig/cman /etc/rc?.d/* /run/el6-standin /run/cman.pid /etc/el6-standin-faults
${clear(factsOf(lab.octet))}
${systemctl(lab.platform)} reset-failed
`;

/** Resets the nodes to the state without a cluster. */
export async function resetCmanCluster(lab: LabRecord): Promise<void> {
  const argv = ["sh", "-c", forget(lab)];
  await step("removing the cluster from the nodes", () =>
    onAllNodes(lab, (node) => execIn(lab.name, node, argv, { timeout: 90_000 })),
  );
}
