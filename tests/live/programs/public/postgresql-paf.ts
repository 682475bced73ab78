// PostgreSQL with PAF. Source: ClusterLabs/PAF, branch gh-pages, Quick_Start-Debian-10-pcs.md. Two nodes in place of three;
// the cluster itself exists already.
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

const cluster = new pulumi.Config().requireObject<{
  nodes: { name: string; host: string; port: number }[];
  connection: ConnectionArgs;
}>("cluster");

new PacemakerProperties("defaults", {
  cluster,
  resourceDefaults: { migrationThreshold: 5, resourceStickiness: 10 },
});

for (const { name } of cluster.nodes) {
  const device = new PrimitiveResource(`fence_vm_${name}`, {
    cluster,
    agent: "stonith:fence_virsh",
    parameters: {
      pcmk_host_check: "static-list",
      pcmk_host_list: name,
      ipaddr: "192.168.122.1",
      login: "root",
      port: `d10_${name}`,
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

const pgsqld = new PrimitiveResource("pgsqld", {
  cluster,
  agent: "ocf:heartbeat:pgsqlms",
  parameters: {
    bindir: "/usr/lib/postgresql/12/bin",
    pgdata: "/etc/postgresql/12/main",
    datadir: "/var/lib/postgresql/12/main",
  },
  operations: [
    { name: "start", timeout: "60s" },
    { name: "stop", timeout: "60s" },
    { name: "promote", timeout: "30s" },
    { name: "demote", timeout: "120s" },
    { name: "monitor", interval: "15s", timeout: "10s", role: "Master" },
    { name: "monitor", interval: "16s", timeout: "10s", role: "Slave" },
    { name: "notify", timeout: "60s" },
  ],
  clone: { meta: { promotable: true, notify: true } },
});

const address = new IpAddr2Resource("pgsql-pri-ip", {
  cluster,
  ip: "192.168.122.70",
  cidrNetmask: 24,
  operations: [{ name: "monitor", interval: "10s" }],
});

new ColocationConstraint("pgsql-pri-ip-with-primary", {
  cluster,
  resource: address,
  with: pgsqld,
  withRole: "Master",
  score: "INFINITY",
});

// The address stays until the primary is demoted, so that the standbys receive everything.
const asymmetrical = { symmetrical: false, kind: "Mandatory" } as const;
new OrderConstraint("promote-then-start", {
  cluster,
  first: pgsqld,
  firstAction: "promote",
  then: address,
  thenAction: "start",
  ...asymmetrical,
});
new OrderConstraint("demote-then-stop", {
  cluster,
  first: pgsqld,
  firstAction: "demote",
  then: address,
  thenAction: "stop",
  ...asymmetrical,
});
