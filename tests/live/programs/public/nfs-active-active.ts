// NFS on all nodes, each share active on one. Source: davidvossel/phd, scenarios/nfs-active-active.scenario. The source keeps
// the servers off its third node, which is the client; a cluster of two nodes has no client. Nothing is fenced, because the
// fence device is defined elsewhere there.
import * as pulumi from "@pulumi/pulumi";
import {
  type ConnectionArgs,
  FilesystemResource,
  IpAddr2Resource,
  LocationConstraint,
  OrderConstraint,
  PacemakerProperties,
  PrimitiveResource,
  ResourceGroup,
} from "pulumi-pacemaker";

const cluster = new pulumi.Config().requireObject<{
  nodes: { name: string; host: string; port: number }[];
  connection: ConnectionArgs;
}>("cluster");
const clients = cluster.nodes.slice(2).map(({ name }) => name);

new PacemakerProperties("options", { cluster, stonithEnabled: false });

const exportfs = (name: string, network: string, directory: string, fsid: number) =>
  new PrimitiveResource(name, {
    cluster,
    agent: "ocf:heartbeat:exportfs",
    parameters: {
      clientspec: `${network}/255.255.255.0`,
      options: "rw,sync,no_root_squash",
      directory,
      fsid,
    },
  });

const daemon = new PrimitiveResource("nfs-daemon", {
  cluster,
  agent: "ocf:heartbeat:nfsserver",
});
const servers = new ResourceGroup("nfs-group", {
  cluster,
  members: [daemon, exportfs("export-root", "192.168.122.0", "/mnt/exports", 0)],
  clone: { meta: { interleave: true } },
});
for (const client of clients)
  new LocationConstraint(`nfs-group-avoids-${client}`, {
    cluster,
    resource: servers,
    node: client,
    score: "-INFINITY",
  });

/** Two file systems, their exports and the address under which clients reach them. */
function share(number: number, { ip, network }: { ip: string; network: string }): IpAddr2Resource {
  const disks = [2 * number - 1, 2 * number];
  const filesystems = disks.map(
    (disk) =>
      new FilesystemResource(`fs${disk}`, {
        cluster,
        device: `/dev/disk/by-id/shared-storage-${disk}`,
        directory: `/mnt/exports/export${disk}`,
        fstype: "ext4",
      }),
  );
  const mounted = new ResourceGroup(`fs-group${number}`, {
    cluster,
    members: filesystems,
    colocations: [{ with: servers }],
  });
  const exports = disks.map((disk) =>
    exportfs(`export${disk}`, network, `/mnt/exports/export${disk}`, disk),
  );
  const address = new IpAddr2Resource(`vip${number}`, { cluster, ip, cidrNetmask: 24 });
  const exported = new ResourceGroup(`export-group${number}`, {
    cluster,
    members: [...exports, address],
    colocations: [{ with: mounted }],
  });
  const orders = [
    [mounted, servers],
    [mounted, exported],
    [servers, exported],
  ] as const;
  orders.forEach(([first, then], i) => {
    new OrderConstraint(`share${number}-order${i + 1}`, { cluster, first, then });
  });
  return address;
}

const first = share(1, { ip: "192.168.122.201", network: "192.168.122.0" });
const second = share(2, { ip: "192.168.122.202", network: "192.168.122.0" });

for (const node of clients) {
  const mounts = [
    { name: "nfs-client-v4", address: first, path: "/", fstype: "nfs4" },
    { name: "nfs-client-v3", address: second, path: "/mnt/exports/export3", fstype: "nfs" },
  ];
  for (const { name, address, path, fstype } of mounts) {
    const mount = new FilesystemResource(name, {
      cluster,
      device: pulumi.interpolate`${address.ip}:${path}`,
      directory: `/${name.replaceAll("-", "")}`,
      fstype,
    });
    new LocationConstraint(`${name}-on-${node}`, { cluster, resource: mount, node });
  }
}
