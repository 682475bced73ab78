// 48 virtual machines on shared storage, placed by what they need and migrated live. Source: ClusterLabs/pacemaker,
// cts/scheduler/xml/load-stopped-loop.xml, and params-6.xml, which has 93 machines of the same kind. Each machine has one
// disk and one interface here, and machines have short names. The source's management node is the third node, if there is
// one; devices of nodes that are gone there are left out.
import * as pulumi from "@pulumi/pulumi";
import {
  type ConnectionArgs,
  LocationConstraint,
  NodeAttributes,
  PacemakerProperties,
  PrimitiveResource,
} from "pulumi-pacemaker";

const config = new pulumi.Config();
const cluster = config.requireObject<{
  nodes: { name: string; host: string; port: number }[];
  connection: ConnectionArgs;
}>("cluster");
const names = cluster.nodes.map(({ name }) => name);
const [hosts, management] = [names.slice(0, 2), names.slice(2)];

new PacemakerProperties("options", {
  cluster,
  stonithEnabled: true,
  noQuorumPolicy: "freeze",
  clusterRecheckInterval: "11min",
  properties: { "placement-strategy": "utilization" },
  resourceDefaults: { failureTimeout: "10min" },
});

for (const name of names) {
  const device = new PrimitiveResource(`stonith-${name}`, {
    cluster,
    agent: "stonith:fence_ipmilan",
    parameters: {
      auth: "md5",
      ipaddr: `${name}-control`,
      lanplus: true,
      method: "onoff",
      power_wait: 5,
      login: "fence",
      passwd: config.requireSecret("fencingPassword"),
      pcmk_host_check: "static-list",
      pcmk_host_list: name,
    },
    operations: [{ name: "monitor", interval: "60s" }],
  });
  new LocationConstraint(`loc-stonith-${name}`, {
    cluster,
    resource: device,
    node: name,
    score: "-INFINITY",
  });
}

const pools = [0, 1].map((number) => `vds-ok-pool-${number}`);
const capacity = {
  "cpu-decipct": 11000,
  "ram-hugepages-mb": 44360,
  ...Object.fromEntries(pools.map((pool) => [`${pool}-usage`, 99999999])),
};
for (const node of hosts) new NodeAttributes(node, { cluster, node, utilization: capacity });
for (const node of management)
  new NodeAttributes(node, { cluster, node, utilization: { "ram-hugepages-mb": 0 } });

/** Something that every node, or every host of machines, has: a daemon, a file system, an interface, a pool. */
function everywhere(name: string, agent: string, service: Service = {}): PrimitiveResource {
  const { after = [], parameters = {}, onHosts = false, monitor = "120s" } = service;
  const resource = new PrimitiveResource(name, {
    cluster,
    agent: `ocf:vds-ok:${agent}`,
    parameters,
    operations: [
      { name: "start", timeout: "120s" },
      { name: "stop", timeout: "120s" },
      { name: "monitor", interval: monitor, timeout: "60s" },
    ],
    clone: { name: `cl-${name}`, meta: { interleave: true } },
    ...placedAfter(name, after),
    ...(onHosts
      ? {
          locations: management.map((node) => ({
            name: `loc-${name}-${node}`,
            node,
            score: "-INFINITY",
          })),
        }
      : {}),
  });
  return resource;
}

interface Service {
  after?: PrimitiveResource[];
  parameters?: Record<string, string | number>;
  onHosts?: boolean;
  monitor?: string;
}

/** Runs a resource only where others run, and after them. */
const placedAfter = (name: string, others: readonly PrimitiveResource[]) => ({
  colocations: others.map((other, i) => ({ name: `${name}-with-${i}`, with: other })),
  orders: others.map((other, i) => ({ name: `${name}-after-${i}`, first: other })),
});

const job = (name: string, onHosts = false, after: PrimitiveResource[] = []) =>
  everywhere(name, "upstart-resource", {
    parameters: { job_name: name, process_name: name },
    monitor: "10s",
    onHosts,
    after,
  });

const locks = everywhere("dlm", "controld", { monitor: "20s" });
const volumeLocks = everywhere("clvmd", "clvmd", {
  parameters: { daemon_options: "-T30", avoid_lck: 1 },
  monitor: "30s",
  after: [locks],
});
const initiator = job("iscsid");
const paths = job("multipathd");
const parameters = everywhere("node-params", "NodeParams", {
  parameters: { use_hugetlb: 1, cpu_decipct_reserve: 1000, ram_mb_reserve: 4096 },
  monitor: "300s",
  onHosts: true,
});
const libvirt = job("libvirtd", true, [parameters]);

const vlans = new Map(
  [1, 3, 4, 5, 101, 102, 103, 104, 200, 900, 909].map((vlan) => [
    vlan,
    everywhere(`vlan${vlan}-if`, "BridgedVlan", {
      parameters: {
        name: `vlan${vlan}`,
        source_name: "bond0",
        vlan_id: vlan,
        mtu: vlan === 1 ? 9192 : 1500,
      },
      onHosts: vlan !== 1,
    }),
  ]),
);

const images = everywhere("libvirt-images-fs", "Filesystem", {
  parameters: {
    device: "//10.5.4.242/c01-images/iso",
    directory: "/cluster/storage/libvirt-images-fs",
    fstype: "cifs",
    options: "guest,ro,noacl,perm,setuids",
  },
});
everywhere("libvirt-images-pool", "LibvirtStoragePool", {
  parameters: { pool_name: "libvirt-images", pool_type: "DIR" },
  onHosts: true,
  after: [images, libvirt],
});

