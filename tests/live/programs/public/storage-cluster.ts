// A storage cluster: DRBD, iSCSI targets, cluster file systems, PXE, syslog and a virtual machine. Source:
// ClusterLabs/pacemaker, cts/scheduler/xml/coloc-clone-stays-active.xml, which is a dump of a real one (the passwords are
// not). What an operator left in it is not here: stopped resources, a ban, a misspelled meta attribute.
import * as pulumi from "@pulumi/pulumi";
import {
  ColocationConstraint,
  type ConnectionArgs,
  IpAddr2Resource,
  LocationConstraint,
  LsbResource,
  OrderConstraint,
  PacemakerProperties,
  PingClone,
  PrimitiveResource,
  type PrimitiveArgs,
  type Ref,
  ResourceGroup,
} from "pulumi-pacemaker";

const config = new pulumi.Config();
const cluster = config.requireObject<{
  nodes: { name: string; host: string; port: number }[];
  connection: ConnectionArgs;
}>("cluster");
const names = cluster.nodes.map(({ name }) => name);

new PacemakerProperties("options", {
  cluster,
  stonithEnabled: true,
  noQuorumPolicy: "ignore",
  properties: { "pe-error-series-max": 10000, "pe-warn-series-max": 10000 },
});

names.forEach((name, i) => {
  const device = new PrimitiveResource(`stonith-${name}`, {
    cluster,
    agent: "stonith:external/ipmi",
    parameters: {
      hostname: name,
      ipaddr: `10.5.4.${250 + 2 * i}`,
      userid: "fence",
      passwd: config.requireSecret("fencingPassword"),
      interface: "lanplus",
      priority: 1,
    },
    meta: { priority: 1 },
    operations: [{ name: "monitor", interval: "60s" }],
  });
  new LocationConstraint(`loc-stonith-${name}`, {
    cluster,
    resource: device,
    node: name,
    score: "-INFINITY",
  });
});

// --- What constraints are made of: a thing runs with another one and after it.
const needs = (then: Ref, name: string, others: Readonly<Record<string, Ref>>) => {
  for (const [other, first] of Object.entries(others)) {
    new ColocationConstraint(`${name}-with-${other}`, { cluster, resource: then, with: first });
    new OrderConstraint(`${name}-after-${other}`, { cluster, first, then });
  }
};

const needsPromoted = (then: Ref, name: string, first: Ref) => {
  new ColocationConstraint(`${name}-with-drbd-promoted`, {
    cluster,
    resource: then,
    with: first,
    withRole: "Promoted",
  });
  new OrderConstraint(`${name}-after-drbd`, {
    cluster,
    first,
    firstAction: "promote",
    then,
    thenAction: "start",
  });
};

const interleave = { interleave: true };
const everywhere = (name: string, args: Omit<PrimitiveArgs, "cluster">) =>
  new PrimitiveResource(name, {
    cluster,
    ...args,
    clone: { name: `cl-${name}`, meta: interleave },
  });

/** A daemon on every node, or a member of a group. */
const daemon = (service: string, timeout = "90s") => ({
  agent: `lsb:${service}`,
  operations: [
    { name: "start", timeout },
    { name: "stop", timeout: "90s" },
    { name: "monitor", interval: "10s", timeout: "15s" },
  ],
});

const drbd = (name: string, resource: string, promotedMax: 1 | 2) =>
  new PrimitiveResource(`drbd-${name}`, {
    cluster,
    agent: "ocf:linbit:drbd",
    parameters: { drbd_resource: resource },
    operations: [
      { name: "start", timeout: "240s" },
      { name: "stop", timeout: "100s" },
      { name: "monitor", interval: "10s", role: "Promoted", timeout: "20s" },
      { name: "monitor", interval: "30s", role: "Unpromoted", timeout: "20s" },
    ],
    promotable: {
      name: `ms-drbd-${name}`,
      meta: {
        promotedMax,
        promotedNodeMax: 1,
        cloneMax: 2,
        cloneNodeMax: 1,
        notify: true,
        interleave: true,
      },
    },
  });

// --- Locks and cluster file systems.
const dlm = everywhere("dlm", {
  agent: "ocf:pacemaker:controld",
  operations: [
    { name: "start", timeout: "90s" },
    { name: "stop", timeout: "100s" },
    { name: "monitor", interval: "120s" },
  ],
});
const o2cb = everywhere("o2cb", { agent: "ocf:ocfs2:o2cb", parameters: { stack: "pcmk" } });
const gfs2 = everywhere("gfs2", {
  agent: "ocf:pacemaker:controld",
  parameters: { daemon: "gfs_controld.pcmk", args: "-g 0" },
});
const clvmd = everywhere("clvmd", daemon("clvmd", "25s"));
needs(o2cb, "o2cb", { dlm });
needs(gfs2, "gfs2", { dlm });
needs(clvmd, "clvmd", { dlm });

const mount = (name: string, device: string, directory: string, fstype: "gfs2" | "ocfs2") =>
  everywhere(name, {
    agent: "ocf:heartbeat:Filesystem",
    parameters: { device, directory, fstype },
    operations: [
      { name: "start", timeout: "60s" },
      { name: "stop", timeout: "60s" },
      { name: "monitor", interval: "120s", timeout: "40s" },
    ],
  });

