import type { Lab } from "../../lab/cluster/lab";
import type { Declaration } from "./declared";

/** As a tutorial writes it: each resource by itself, then the constraints between them. */
export const tutorial = ({
  repository,
  floatingIp,
  cidrNetmask,
  service,
}: ReturnType<Lab["facts"]>): Declaration => ({
  options: {
    is: "Properties",
    stonithEnabled: false,
    noQuorumPolicy: "ignore",
    resourceDefaults: { resourceStickiness: 100 },
  },
  "web-fs": { is: "Filesystem", ...repository },
  "web-vip": { is: "IpAddr2", ip: floatingIp, cidrNetmask },
  webserver: { is: "Lsb", service },
  "vip-with-fs": { is: "Colocation", resource: "@web-vip", with: "@web-fs" },
  "fs-then-vip": { is: "Order", first: "@web-fs", then: "@web-vip" },
  "web-with-vip": { is: "Colocation", resource: "@webserver", with: "@web-vip" },
  "vip-then-web": { is: "Order", first: "@web-vip", then: "@webserver" },
});
