// SAP HANA scale-out with SAPHanaSR-angi. Source: SUSE/suse-best-practices, adoc/SLES4SAP-hana-angi-scaleout-perfopt-15.adoc.
// Reduced: each site has its master name server only, the majority maker is no node of the lab (a rule names it), and the
// maintenance mode of the time before the hand-over is not here.
import * as pulumi from "@pulumi/pulumi";
import {
  Alert,
  type ClusterArgs,
  IpAddr2Resource,
  OrderConstraint,
  PacemakerProperties,
  PrimitiveResource,
} from "pulumi-pacemaker";

const cluster = new pulumi.Config().requireObject<ClusterArgs>("cluster");
const hana = { SID: "HA1", InstanceNumber: "10" };
const id = `${hana.SID}_HDB${hana.InstanceNumber}`;

new PacemakerProperties("cib-bootstrap-options", {
  cluster,
  stonithEnabled: true,
  noQuorumPolicy: "freeze",
  stonithTimeout: "150s",
  properties: {
    "placement-strategy": "balanced",
    "concurrent-fencing": true,
    "stonith-action": "reboot",
  },
  resourceDefaults: { resourceStickiness: 1000, migrationThreshold: 50 },
  operationDefaults: { timeout: 600, recordPending: true },
});

new PrimitiveResource("stonith-sbd", {
  cluster,
  agent: "stonith:external/sbd",
  parameters: { pcmk_action_limit: -1, pcmk_delay_max: 1 },
});

const notOnMajorityMaker = (what: string) => ({
  name: `${what}_not_on_majority_maker`,
  rule: { attribute: "#uname", operation: "eq", value: "suse-mm" } as const,
  score: "-INFINITY",
});

const topology = new PrimitiveResource(`rsc_SAPHanaTop_${id}`, {
  cluster,
  agent: "ocf:suse:SAPHanaTopology",
  parameters: hana,
  operations: [
    { name: "monitor", interval: "50s", timeout: "600s" },
    { name: "start", interval: "0s", timeout: "600s" },
    { name: "stop", interval: "0s", timeout: "300s" },
  ],
  clone: { name: `cln_SAPHanaTop_${id}`, meta: { cloneNodeMax: 1, interleave: true } },
  locations: [notOnMajorityMaker("SAPHanaTop")],
});

new PrimitiveResource(`rsc_SAPHanaFil_${id}`, {
  cluster,
  agent: "ocf:suse:SAPHanaFilesystem",
  parameters: { ...hana, ON_FAIL_ACTION: "fence" },
  operations: [
    { name: "monitor", interval: "120s", timeout: "120s" },
    { name: "start", interval: "0s", timeout: "10s" },
    { name: "stop", interval: "0s", timeout: "20s" },
  ],
  clone: { name: `cln_SAPHanaFil_${id}`, meta: { cloneNodeMax: 1, interleave: true } },
  locations: [notOnMajorityMaker("SAPHanaFil")],
});

const controller = new PrimitiveResource(`rsc_SAPHanaCon_${id}`, {
  cluster,
  agent: "ocf:suse:SAPHanaController",
  parameters: {
    ...hana,
    PREFER_SITE_TAKEOVER: true,
    DUPLICATE_PRIMARY_TIMEOUT: 7200,
    AUTOMATED_REGISTER: false,
    HANA_CALL_TIMEOUT: 120,
    ON_FAIL_ACTION: "fence",
  },
  operations: [
    { name: "start", interval: "0s", timeout: "3600s" },
    { name: "stop", interval: "0s", timeout: "900s" },
    { name: "promote", interval: "0s", timeout: "900s" },
    { name: "demote", interval: "0s", timeout: "320s" },
    { name: "monitor", interval: "60s", role: "Promoted", timeout: "700s" },
    { name: "monitor", interval: "61s", role: "Unpromoted", timeout: "700s" },
  ],
  clone: {
    name: `mst_SAPHanaCon_${id}`,
    meta: { cloneNodeMax: 1, promotable: true, interleave: true },
  },
  locations: [notOnMajorityMaker("SAPHanaCon")],
});

const monitor = { name: "monitor", interval: "10s", timeout: "20s" };
new IpAddr2Resource(`rsc_ip_${id}`, {
  cluster,
  ip: "192.168.201.109",
  operations: [monitor],
  colocations: [{ with: controller, role: "Started", withRole: "Promoted", score: 2000 }],
});

// The address of the read-enabled secondary. The agent sets the attribute later, so that the rule holds everywhere at first.
new IpAddr2Resource(`rsc_ip_ro_${id}`, {
  cluster,
  ip: "192.168.201.110",
  operations: [monitor],
  colocations: [{ with: controller, role: "Started", withRole: "Unpromoted", score: 2000 }],
  locations: [
    {
      name: `loc_ip_ro_not_master_${id}`,
      rule: { attribute: "hana_ha1_roles", operation: "ne", value: "master1:master:worker:master" },
      score: "-INFINITY",
    },
  ],
});

new OrderConstraint(`ord_SAPHana_${id}`, {
  cluster,
  first: topology,
  then: controller,
  kind: "Optional",
});

// Fences the other nodes of a site of which one was fenced.
new Alert("fencing-1", {
  cluster,
  path: "/usr/bin/SAPHanaSR-alert-fencing",
  select: { fencing: true },
  options: { alert_fencing_delay: 300 },
});
