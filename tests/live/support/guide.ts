import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Facts, nodeNames } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";
import { checkout } from "../../lab/paths";
import { Stack } from "../cli/stack";
import type { Declaration } from "../programs/declared";

/** The guide's configuration, without the hosts' side. */
export const guide = ({
  repository,
  floatingIp,
  cidrNetmask,
  service,
  gateway,
}: Facts): Declaration => ({
  options: {
    is: "Properties",
    stonithEnabled: false,
    noQuorumPolicy: "ignore",
    resourceDefaults: { resourceStickiness: 100 },
  },
  vm_repository: { is: "Filesystem", ...repository, startWithGroup: true },
  ClusterIP: { is: "IpAddr2", ip: floatingIp, cidrNetmask, startWithGroup: true },
  "tomcat-service": { is: "Lsb", service, startWithGroup: true },
  abiquo_rs: { is: "Group", members: ["@vm_repository", "@ClusterIP", "@tomcat-service"] },
  ping: { is: "Ping", hostList: [gateway], timeout: 5, attempts: 3 },
  "with-ping": { is: "Colocation", resource: "@abiquo_rs", with: "@ping", score: "INFINITY" },
});

/** Makes a stack of the example program of the guide. @param cluster the config `cluster` */
export function guideStack(lab: Lab, cluster: unknown = lab.connection()): Promise<Stack> {
  const program = join(checkout, "examples/abiquo-remote-services/index.ts");
  return Stack.make(lab, {
    files: { "index.ts": readFileSync(program, "utf8") },
    config: guideConfig(lab.facts(), cluster),
    env: { PULUMI_PACEMAKER_LOG: "debug" },
  });
}

/** The stack config of the guide. */
export const guideConfig = (facts: Facts, cluster: unknown): Record<string, unknown> => {
  const { floatingIp, cidrNetmask, gateway, repository, service } = facts;
  return { cluster, floatingIp, cidrNetmask, gateway, repository, service };
};

/** The traces of a cluster alone. */
export const clusterTraces = [
  "a corosync.conf",
  "a cluster that runs",
  "a cluster that starts at boot",
];

/** Returns each node's traces of a cluster and of the guide's services, found without Pacemaker. */
export async function traces(lab: Lab): Promise<string[][]> {
  const { floatingIp, repository } = lab.facts();
  const script = `
    test -e /etc/corosync/corosync.conf && echo "a corosync.conf"
    pgrep -x 'corosync|pacemakerd' >/dev/null && echo "a cluster that runs"
    systemctl is-enabled -q corosync pacemaker && echo "a cluster that starts at boot"
    mountpoint -q ${repository.directory} && echo "the repository"
    ip -4 address | grep -q 'inet ${floatingIp}/' && echo "the address"
    /etc/init.d/abiquo-tomcat status >/dev/null && echo "the service"
    true`;
  const found = await Promise.all(nodeNames.map((node) => lab.exec(node, ["sh", "-c", script])));
  return found.map(({ stdout }) => stdout.split("\n").filter((line) => line !== ""));
}
