// PostgreSQL with streaming replication and PAF: a primary and standbys, an address that follows the primary, and one
// fence device per node. After ClusterLabs/PAF, branch gh-pages, Quick_Start-Debian-10-pcs.md.
import * as pulumi from "@pulumi/pulumi";
import {
  ColocationConstraint,
  type ConnectionArgs,
  IpAddr2Resource,
  LocationConstraint,
  OrderConstraint,
  PacemakerProperties,
  PrimitiveResource,
} from "pulumi-pacemaker";

// `ClusterArgs` with plain nodes, so that the program can go through them.
interface Cluster {
  nodes: { name: string; host?: string; port?: number }[];
  connection?: ConnectionArgs;
}

const site = new pulumi.Config();
const cluster = site.requireObject<Cluster>("cluster");

new PacemakerProperties("defaults", {
  cluster,
  resourceDefaults: { migrationThreshold: 5, resourceStickiness: 10 },
});

// One device per node. A node that has failed cannot fence itself, so its device runs on another one.
for (const { name } of cluster.nodes) {
  const device = new PrimitiveResource(`fence_vm_${name}`, {
    cluster,
    agent: "stonith:fence_virsh",
    parameters: {
      pcmk_host_check: "static-list",
      pcmk_host_list: name,
      ipaddr: site.require("hypervisor"),
      login: "root",
      port: name, // the virtual machine
      identity_file: "/root/.ssh/id_rsa",
    },
  });
  new LocationConstraint(`fence_vm_${name}-avoids`, {
    cluster,
    resource: device,
    node: name,
    score: "-INFINITY",
  });
}

const version = site.get("postgresqlVersion") ?? "15";
const database = new PrimitiveResource("pgsqld", {
  cluster,
  agent: "ocf:heartbeat:pgsqlms",
  parameters: {
    bindir: `/usr/lib/postgresql/${version}/bin`,
    pgdata: `/etc/postgresql/${version}/main`,
    datadir: `/var/lib/postgresql/${version}/main`,
  },
  operations: [
    { name: "start", timeout: "60s" },
    { name: "stop", timeout: "60s" },
    { name: "promote", timeout: "30s" },
    { name: "demote", timeout: "120s" },
    { name: "monitor", interval: "15s", timeout: "10s", role: "Promoted" },
    { name: "monitor", interval: "16s", timeout: "10s", role: "Unpromoted" },
    { name: "notify", timeout: "60s" },
  ],
  promotable: { meta: { notify: true } },
});

const address = new IpAddr2Resource("pgsql-pri-ip", {
  cluster,
  ip: site.require("address"),
  cidrNetmask: site.requireNumber("cidrNetmask"),
  operations: [{ name: "monitor", interval: "10s" }],
});

new ColocationConstraint("address-with-primary", {
  cluster,
  resource: address,
  with: database,
  withRole: "Promoted",
});

// The address comes after the promotion, and stays until the primary is demoted: so the standbys receive everything.
new OrderConstraint("promote-then-address", {
  cluster,
  first: database,
  firstAction: "promote",
  then: address,
  thenAction: "start",
  symmetrical: false,
});
new OrderConstraint("demote-then-address", {
  cluster,
  first: database,
  firstAction: "demote",
  then: address,
  thenAction: "stop",
  symmetrical: false,
});

export const primaryAddress = address.ip;
