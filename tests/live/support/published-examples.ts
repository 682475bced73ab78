import { compiledExample } from "../cli/compiled-program";
import { EXAMPLE_SETTINGS } from "../programs/example-settings";
import { type Published, everywhere, onPrimary, primary, somewhere } from "./published";

const example = (name: string, expected: Omit<Published, "files" | "settings">): Published => ({
  files: () => compiledExample(name),
  settings: EXAMPLE_SETTINGS[name] ?? {},
  ...expected,
});

/** The examples whose agents a lab replaces by stand-ins. */
export const PUBLISHED_EXAMPLES = {
  "postgresql-paf": example("postgresql-paf", {
    roles: {
      pgsqld: primary,
      ...onPrimary("pgsql-pri-ip", "fence_vm_rsha1"),
      fence_vm_rsha2: ["Started on rsha1"],
    },
  }),
  "nfs-on-drbd": example("nfs-on-drbd", {
    roles: {
      ...somewhere("stonith-sbd"),
      "drbd-nfs": ["Promoted", "Unpromoted"],
      ...somewhere("fs-nfs-state", "fs-nfs-share", "nfsserver", "exportfs-nfs", "vip-nfs"),
    },
  }),
  "mariadb-galera": example("mariadb-galera", {
    roles: { db: ["Promoted on rsha1", "Promoted on rsha2"] },
  }),
  "sap-hana": example("sap-hana", {
    roles: {
      ...somewhere("rsc_st_azure", "rsc_st_kdump"),
      "health-azure-events": everywhere,
      SAPHanaTopology_HN1_03: everywhere,
      SAPHana_HN1_03: primary,
      ...onPrimary("nc_HN1_03", "vip_HN1_03"),
    },
    moved: ["nc_HN1_03", "vip_HN1_03"],
  }),
  haproxy: example("haproxy", {
    roles: { "lb-haproxy": everywhere, ...somewhere("lb-address") },
  }),
};
