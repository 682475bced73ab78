// SAP HANA on Azure with RHEL 9. Source: Azure/sap-automation, deploy/ansible, roles-os/1.17-generic-pacemaker and
// roles-sap/5.5-hanadb-pacemaker (cluster-RedHat.yml), with kdump, scheduled events and the read-enabled secondary. The
// maintenance mode of the time before all is there is not needed: what governs a resource is there before it starts.
import * as pulumi from "@pulumi/pulumi";
import {
  ColocationConstraint,
  type ConnectionArgs,
  FencingTopology,
  IpAddr2Resource,
  LocationConstraint,
  NodeAttributes,
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

const azure = new PrimitiveResource("rsc_st_azure", {
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
const kdump = new PrimitiveResource("rsc_st_kdump", {
  cluster,
  agent: "stonith:fence_kdump",
  parameters: { pcmk_reboot_action: "off", pcmk_host_list: names.join(" "), timeout: 30 },
  operations: [{ name: "monitor", interval: "3600s" }],
});

// A node that is dumping its kernel must not be reset before the dump is written.
for (const node of names)
  new FencingTopology(`levels-${node}`, {
    cluster,
    node,
    levels: [{ devices: [kdump] }, { devices: [azure] }],
  });

// The health agent lowers the attribute of a node for which Azure has scheduled an event. All but the agent leave the node.
for (const node of names)
  new NodeAttributes(`health-${node}`, { cluster, node, attributes: { "#health-azure": 0 } });
new LocationConstraint("leave-unhealthy-nodes", {
  cluster,
  resourcePattern: "!health-.*",
  rule: { defined: "#uname" },
  scoreAttribute: "#health-azure",
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

/** An address behind the load balancer, which asks the port for the node that has the address. */
const frontEnd = (prefix: string, ip: string, port: number) =>
  new ResourceGroup(`g_${prefix}ip_${id}`, {
    cluster,
    members: [
      new PrimitiveResource(`${prefix}nc_${id}`, {
        cluster,
        agent: "ocf:heartbeat:azure-lb",
        parameters: { port },
        meta: { priority: 5 },
      }),
      new IpAddr2Resource(`${prefix}vip_${id}`, { cluster, ip, meta: { priority: 5 } }),
    ],
  });

new ColocationConstraint("address-with-primary", {
  cluster,
  resource: frontEnd("", "10.110.96.13", 62503),
  with: database,
  withRole: "Promoted",
  score: 4000,
});

const secondary = frontEnd("sec", "10.110.96.14", 62603);
const places = [
  { state: "SOK", roles: "4:S:master1:master:worker:master", score: "INFINITY" },
  { state: "PRIM", roles: "4:P:master1:master:worker:master", score: 4000 },
];
for (const { state, roles, score } of places)
  new LocationConstraint(`read-enabled-${state}`, {
    cluster,
    resource: secondary,
    name: `location-g_secip_${id}-${state}`,
    rule: {
      and: [
        { attribute: "hana_hn1_sync_state", operation: "eq", value: state },
        { attribute: "hana_hn1_roles", operation: "eq", value: roles },
      ],
    },
    score,
  });