/** A file system that all nodes write, on DRBD with two primaries. */
function sharedFilesystem(
  name: string,
  resource: string,
  directory: string,
  fstype: "gfs2" | "ocfs2",
) {
  const disk = drbd(name, resource, 2);
  const filesystem = mount(`${name}-fs`, `/dev/drbd/by-res/${resource}`, directory, fstype);
  needsPromoted(filesystem, `${name}-fs`, disk);
  needs(filesystem, `${name}-fs`, fstype === "gfs2" ? { gfs2 } : { o2cb });
  return filesystem;
}
const serviceFs = sharedFilesystem("s01-service", "s01-service", "/mnt/s01-service", "gfs2");
const logsFs = sharedFilesystem("s01-logs", "s01-logs", "/mnt/s01-logs", "gfs2");
const bootFs = sharedFilesystem("vds-tftpboot", "vds_tftpboot", "/var/lib/tftpboot", "ocfs2");
sharedFilesystem("vds-http", "vds_http", "/mnt/vds-http", "gfs2");

// --- iSCSI targets: DRBD, target, addresses, and firewalls that open where the addresses are.
const ietd = everywhere("ietd", daemon("iscsi-target"));
const address = (host: number) =>
  new IpAddr2Resource(`vip-${host}`, {
    cluster,
    ip: `10.5.4.${host}`,
    cidrNetmask: 32,
    nic: "vlan1",
    operations: [{ name: "monitor", interval: "30s" }],
  });

const gateway = new PingClone("ping-bmc-and-switch", {
  cluster,
  cloneName: "connected-outer",
  hostList: ["10.5.4.193", "10.5.4.250", "10.5.4.252"],
  multiplier: 1000,
  timeout: 3,
});
const connected = (name: string, resource: Ref) =>
  new LocationConstraint(
    `conn-${name}`,
    {
      cluster,
      resource,
      rule: {
        or: [
          { notDefined: "pingd" },
          { attribute: "pingd", operation: "lte", value: 0, type: "number" },
        ],
      },
      score: "-INFINITY",
    },
    { dependsOn: gateway },
  );

interface Target {
  resource: string;
  iqn: string;
  number: number;
  hosts: number[];
  home?: string;
}

function iscsiTarget(name: string, { resource, iqn, number, hosts, home }: Target): void {
  const disk = drbd(name.replace("iscsi-", ""), resource, 1);
  const ips = hosts.map((host) => `10.5.4.${host}`);
  const monitor = [{ name: "monitor", interval: "10s", timeout: "10s" }];
  const target = new ResourceGroup(`${name}-target-all`, {
    cluster,
    members: [
      new PrimitiveResource(`${name}-target`, {
        cluster,
        agent: "ocf:vds-ok:iSCSITarget",
        parameters: {
          implementation: "iet",
          iqn,
          tid: number,
          incoming_username: name,
          incoming_password: config.requireSecret("iscsiPassword"),
          allowed_initiators: "10.5.4.0/24",
          portals: ips.join(" "),
          cluster_managed: "yes",
        },
        operations: monitor,
      }),
      new PrimitiveResource(`${name}-lun-1`, {
        cluster,
        agent: "ocf:vds-ok:iSCSILogicalUnit",
        parameters: {
          implementation: "iet",
          target_iqn: iqn,
          lun: 1,
          path: `/dev/drbd/by-res/${resource}`,
          scsi_id: resource,
          scsi_sn: resource,
          cluster_managed: "yes",
        },
        operations: monitor,
      }),
    ],
  });
  needsPromoted(target, `${name}-target`, disk);
  needs(target, `${name}-target`, { ietd });
  connected(`${name}-target`, target);
  if (home !== undefined)
    new LocationConstraint(`prefer-${name}-target-all-on-${home}`, {
      cluster,
      resource: target,
      rule: { attribute: "#uname", operation: "eq", value: home },
      score: 1000,
    });

  const addresses = new ResourceGroup(`${name}-vips`, {
    cluster,
    members: hosts.map(address),
    meta: { ordered: false },
  });
  new ColocationConstraint(`${name}-vips-with-target`, {
    cluster,
    resource: addresses,
    with: target,
  });

  // The firewall drops what comes too early, so that initiators wait in place of failing.
  const firewall = new ResourceGroup(`${name}-vips-fw`, {
    cluster,
    members: hosts.map(
      (host, i) =>
        new PrimitiveResource(`vip-${host}-fw`, {
          cluster,
          agent: "ocf:vds-ok:VIPfirewall",
          parameters: { vip: ips[i] ?? "", allow_action: "pass" },
          operations: [{ name: "monitor", interval: "10s", startDelay: "10s", timeout: "10s" }],
        }),
    ),
    promotable: {
      name: `ms-${name}-vips-fw`,
      meta: { promotedMax: 1, promotedNodeMax: 1, cloneMax: 2, cloneNodeMax: 1, interleave: true },
    },
  });
  new ColocationConstraint(`${name}-vips-fw-with-vips`, {
    cluster,
    resource: firewall,
    role: "Promoted",
    with: addresses,
  });
  for (const [part, first] of Object.entries({ vips: addresses, target }))
    new OrderConstraint(`${name}-vips-fw-after-${part}`, {
      cluster,
      first,
      firstAction: "start",
      then: firewall,
      thenAction: "promote",
    });
}

