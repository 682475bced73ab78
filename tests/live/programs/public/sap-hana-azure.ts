// SAP HANA on Azure with RHEL 9. Source: Azure/sap-automation, deploy/ansible, roles-os/1.17-generic-pacemaker and
// roles-sap/5.5-hanadb-pacemaker (cluster-RedHat.yml). Missing: the fencing levels, and the location of all resources but
// the health agent by a pattern with the score attribute #health-azure.
import * as pulumi from "@pulumi/pulumi";
import {
  ColocationConstraint,
  type ConnectionArgs,
  IpAddr2Resource,
  OrderConstraint,
  PacemakerProperties,
  PrimitiveResource,
  ResourceGroup,
} from "pulumi-pacemaker";

const config = new pulumi.Config();
const cluster = config.requireObject<{
  nodes: { name: string; host: string; port: number }[];
  connection: ConnectionArgs;
}>("cluster");
const names = cluster.nodes.map(({ name }) => name);
const id = "HN1_03";
const hana = { SID: "HN1", InstanceNumber: "03" };

new PacemakerProperties("options", {
  cluster,
  stonithEnabled: true,
  stonithTimeout: "900s",
  properties: {
    "concurrent-fencing": true,
    "stonith-action": "reboot",
    "priority-fencing-delay": "15s",
    "node-health-strategy": "custom",
  },
  resourceDefaults: { resourceStickiness: 1000, migrationThreshold: 5000, priority: 1 },
});

new PrimitiveResource("rsc_st_azure", {
  cluster,
  agent: "stonith:fence_azure_arm",
  parameters: {
    username: "11111111-2222-3333-4444-555555555555",
    password: config.requireSecret("fencingPassword"),
    resourceGroup: "MKD-WEEU-SAP01-X00",
    tenantId: "22222222-3333-4444-5555-666666666666",
    subscriptionId: "33333333-4444-5555-6666-777777777777",
    power_timeout: 240,
    pcmk_reboot_timeout: 900,
    pcmk_monitor_timeout: 120,
    pcmk_monitor_retries: 4,
    pcmk_action_limit: 3,
    pcmk_host_map: names.map((name) => `${name}:vm-${name}`).join(";"),
  },
  operations: [{ name: "monitor", interval: "3600s" }],
});
new PrimitiveResource("rsc_st_kdump", {
  cluster,
  agent: "stonith:fence_kdump",
  parameters: { pcmk_reboot_action: "off", pcmk_host_list: names.join(" "), timeout: 30 },
  operations: [{ name: "monitor", interval: "3600s" }],
});

new PrimitiveResource("health-azure-events", {
  cluster,
  agent: "ocf:heartbeat:azure-events-az",
  meta: { failureTimeout: "120s" },
  operations: [
    { name: "monitor", interval: "10s", timeout: "240s" },
    { name: "start", timeout: "10s", startDelay: "90s" },
  ],
  clone: { meta: { allowUnhealthyNodes: true } },
});

const twice = { cloneMax: 2, cloneNodeMax: 1, interleave: true };
const topology = new PrimitiveResource(`SAPHanaTopology_${id}`, {
  cluster,
  agent: "ocf:heartbeat:SAPHanaTopology",
  parameters: hana,
  operations: [
    { name: "start", timeout: "600s" },
    { name: "stop", timeout: "300s" },
    { name: "monitor", interval: "10s", timeout: "600s" },
  ],
  clone: { meta: twice },
});
const database = new PrimitiveResource(`SAPHana_${id}`, {
  cluster,
  agent: "ocf:heartbeat:SAPHana",
  parameters: {
    ...hana,
    PREFER_SITE_TAKEOVER: true,
    DUPLICATE_PRIMARY_TIMEOUT: 7200,
    AUTOMATED_REGISTER: true,
  },
  meta: { priority: 10 },
  operations: [
    ...["start", "stop", "promote", "demote"].map((name) => ({ name, timeout: "3600s" })),
    { name: "monitor", interval: "59s", role: "Promoted", timeout: "700s" },
    { name: "monitor", interval: "61s", role: "Unpromoted", timeout: "700s" },
  ],
  clone: { meta: { ...twice, promotable: true, notify: true } },
});
new OrderConstraint("topology-first", {
  cluster,
  first: topology,
  then: database,
  symmetrical: false,
});

const balancer = new PrimitiveResource(`nc_${id}`, {
  cluster,
  agent: "ocf:heartbeat:azure-lb",
  parameters: { port: 62503 },
});
const address = new IpAddr2Resource(`vip_${id}`, { cluster, ip: "10.110.96.13" });
const services = new ResourceGroup(`g_ip_${id}`, { cluster, members: [balancer, address] });
new ColocationConstraint("address-with-primary", {
  cluster,
  resource: services,
  with: database,
  withRole: "Promoted",
  score: 4000,
});
