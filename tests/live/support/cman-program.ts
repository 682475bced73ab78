import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Lab } from "../../lab/cluster/lab";
import { checkout } from "../../lab/paths";

const example = readFileSync(join(checkout, "examples/abiquo-remote-services/index.ts"), "utf8");

/** The guide's program for EL6: the kind of its cluster is another one, and nothing starts at boot but the cluster. */
export const cmanProgram = `${example.replaceAll("CorosyncCluster", "CmanCluster")}
new HostService("boot", { cluster, service: site.require("service") }, { dependsOn: services });
`.replace("  FilesystemResource,", "  FilesystemResource,\n  HostService,");

/** The program's config. `more` holds arguments of the cluster. */
export function cmanConfig(lab: Lab, more: object): Record<string, unknown> {
  const { floatingIp, cidrNetmask, gateway, repository, service } = lab.facts();
  const cluster = { ...lab.connection(), ...more };
  return { cluster, floatingIp, cidrNetmask, gateway, repository, service };
}