/** A volume group on iSCSI, as a pool of libvirt. */
function storagePool(name: string, number: number): PrimitiveResource {
  const disk = everywhere(`${name}-iscsi`, "iscsi", {
    parameters: {
      target: `iqn.2010-01.com.example:storage.s01.${number}`,
      portals: [235, 236].map((host) => `10.5.4.${host + 2 * number}`).join(" "),
      discovery_type: "sendtargets",
      queue_depth: 128,
      mpath_policy: "multibus",
    },
    after: [initiator, paths],
  });
  const group = everywhere(`${name}-vg`, "LVM2", {
    parameters: { vg_name: `VG_VDS_OK_POOL_${number}`, activation_mode: "local" },
    after: [disk, volumeLocks],
  });
  return everywhere(`${name}-pool`, "LibvirtStoragePool", {
    parameters: {
      pool_name: name,
      pool_type: "LOGICAL",
      utilization_param: `${name}-usage`,
    },
    onHosts: true,
    after: [libvirt, group],
  });
}
const storage = pools.map(storagePool);

type Machine = [
  name: string,
  cpus: number,
  architecture: "i686" | "x86_64",
  cpuShare: number,
  memory: number,
  vlan: number,
  pool: number | undefined,
  state?: "Started" | "Stopped",
];

const diskless = ["vd01", "vd02", "vd03", "vd04"].flatMap((family) =>
  ["a", "b", "c", "d"].map((letter): Machine => {
    const name = `${family}-${letter}`;
    const state = family === "vd01" ? "Started" : "Stopped";
    return [name, 1, "x86_64", 20, 2048, 1, undefined, state];
  }),
);
const lustre = [1, 2, 3, 4].flatMap((number): Machine[] => [
  [`lustre0${number}-left`, 2, "x86_64", 40, 1024, 5, number === 1 ? 1 : 0],
  [`lustre0${number}-right`, 2, "x86_64", 40, 1024, 4, number === 2 ? 0 : 1],
]);
const machines: readonly Machine[] = [
  ["git", 2, "i686", 660, 1024, 4, 1, "Stopped"],
  ...diskless,
  ["f13-x64-devel", 4, "x86_64", 80, 2048, 5, 0],
  ["eu2-pages", 1, "x86_64", 330, 1024, 101, 0, "Stopped"],
  ["zakaz", 1, "i686", 330, 1024, 101, 0, "Stopped"],
  ["lenny-x32-devel", 2, "i686", 40, 1024, 5, 1],
  ["dist-express", 1, "x86_64", 330, 1024, 101, 0, "Stopped"],
  ["eu1-pages", 1, "x86_64", 330, 1024, 101, 0, "Stopped"],
  ["gotin-bbb", 1, "i686", 330, 1024, 101, 0, "Stopped"],
  ["maxb-c55", 1, "i686", 330, 1024, 101, 0, "Stopped"],
  ["metae", 1, "i686", 330, 1024, 101, 0, "Stopped"],
  ["rodovoe", 1, "i686", 330, 1024, 101, 0, "Stopped"],
  ["ubuntu9.10-gotin", 1, "i686", 330, 1024, 101, 0, "Stopped"],
  ["c5-x64-devel", 4, "x86_64", 80, 2048, 5, 1],
  ["dist-fly", 1, "x86_64", 330, 1024, 900, 1, "Stopped"],
  ["ktstudio", 1, "x86_64", 1000, 4096, 101, 1],
  ["cloudsrv", 1, "x86_64", 1000, 4096, 101, 1],
  ["c6-x64-devel", 2, "x86_64", 40, 2048, 5, 0],
  ...lustre,
  ["gw-anbriz", 1, "i686", 330, 512, 101, 0],
  ["license-anbriz", 1, "x86_64", 250, 1024, 101, 0],
  ["terminal-anbriz", 2, "x86_64", 1000, 4096, 101, 1, "Stopped"],
  ["test-01", 1, "x86_64", 330, 1024, 101, 1],
  ["gw-gleb", 1, "i686", 330, 512, 101, 0, "Stopped"],
  ["gw-gotin", 1, "i686", 330, 512, 101, 0, "Stopped"],
  ["terminal0-anbriz", 2, "x86_64", 1000, 4096, 101, 1],
];

for (const [name, cpus, arch, cpuShare, memory, vlan, pool, state = "Started"] of machines) {
  const disk = pool === undefined ? [] : [pools[pool] ?? ""];
  const needs = [libvirt, vlans.get(vlan), pool === undefined ? undefined : storage[pool]];
  new PrimitiveResource(`${name}-vm`, {
    cluster,
    agent: "ocf:vds-ok:VirtualDomain",
    parameters: {
      domain_name: name,
      vcpu_num: cpus,
      vcpu_policy: "share",
      arch,
      cpu_model: "VDS_OK",
      devices: [...disk.map((p) => `disk:0,${p},${name}_disk0`), `netif:0,bridge,vlan${vlan}`].join(
        ";",
      ),
      schedinfo_weight: cpuShare,
      mem_mb: memory,
      hypervisor: "qemu:///system",
      migration_transport: "tls",
      force_stop: 1,
    },
    meta: { allowMigrate: true, targetRole: state },
    utilization: {
      "cpu-decipct": cpuShare,
      "ram-hugepages-mb": memory,
      ...Object.fromEntries(disk.map((p) => [`${p}-usage`, 1])),
    },
    operations: [
      { name: "start", timeout: "120s" },
      { name: "stop", timeout: "600s" },
      { name: "migrate_from", timeout: "30s" },
      { name: "migrate_to", timeout: "600s" },
      { name: "monitor", interval: "10s", timeout: "30s" },
    ],
    ...placedAfter(
      `${name}-vm`,
      needs.filter((resource) => resource !== undefined),
    ),
  });
}
