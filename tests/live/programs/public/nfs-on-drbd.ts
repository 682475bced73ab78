// NFS on DRBD. Source: SUSE/doc-sleha, xml/article_nfs_storage.xml, on the cluster of its article_installation.xml.
import * as pulumi from "@pulumi/pulumi";
import {
  type ClusterArgs,
  FilesystemResource,
  IpAddr2Resource,
  PacemakerProperties,
  PrimitiveResource,
  ResourceGroup,
} from "pulumi-pacemaker";

const cluster = new pulumi.Config().requireObject<ClusterArgs>("cluster");

const options = new PacemakerProperties("options", {
  cluster,
  stonithEnabled: true,
  resourceDefaults: { resourceStickiness: 1, migrationThreshold: 3 },
  operationDefaults: { timeout: 600, recordPending: true },
});

new PrimitiveResource(
  "stonith-sbd",
  { cluster, agent: "stonith:external/sbd", parameters: { pcmk_delay_max: "30s" } },
  { dependsOn: options },
);

new IpAddr2Resource("admin-ip", {
  cluster,
  ip: "192.168.1.3",
  operations: [{ name: "monitor", interval: "10s", timeout: "20s" }],
});

const drbd = new PrimitiveResource("drbd-nfs", {
  cluster,
  agent: "ocf:linbit:drbd",
  parameters: { drbd_resource: "nfs" },
  operations: [
    { name: "monitor", interval: "15s", role: "Promoted" },
    { name: "monitor", interval: "30s", role: "Unpromoted" },
  ],
  clone: {
    name: "cl-drbd-nfs",
    meta: {
      promotable: true,
      promotedMax: 1,
      promotedNodeMax: 1,
      cloneMax: 2,
      cloneNodeMax: 1,
      notify: true,
      interleave: true,
    },
  },
});

const state = new FilesystemResource("fs-nfs-state", {
  cluster,
  device: "/dev/drbd0",
  directory: "/var/lib/nfs",
  fstype: "ext4",
});

const share = new FilesystemResource("fs-nfs-share", {
  cluster,
  device: "/dev/drbd1",
  directory: "/srv/nfs/share",
  fstype: "ext4",
});

const server = new PrimitiveResource("nfsserver", {
  cluster,
  agent: "ocf:heartbeat:nfsserver",
  parameters: { nfs_server_scope: "SUSE", nfs_shared_infodir: "/var/lib/nfs" },
});

const exported = new PrimitiveResource("exportfs-nfs", {
  cluster,
  agent: "ocf:heartbeat:exportfs",
  parameters: {
    directory: "/srv/nfs/share",
    options: "rw,mountpoint",
    clientspec: "192.168.1.0/24",
    fsid: 101,
  },
  operations: [{ name: "monitor", interval: "30s", timeout: "90s" }],
});

const address = new IpAddr2Resource("vip-nfs", { cluster, ip: "192.168.1.4" });

new ResourceGroup("g-nfs", {
  cluster,
  members: [state, share, server, exported, address],
  colocations: [{ name: "col-nfs-on-drbd", with: drbd, withRole: "Promoted" }],
  orders: [
    {
      name: "o-drbd-before-nfs",
      first: drbd,
      firstAction: "promote",
      thenAction: "start",
      kind: "Mandatory",
    },
  ],
});