names.slice(0, 2).forEach((home, number) => {
  iscsiTarget(`iscsi-pool-${number}`, {
    resource: `pool_${number}`,
    iqn: `iqn.2010-01.com.example:storage.s01.${number}`,
    number: number + 1,
    hosts: [235 + 2 * number, 236 + 2 * number],
    home,
  });
});
iscsiTarget("iscsi-dom0-stateless-0", {
  resource: "dom0_stateless_0",
  iqn: "iqn.2010-01.com.example:dom0.stateless.0",
  number: 7,
  hosts: [227, 228],
});

// --- Services on the shared file systems.
const links = everywhere("drbdlinks-s01-service", {
  agent: "ocf:heartbeat:drbdlinks",
  parameters: { 1: "-c", 2: "/mnt/s01-service/drbdlinks-s01-service.conf" },
});
needs(links, "drbdlinks-s01-service", { "service-fs": serviceFs });
const dhcpd = everywhere("dhcpd", daemon("dhcpd"));
needs(dhcpd, "dhcpd", { "service-fs": serviceFs, links });
connected("dhcpd", dhcpd);

const web = new ResourceGroup("http-server", {
  cluster,
  members: [address(233), new LsbResource("nginx", { cluster, service: "nginx" })],
});
needs(web, "http-server", { "service-fs": serviceFs, links });
connected("http-server", web);

const syslog = new ResourceGroup("syslog-server", {
  cluster,
  members: [
    address(234),
    new PrimitiveResource("syslog-ng", {
      cluster,
      agent: "ocf:heartbeat:syslog-ng",
      parameters: {
        configfile: "/mnt/s01-service/etc/syslog-ng-cluster.conf",
        start_opts: "-p /var/run/syslog-ng-cluster.pid",
      },
      operations: [
        { name: "start", timeout: "90s" },
        { name: "stop", timeout: "120s" },
        { name: "monitor", interval: "60s", timeout: "60s" },
      ],
    }),
  ],
});
needs(syslog, "syslog-server", { "service-fs": serviceFs, "logs-fs": logsFs });
connected("syslog-server", syslog);

const xinetd = everywhere("xinetd", daemon("xinetd"));
const tftp = new ResourceGroup("tftp-server", {
  cluster,
  members: [
    address(232),
    new PrimitiveResource("tftpd", {
      cluster,
      agent: "ocf:heartbeat:Xinetd",
      parameters: { service: "tftp" },
      operations: [{ name: "monitor", interval: "20s", timeout: "10s" }],
    }),
  ],
});
needs(tftp, "tftp-server", { xinetd, "tftpboot-fs": bootFs });
connected("tftp-server", tftp);

new ResourceGroup("ospf-routing", {
  cluster,
  members: ["zebra", "ospfd"].map((service) => new LsbResource(service, { cluster, service })),
  clone: { name: "cl-ospf-routing", meta: interleave },
});

// --- A virtual machine on a volume group that all nodes use.
const vmDisk = drbd("s01-vm-data", "s01_vm_data", 2);
const volumes = everywhere("vg-s01-vm-data", {
  agent: "ocf:heartbeat:LVM",
  parameters: { volgrpname: "S01_VM_DATA" },
});
needsPromoted(volumes, "vg-s01-vm-data", vmDisk);
needs(volumes, "vg-s01-vm-data", { clvmd });
const machineFs = mount(
  "s01-vm-data-metadata-fs",
  "/dev/S01_VM_DATA/METADATA",
  "/mnt/vm_meta",
  "gfs2",
);
needs(machineFs, "s01-vm-data-metadata-fs", { vg: volumes, gfs2 });
const libvirtd = everywhere("libvirtd", daemon("libvirtd", "25s"));
const pool = everywhere("s01-vm-data-storage-pool", {
  agent: "ocf:vds-ok:LibvirtStoragePool",
  parameters: { config: "/mnt/vm_meta/.storage-pool.xml", hypervisor: "qemu:///system" },
});
needs(pool, "s01-vm-data-storage-pool", { vg: volumes, libvirtd, "metadata-fs": machineFs });
const machine = new PrimitiveResource("mgmt-vm", {
  cluster,
  agent: "ocf:vds-ok:VirtualDomain",
  parameters: {
    config: "/mnt/vm_meta/mgmt.xml",
    hypervisor: "qemu:///system",
    migration_transport: "tls",
  },
  meta: { allowMigrate: true },
  operations: [
    { name: "start", timeout: "120s" },
    { name: "stop", timeout: "120s" },
    { name: "monitor", interval: "10s", timeout: "30s" },
  ],
});
needs(machine, "mgmt-vm", { "storage-pool": pool });
