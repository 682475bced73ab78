// A cluster file system with Samba on every node. Source: SUSE/doc-sleha, xml/ha_storage_basics.xml, ha_ocfs2.xml, ha_gfs2.xml
// and ha_samba.xml. The independent mount points of the first chapters carry the group of Samba of the last one.
import * as pulumi from "@pulumi/pulumi";
import {
  type ClusterArgs,
  ColocationConstraint,
  IpAddr2Resource,
  OrderConstraint,
  PacemakerProperties,
  PrimitiveResource,
  ResourceGroup,
} from "pulumi-pacemaker";

const config = new pulumi.Config();
const cluster = config.requireObject<ClusterArgs>("cluster");
const fstype = config.get("fstype") ?? "ocfs2";

new PacemakerProperties("options", { cluster, stonithEnabled: true, noQuorumPolicy: "freeze" });
new PrimitiveResource("sbd_stonith", {
  cluster,
  agent: "stonith:external/sbd",
  parameters: { pcmk_delay_max: 30 },
  meta: { targetRole: "Started" },
});

const interleave = { interleave: true };
const locks = new PrimitiveResource("dlm", {
  cluster,
  agent: "ocf:pacemaker:controld",
  operations: [{ name: "monitor", interval: "60s", timeout: "60s" }],
  clone: { name: "cl-dlm", meta: interleave },
});
const filesystems = [1, 2].map(
  (number) =>
    new PrimitiveResource(`${fstype}-${number}`, {
      cluster,
      agent: "ocf:heartbeat:Filesystem",
      parameters: {
        device: `/dev/disk/by-id/DEVICE_ID${number}`,
        directory: `/srv/${fstype}-${number}`,
        fstype,
      },
      operations: [
        { name: "monitor", interval: "20s", timeout: "40s" },
        { name: "start", timeout: "60s" },
        { name: "stop", timeout: "60s" },
      ],
      clone: { name: `cl-${fstype}-${number}`, meta: interleave },
    }),
);
new ColocationConstraint(`col-${fstype}-with-dlm`, {
  cluster,
  score: "INFINITY",
  sets: [{ resources: filesystems, sequential: false }, { resources: [locks] }],
});
new OrderConstraint(`o-dlm-before-${fstype}`, {
  cluster,
  kind: "Mandatory",
  sets: [{ resources: [locks] }, { resources: filesystems, sequential: false }],
});

const ctdb = new PrimitiveResource("ctdb", {
  cluster,
  agent: "ocf:heartbeat:CTDB",
  parameters: {
    ctdb_manages_winbind: false,
    ctdb_manages_samba: false,
    ctdb_recovery_lock: `/srv/${fstype}-1/samba/ctdb.lock`,
    ctdb_socket: "/var/lib/ctdb/ctdbd.socket",
  },
  operations: [
    { name: "monitor", interval: "10s", timeout: "20s" },
    { name: "start", timeout: "90s" },
    { name: "stop", timeout: "100s" },
  ],
});
const daemons = ["nmb", "smb", "winbind"].map(
  (service) =>
    new PrimitiveResource(service, {
      cluster,
      agent: `systemd:${service}`,
      operations: [
        { name: "start", timeout: "60s" },
        { name: "stop", timeout: "60s" },
        { name: "monitor", interval: "60s", timeout: "60s" },
      ],
    }),
);
const samba = new ResourceGroup("g-ctdb", {
  cluster,
  members: [ctdb, ...daemons],
  clone: { name: "cl-ctdb", meta: interleave },
});
for (const clusterfs of filesystems.slice(0, 1)) {
  new ColocationConstraint("col-ctdb-with-clusterfs", {
    cluster,
    resource: samba,
    with: clusterfs,
    score: "INFINITY",
  });
  new OrderConstraint("o-clusterfs-then-ctdb", {
    cluster,
    first: clusterfs,
    then: samba,
    kind: "Mandatory",
  });
}

// One address, answered by all nodes in turn.
const address = new IpAddr2Resource("ip", {
  cluster,
  ip: "192.168.2.222",
  parameters: { unique_clone_address: true },
  operations: [{ name: "monitor", interval: "60s" }],
  meta: { resourceStickiness: 0 },
  clone: { name: "cl-ip", meta: { interleave: true, cloneNodeMax: 2, globallyUnique: true } },
});
new ColocationConstraint("col-ip-with-ctdb", { cluster, resource: address, with: samba, score: 0 });
new OrderConstraint("o-ip-then-ctdb", { cluster, first: address, then: samba, kind: "Optional" });
