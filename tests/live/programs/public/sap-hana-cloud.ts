// SAP HANA in the clouds: AWS, Google, Azure, and libvirt as the place without one. Source: SUSE/saphanabootstrap-formula,
// hana/templates/cluster_resources.j2, scale-up, with the read-enabled secondary, the exporter and, off the clouds, a second
// system in cost-optimized operation. Set `provider` in the stack to select one.
import * as pulumi from "@pulumi/pulumi";
import {
  ColocationConstraint,
  type ConnectionArgs,
  IpAddr2Resource,
  LocationConstraint,
  OrderConstraint,
  PacemakerProperties,
  PrimitiveResource,
  type Ref,
  ResourceGroup,
} from "pulumi-pacemaker";

const config = new pulumi.Config();
const cluster = config.requireObject<{
  nodes: { name: string; host: string; port: number }[];
  connection: ConnectionArgs;
}>("cluster");
const names = cluster.nodes.map(({ name }) => name);
const provider = config.get("provider") ?? "aws";
const hana = { SID: "PRD", InstanceNumber: "00" };
const id = `${hana.SID}_HDB${hana.InstanceNumber}`;

new PacemakerProperties("cib-bootstrap-options", {
  cluster,
  stonithEnabled: true,
  stonithTimeout: "150s",
  properties: {
    ...(provider === "aws" ? { "stonith-action": "off" } : {}),
    ...(provider === "azure" ? { "concurrent-fencing": true } : {}),
  },
  resourceDefaults: { resourceStickiness: 1000, migrationThreshold: 5000 },
  operationDefaults: { timeout: 600 },
});

// --- Fencing by the cloud itself, or by a shared disk where there is none.
const started = { targetRole: "Started" };
const slow = (interval: string, timeout: string) => [
  { name: "start", timeout: "180s" },
  { name: "stop", timeout: "180s" },
  { name: "monitor", interval, timeout },
];
if (provider === "aws")
  new PrimitiveResource(`rsc_aws_stonith_${id}`, {
    cluster,
    agent: "stonith:external/ec2",
    parameters: { tag: "Cluster", profile: "cluster" },
    operations: slow("120s", "60s"),
    meta: started,
  });
else if (provider === "gcp")
  for (const name of names) {
    const device = new PrimitiveResource(`rsc_gcp_stonith_${id}_${name}`, {
      cluster,
      agent: "stonith:fence_gce",
      parameters: { plug: `gce-${name}`, pcmk_host_map: `${name}:gce-${name}` },
      meta: started,
    });
    new LocationConstraint(`loc_gcp_stonith_${id}_${name}`, {
      cluster,
      resource: device,
      node: name,
      score: "-INFINITY",
    });
  }
else if (provider === "azure")
  new PrimitiveResource(`rsc_azure_stonith_${id}`, {
    cluster,
    agent: "stonith:fence_azure_arm",
    parameters: {
      subscriptionId: "33333333-4444-5555-6666-777777777777",
      resourceGroup: "rg-ha-hana",
      tenantId: "22222222-3333-4444-5555-666666666666",
      login: "11111111-2222-3333-4444-555555555555",
      passwd: config.requireSecret("fencingPassword"),
      pcmk_monitor_retries: 4,
      pcmk_action_limit: 3,
      power_timeout: 240,
      pcmk_reboot_timeout: 900,
    },
    operations: [{ name: "monitor", interval: "3600s", timeout: "120s" }],
    meta: started,
  });
else new PrimitiveResource("stonith-sbd", { cluster, agent: "stonith:external/sbd" });

// --- The database.
const once = { cloneNodeMax: 1, interleave: true };
const topology = new PrimitiveResource(`rsc_SAPHanaTopology_${id}`, {
  cluster,
  agent: "ocf:suse:SAPHanaTopology",
  parameters: hana,
  operations: [
    { name: "monitor", interval: "10s", timeout: "600s" },
    { name: "start", timeout: "600s" },
    { name: "stop", timeout: "300s" },
  ],
  clone: { name: `cln_SAPHanaTopology_${id}`, meta: { isManaged: true, ...once } },
});
const database = new PrimitiveResource(`rsc_SAPHana_${id}`, {
  cluster,
  agent: "ocf:suse:SAPHana",
  parameters: {
    ...hana,
    PREFER_SITE_TAKEOVER: true,
    AUTOMATED_REGISTER: false,
    DUPLICATE_PRIMARY_TIMEOUT: 7200,
  },
  operations: [
    ...["start", "stop", "promote"].map((name) => ({ name, timeout: "3600s" })),
    { name: "monitor", interval: "60s", role: "Master", timeout: "700s" },
    { name: "monitor", interval: "61s", role: "Slave", timeout: "700s" },
  ],
  promotable: { name: `msl_SAPHana_${id}`, meta: { cloneMax: 2, ...once } },
});
new OrderConstraint(`ord_SAPHana_${id}`, {
  cluster,
  first: topology,
  then: database,
  kind: "Optional",
});

