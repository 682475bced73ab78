// An NFS server on DRBD: a replicated device, and a group with its file systems, the server and the address on the node
// where the device is primary. After SUSE/doc-sleha, xml/article_nfs_storage.xml.
import * as pulumi from "@pulumi/pulumi";
import {
  type ClusterArgs,
  FilesystemResource,
  IpAddr2Resource,
  PacemakerProperties,
  PrimitiveResource,
  ResourceGroup,
} from "pulumi-pacemaker";

const site = new pulumi.Config();
const cluster = site.requireObject<ClusterArgs>("cluster");

new PacemakerProperties("options", {
  cluster,
  stonithEnabled: true,
  resourceDefaults: { resourceStickiness: 1, migrationThreshold: 3 },
  operationDefaults: { timeout: 600, recordPending: true },
});

// The nodes share a small disk for fencing (SBD).
new PrimitiveResource("stonith-sbd", {
  cluster,
  agent: "stonith:external/sbd",
  parameters: { pcmk_delay_max: "30s" },
});

const drbd = new PrimitiveResource("drbd-nfs", {
  cluster,
  agent: "ocf:linbit:drbd",
  parameters: { drbd_resource: "nfs" },
  operations: [
    { name: "monitor", interval: "15s", role: "Promoted" },
    { name: "monitor", interval: "30s", role: "Unpromoted" },
  ],
  promotable: { name: "cl-drbd-nfs", meta: { cloneMax: 2, notify: true, interleave: true } },
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
  parameters: { nfs_shared_infodir: "/var/lib/nfs" },
});
const exported = new PrimitiveResource("exportfs-nfs", {
  cluster,
  agent: "ocf:heartbeat:exportfs",
  parameters: {
    directory: "/srv/nfs/share",
    options: "rw,mountpoint",
    clientspec: site.require("clients"),
    fsid: 101,
  },
  operations: [{ name: "monitor", interval: "30s", timeout: "90s" }],
});
const address = new IpAddr2Resource("vip-nfs", { cluster, ip: site.require("address") });

new ResourceGroup("g-nfs", {
  cluster,
  members: [state, share, server, exported, address], // start order; the stop order is the reverse
  colocations: [{ name: "col-nfs-on-drbd", with: drbd, withRole: "Promoted" }],
  orders: [{ name: "o-drbd-before-nfs", first: drbd, firstAction: "promote", thenAction: "start" }],
});

export const nfsAddress = address.ip;
