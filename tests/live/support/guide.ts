import type { Facts } from "../../lab/cluster/addresses";
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
