// 65 Xen machines on OCFS2 on a mirrored volume group, placed by their memory. Source: ClusterLabs/pacemaker,
// cts/scheduler/xml/bug-lf-2551.xml. Its fence disk has a neutral name here; the number of nodes is that of the cluster.
import * as pulumi from "@pulumi/pulumi";
import {
  type ConnectionArgs,
  FilesystemResource,
  NodeAttributes,
  PacemakerProperties,
  PrimitiveResource,
  ResourceGroup,
} from "pulumi-pacemaker";

const cluster = new pulumi.Config().requireObject<{
  nodes: { name: string; host: string; port: number }[];
  connection: ConnectionArgs;
}>("cluster");

new PacemakerProperties("options", {
  cluster,
  noQuorumPolicy: "freeze",
  batchLimit: 8,
  properties: { "placement-strategy": "balanced", "stop-all-resources": false },
  resourceDefaults: { resourceStickiness: 1 },
});
new PrimitiveResource("fencing-sbd", {
  cluster,
  agent: "stonith:external/sbd",
  parameters: { sbd_device: "/dev/disk/by-id/dm-uuid-part1-mpath-sbd" },
  meta: { targetRole: "Started" },
});
for (const { name } of cluster.nodes)
  new NodeAttributes(name, { cluster, node: name, utilization: { memory: 4096 } });

const monitor = { name: "monitor", interval: "60s", timeout: "60s" };
const storage = (name: string, agent: string, parameters: Record<string, string | number> = {}) =>
  new PrimitiveResource(name, { cluster, agent, parameters, operations: [monitor] });

const base = new ResourceGroup("base-group", {
  cluster,
  members: [
    storage("dlm", "ocf:pacemaker:controld"),
    storage("o2cb", "ocf:ocfs2:o2cb"),
    storage("clvm", "ocf:lvm2:clvmd", { daemon_timeout: 30 }),
    storage("cmirrord", "ocf:lvm2:cmirrord", { daemon_timeout: 60 }),
    storage("vg1", "ocf:heartbeat:LVM", { volgrpname: "cluster-vg" }),
    new FilesystemResource("ocfs2-1", {
      cluster,
      device: "/dev/cluster-vg/fs1",
      directory: "/var/lib/xen/images",
      fstype: "ocfs2",
      options: "acl",
      operations: [{ name: "monitor", interval: "20s", timeout: "40s" }],
    }),
  ],
  clone: { name: "base-clone", meta: { interleave: true, targetRole: "Started" } },
});

for (let number = 0; number < 65; number++) {
  const name = `vm-${String(number).padStart(2, "0")}`;
  const isFirst = number === 0;
  new PrimitiveResource(name, {
    cluster,
    agent: "ocf:heartbeat:Xen",
    parameters: { xmfile: `/var/lib/xen/images/xm.${name}`, name },
    meta: { allowMigrate: false, targetRole: "Started", ...(isFirst ? { priority: 100 } : {}) },
    utilization: { memory: isFirst ? 768 : 256 },
    operations: [{ name: "monitor", interval: "5s", timeout: "60s" }],
    colocations: [{ name: `colo-${name}`, with: base }],
    orders: [{ name: `order-${name}`, first: base }],
  });
}
