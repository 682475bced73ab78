// SAP HANA scale-up with system replication: the topology agent on both nodes, the database promoted on the primary, the
// address and the load balancer's probe with it, and two levels of fencing: wait for a crash dump, then switch off.
// After Azure/sap-automation, deploy/ansible, roles-os/1.17-generic-pacemaker and roles-sap/5.5-hanadb-pacemaker
// (cluster-RedHat.yml).
import * as pulumi from "@pulumi/pulumi";
import {
  ColocationConstraint,
  type ConnectionArgs,
  FencingTopology,
  IpAddr2Resource,
  LocationConstraint,
  OrderConstraint,
  PacemakerProperties,
  PrimitiveResource,
  ResourceGroup,
} from "pulumi-pacemaker";

// `ClusterArgs` with plain nodes, so that the program can go through them.
interface Cluster {
  nodes: { name: string; host?: string; port?: number }[];
  connection?: ConnectionArgs;
}

const site = new pulumi.Config();
const cluster = site.requireObject<Cluster>("cluster");
const names = cluster.nodes.map(({ name }) => name);
const hana = { SID: site.get("sid") ?? "HN1", InstanceNumber: site.get("instance") ?? "03" };
const id = `${hana.SID}_${hana.InstanceNumber}`;

new PacemakerProperties("options", {
  cluster,
  stonithEnabled: true,
  stonithTimeout: "900s",
  properties: {
    "concurrent-fencing": true,
    "priority-fencing-delay": "15s",
    "node-health-strategy": "custom",
  },
  resourceDefaults: { resourceStickiness: 1000, migrationThreshold: 5000, priority: 1 },
});

const azure = new PrimitiveResource("rsc_st_azure", {
  cluster,
  agent: "stonith:fence_azure_arm",
  parameters: {
    username: site.get("fencingUser") ?? "11111111-2222-3333-4444-555555555555",
    password: site.requireSecret("fencingPassword"),
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
const kdump = new PrimitiveResource("rsc_st_kdump", {
  cluster,
  agent: "stonith:fence_kdump",
  parameters: { pcmk_reboot_action: "off", pcmk_host_list: names.join(" "), timeout: 30 },
  operations: [{ name: "monitor", interval: "3600s" }],
});
for (const node of names)
  new FencingTopology(`fencing-of-${node}`, {
    cluster,
    node,
    levels: [{ devices: [kdump] }, { devices: [azure] }],
  });

// The agent writes a node's health. Everything but the agent itself leaves a node that Azure is about to restart.
const health = new PrimitiveResource("health-azure-events", {
  cluster,
  agent: "ocf:heartbeat:azure-events-az",
  meta: { failureTimeout: "120s" },
  operations: [
    { name: "monitor", interval: "10s", timeout: "240s" },
    { name: "start", timeout: "10s", startDelay: "90s" },
  ],
  clone: { meta: { allowUnhealthyNodes: true } },
});
new LocationConstraint(
  "healthy-nodes",
  {
    cluster,
    resourcePattern: "!health-azure-events.*",
    rule: { defined: "#health-azure" },
    scoreAttribute: "#health-azure",
  },
  { dependsOn: health },
);

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
  promotable: { meta: { ...twice, notify: true } },
});
new OrderConstraint("topology-first", {
  cluster,
  first: topology,
  then: database,
  symmetrical: false,
});

const probe = new PrimitiveResource(`nc_${id}`, {
  cluster,
  agent: "ocf:heartbeat:azure-lb",
  parameters: { port: 62503 },
});
const address = new IpAddr2Resource(`vip_${id}`, { cluster, ip: site.require("address") });
const services = new ResourceGroup(`g_ip_${id}`, { cluster, members: [probe, address] });
new ColocationConstraint("address-with-primary", {
  cluster,
  resource: services,
  with: database,
  withRole: "Promoted",
  score: 4000,
});

export const databaseAddress = address.ip;