// --- The address of the primary, and that of the read-enabled secondary.
type FrontEnd = { suffix: string; ip: string; probe: number; route: string };

/** Makes what moves an address: a route of the network, or an address with the probe of a load balancer. */
function frontEnd({ suffix, ip, probe, route }: FrontEnd): Ref {
  const name = `rsc_ip_${id}${suffix}`;
  if (provider === "aws")
    return new PrimitiveResource(name, {
      cluster,
      agent: "ocf:suse:aws-vpc-move-ip",
      parameters: { ip, routing_table: route, interface: "eth0", profile: "cluster" },
      operations: slow("60s", "60s"),
    });
  const address = new IpAddr2Resource(name, {
    cluster,
    ip,
    cidrNetmask: 32,
    operations: [{ name: "monitor", interval: "10s", timeout: "20s" }],
  });
  if (provider === "libvirt") return address;
  const listen = `-U TCP-LISTEN:${probe},backlog=10,fork,reuseaddr /dev/null`;
  const listener = new PrimitiveResource(`rsc_socat_${id}${suffix}`, {
    cluster,
    ...(provider === "gcp"
      ? {
          agent: "ocf:heartbeat:anything",
          parameters: { binfile: "/usr/bin/socat", cmdline_options: listen },
        }
      : { agent: "ocf:heartbeat:azure-lb", parameters: { port: probe } }),
    operations: [{ name: "monitor", interval: "10s", timeout: "20s" }],
    meta: { resourceStickiness: 0 },
  });
  return new ResourceGroup(`g_ip_${id}${suffix}`, { cluster, members: [address, listener] });
}

const hasBalancer = provider === "gcp" || provider === "azure";
const primary = frontEnd({ suffix: "", ip: "192.168.1.10", probe: 62500, route: "rtb-1" });
const readEnabled = frontEnd({
  suffix: "_readenabled",
  ip: "192.168.1.11",
  probe: 62600,
  route: "rtb-1",
});
for (const [suffix, resource, withRole] of [
  ["", primary, "Master"],
  ["_readenabled", readEnabled, "Slave"],
] as const)
  new ColocationConstraint(`col_saphana_ip_${id}${suffix}`, {
    cluster,
    resource,
    role: "Started",
    with: database,
    withRole,
    score: hasBalancer ? 4000 : 2000,
  });

const exporter = new PrimitiveResource(`rsc_exporter_${id}`, {
  cluster,
  agent: `systemd:prometheus-hanadb_exporter@${id}`,
  operations: [
    { name: "start", timeout: "100s" },
    { name: "stop", timeout: "100s" },
    { name: "monitor", interval: "10s" },
  ],
  meta: { resourceStickiness: 0, ...started },
});
new ColocationConstraint(`col_exporter_${id}`, {
  cluster,
  resource: exporter,
  role: "Started",
  with: database,
  withRole: "Slave",
  score: "-INFINITY",
});

// --- A system for tests on the secondary. It stops before the secondary takes over.
if (provider === "libvirt") {
  const test = new PrimitiveResource("rsc_SAP_QAS_HDB01", {
    cluster,
    agent: "ocf:heartbeat:SAPDatabase",
    parameters: { DBTYPE: "HDB", SID: "QAS", MONITOR_SERVICES: "hdbindexserver|hdbnameserver" },
    operations: [
      { name: "start", timeout: "600s" },
      { name: "monitor", interval: "120s", timeout: "700s" },
      { name: "stop", timeout: "300s" },
    ],
    meta: { priority: 100 },
  });
  for (const node of names.slice(0, 1))
    new LocationConstraint(`loc_QAS_never_on_${node}`, {
      cluster,
      resource: test,
      node,
      score: "-INFINITY",
    });
  new ColocationConstraint("col_QAS_never_with_PRD-ip", {
    cluster,
    resource: test,
    role: "Started",
    with: primary,
    score: "-INFINITY",
  });
  new OrderConstraint("ord_QAS_stop_before_PRD-promote", {
    cluster,
    first: test,
    firstAction: "stop",
    then: database,
    thenAction: "promote",
    kind: "Mandatory",
  });
}
