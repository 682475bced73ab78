import type { Lab } from "../../lab/cluster/lab";
import { compiledProgram } from "../cli/compiled-program";
import { describeLive } from "../support/cluster";
import {
  type Published,
  everywhere,
  onPrimary,
  primary,
  publishedSuite,
  somewhere,
} from "../support/published";
import { PUBLISHED_EXAMPLES } from "../support/published-examples";

const HANA = "HA1_HDB10";

const program = (name: string, expected: Omit<Published, "files" | "settings">): Published => ({
  files: () => compiledProgram(`public/${name}`),
  settings: { fencingPassword: "not-a-secret" },
  ...expected,
});

const programs: Readonly<Record<string, Published>> = {
  ...PUBLISHED_EXAMPLES,
  "sap-s4hana-ensa2": program("sap-s4hana-ensa2", {
    roles: {
      ...somewhere("stonith-sbd"),
      ...somewhere("rsc_ip_EN2_ASCS00", "rsc_fs_EN2_ASCS00", "rsc_sap_EN2_ASCS00"),
      ...somewhere("rsc_ip_EN2_ERS10", "rsc_fs_EN2_ERS10", "rsc_sap_EN2_ERS10"),
    },
  }),
  "sap-hana-scale-out": program("sap-hana-scale-out", {
    roles: {
      ...somewhere("stonith-sbd"),
      [`rsc_SAPHanaTop_${HANA}`]: everywhere,
      [`rsc_SAPHanaFil_${HANA}`]: everywhere,
      [`rsc_SAPHanaCon_${HANA}`]: primary,
      ...onPrimary(`rsc_ip_${HANA}`),
      [`rsc_ip_ro_${HANA}`]: ["Started on rsha1"],
    },
    moved: [`rsc_ip_${HANA}`, `rsc_ip_ro_${HANA}`],
  }),
  "sap-hana-azure": program("sap-hana-azure", {
    roles: {
      ...PUBLISHED_EXAMPLES["sap-hana"].roles,
      ...somewhere("secnc_HN1_03", "secvip_HN1_03"), // the stand-ins do not tell the state of the secondary
    },
    moved: ["nc_HN1_03", "vip_HN1_03"],
  }),
};

describeLive("Public configurations with stand-ins for their agents", (lab: Lab) => {
  const { expectLife } = publishedSuite(lab);

  test.each(Object.entries(programs))(
    "%s: starts once and right, shows no drift, and goes without a trace",
    (_name, published) => expectLife(published),
    600_000,
  );
});
