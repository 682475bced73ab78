// The control plane of OpenStack in containers, with instance HA of its computes. Source: ClusterLabs/pacemaker,
// cts/scheduler/xml/cancel-behind-moving-remote.xml (TripleO 16). The nine nodes of three roles there are the nodes of the
// cluster here, each in every role. Storage that only some images have is left out.
import * as pulumi from "@pulumi/pulumi";
import {
  Bundle,
  ColocationConstraint,
  type ConnectionArgs,
  FencingTopology,
  IpAddr2Resource,
  LocationConstraint,
  NodeAttributes,
  OrderConstraint,
  PacemakerProperties,
  PrimitiveResource,
  type Ref,
} from "pulumi-pacemaker";

const config = new pulumi.Config();
const cluster = config.requireObject<{
  nodes: { name: string; host: string; port: number }[];
  connection: ConnectionArgs;
}>("cluster");
const names = cluster.nodes.map(({ name }) => name);
const password = config.requireSecret("fencingPassword");

new PacemakerProperties("options", {
  cluster,
  clusterRecheckInterval: "60s",
  stonithEnabled: true,
  resourceDefaults: { requires: "fencing" },
  operationDefaults: { timeout: "120s" },
});

// --- Nodes and their roles.
const roles = ["galera", "rabbitmq", "redis", "haproxy", "ovn-dbs", "cinder-volume"];
for (const node of names)
  new NodeAttributes(`roles-${node}`, {
    cluster,
    node,
    attributes: Object.fromEntries(roles.map((role) => [`${role}-role`, true])),
  });
const computes = [
  { name: "compute-0", server: "172.17.1.67" },
  { name: "compute-1", server: "172.17.1.120" },
].map(({ name, server }) => {
  const connection = new PrimitiveResource(name, {
    cluster,
    agent: "ocf:pacemaker:remote",
    parameters: { server, reconnect_interval: 60 },
    operations: [{ name: "monitor", interval: "20s" }],
  });
  new NodeAttributes(`roles-${name}`, {
    cluster,
    node: connection.reference,
    attributes: { "compute-instanceha-role": true },
  });
  return { name, connection };
});

/** Places a resource on the nodes of a role; Pacemaker does not even ask other nodes for its state. */
const onlyOn = (role: string, resource: Ref, name: string) =>
  new LocationConstraint(`location-${name}`, {
    cluster,
    resource,
    rule: { attribute: `${role}-role`, operation: "eq", value: "true" },
    score: 0,
    resourceDiscovery: "exclusive",
  });

// --- Fencing: each node has a device, and a compute is also taken out of Nova.
const nova = new PrimitiveResource("stonith-fence_compute-fence-nova", {
  cluster,
  agent: "stonith:fence_compute",
  parameters: {
    auth_url: "https://overcloud.example.com:13000",
    domain: "example.com",
    login: "admin",
    passwd: password,
    project_domain: "Default",
    record_only: 1,
    region_name: "regionOne",
    tenant_name: "admin",
    user_domain: "Default",
  },
  meta: { provides: "unfencing" },
});
[...computes.map(({ name }) => name), ...names].forEach((node, i) => {
  const device = new PrimitiveResource(`stonith-fence_ipmilan-${node}`, {
    cluster,
    agent: "stonith:fence_ipmilan",
    parameters: {
      delay: 20,
      ipaddr: "172.16.0.44",
      ipport: 6230 + i,
      lanplus: true,
      login: "admin",
      passwd: password,
      pcmk_host_list: node,
    },
    operations: [{ name: "monitor", interval: "60s" }],
  });
  const compute = computes.find(({ name }) => name === node);
  new LocationConstraint(`${node}-not-on-itself`, {
    cluster,
    resource: device,
    node: compute?.connection.reference ?? node,
    score: -10000,
  });
  new FencingTopology(`levels-${node}`, {
    cluster,
    node: compute?.connection.reference ?? node,
    levels: [{ devices: compute ? [device, nova] : [device] }],
  });
});

// --- Bundles.
const certificates = "/etc/pki/ca-trust/extracted";
const kolla = "/var/lib/kolla/config_files";

type Mapping = [source: string, target: string, options?: string];

/** The image of a service, its configuration, its log and what else it mounts. */
function bundle(
  service: string,
  image: string,
  { port, more = [], meta, promotedMax, replicas = names.length, options = "", primitive }: Service,
): Bundle {
  const mappings: Mapping[] = [
    [`${kolla}/${service}.json`, `${kolla}/config.json`],
    [`/var/lib/config-data/puppet-generated/${service}/`, `${kolla}/src`],
    ["/etc/hosts", "/etc/hosts"],
    ["/etc/localtime", "/etc/localtime"],
    [certificates, certificates],
    ["/dev/log", "/dev/log", "rw"],
    ...more,
  ];
  const log = `/var/log/containers/stdouts/${service}.log`;
  return new Bundle(`${service}-bundle`, {
    cluster,
    container: {
      type: "podman",
      image: `cluster.common.tag/rhosp16-openstack-${image}:pcmklatest`,
      replicas,
      ...(promotedMax === undefined ? {} : { promotedMax }),
      network: "host",
      options: `--user=root --log-driver=k8s-file --log-opt path=${log} -e KOLLA_CONFIG_STRATEGY=COPY_ALWAYS${options}`,
      runCommand: "/bin/bash /usr/local/bin/kolla_start",
    },
    ...(port === undefined ? {} : { network: { controlPort: port } }),
    storage: mappings.map(([sourceDir, targetDir, options = "ro"]) => ({
      sourceDir,
      targetDir,
      options,
    })),
    ...(meta ? { meta: { containerAttributeTarget: "host", ...meta } } : {}),
    ...(primitive ? { primitive } : {}),
  });
}

interface Service {
  port?: number;
  more?: Mapping[];
  meta?: Record<string, boolean | number>;
  promotedMax?: number;
  replicas?: number;
  options?: string;
  primitive?: PrimitiveResource;
}

const internal = names.map((name) => `${name}.internalapi.example.com`);
const galera = new PrimitiveResource("galera", {
  cluster,
  agent: "ocf:heartbeat:galera",
  parameters: {
    additional_parameters: "--open-files-limit=16384",
    cluster_host_map: names.map((name, i) => `${name}:${internal[i] ?? ""}`).join(";"),
    enable_creation: true,
    log: "/var/log/mysql/mysqld.log",
    wsrep_cluster_address: `gcomm://${internal.join(",")}`,
  },
  operations: [
    { name: "monitor", interval: "20s", timeout: "30s" },
    { name: "monitor", interval: "10s", role: "Promoted", timeout: "30s" },
    { name: "monitor", interval: "30s", role: "Unpromoted", timeout: "30s" },
    { name: "promote", timeout: "300s", onFail: "block" },
    ...["start", "stop", "demote"].map((name) => ({ name, timeout: "120s" })),
  ],
});
const databases = bundle("galera", "mariadb", {
  port: 3123,
  more: [
    ["/var/lib/mysql", "/var/lib/mysql", "rw"],
    ["/var/log/containers/mysql", "/var/log/mysql", "rw"],
  ],
  meta: { promotedMax: 3, ordered: true },
  promotedMax: names.length,
  primitive: galera,
});

const rabbitmq = new PrimitiveResource("rabbitmq", {
  cluster,
  agent: "ocf:heartbeat:rabbitmq-cluster",
  parameters: {
    set_policy: `ha-all ^(?!amq\\.).* {"ha-mode":"exactly","ha-params":2,"ha-promote-on-shutdown":"always"}`,
  },
  operations: [
    { name: "monitor", interval: "10s", timeout: "40s" },
    { name: "start", timeout: "200s" },
    { name: "stop", timeout: "200s" },
  ],
});
const messages = bundle("rabbitmq", "rabbitmq", {
  port: 3122,
  more: [["/var/lib/rabbitmq", "/var/lib/rabbitmq", "rw"]],
  meta: { notify: true },
  options: " -e LANG=en_US.UTF-8 -e LC_ALL=en_US.UTF-8",
  primitive: rabbitmq,
});

const redis = new PrimitiveResource("redis", {
  cluster,
  agent: "ocf:heartbeat:redis",
  parameters: {
    tunnel_host: "127.0.0.1",
    tunnel_port_map: names.map((name, i) => `${name}:${6660 + i}`).join(";"),
    wait_last_known_master: true,
  },
  operations: [
    { name: "monitor", interval: "45s", timeout: "60s" },
    { name: "monitor", interval: "20s", role: "Promoted", timeout: "60s" },
    { name: "monitor", interval: "60s", role: "Unpromoted", timeout: "60s" },
    { name: "notify", timeout: "90s" },
    ...["promote", "demote"].map((name) => ({ name, timeout: "120s" })),
    ...["start", "stop"].map((name) => ({ name, timeout: "200s" })),
  ],
});
const cache = bundle("redis", "redis", {
  port: 3124,
  more: [
    ["/var/lib/redis", "/var/lib/redis", "rw"],
    ["/var/run/redis", "/var/run/redis", "rw,z"],
  ],
  meta: { interleave: true, notify: true, ordered: true },
  promotedMax: 1,
  primitive: redis,
});

// The container is all that Pacemaker watches of HAProxy and of Cinder.
const haproxy = bundle("haproxy", "haproxy", {
  more: [["/var/lib/haproxy", "/var/lib/haproxy", "rw"]],
});
const volumes = bundle("cinder-volume", "cinder-volume", {
  replicas: 1,
  options: " --ipc=host --privileged=true",
  more: [
    ["/etc/ceph", `${kolla}/src-ceph`],
    ["/lib/modules", "/lib/modules"],
    ["/dev/", "/dev/", "rw"],
    ["/var/lib/cinder", "/var/lib/cinder", "z"],
  ],
});

const ovnDatabases = new PrimitiveResource("ovndb_servers", {
  cluster,
  agent: "ocf:ovn:ovndb-servers",
  parameters: {
    inactive_probe_interval: 180000,
    listen_on_master_ip_only: "yes",
    manage_northd: "yes",
    master_ip: "172.17.1.87",
    nb_master_port: 6641,
    nb_master_protocol: "ssl",
    sb_master_port: 6642,
    sb_master_protocol: "ssl",
  },
  operations: [
    { name: "monitor", interval: "10s", role: "Promoted", timeout: "60s" },
    { name: "monitor", interval: "30s", role: "Unpromoted", timeout: "60s" },
    { name: "notify", timeout: "20s" },
    ...["promote", "demote"].map((name) => ({ name, timeout: "50s" })),
    ...["start", "stop"].map((name) => ({ name, timeout: "200s" })),
  ],
});
const ovn = bundle("ovn-dbs", "ovn-northd", {
  port: 3125,
  more: [
    ["/var/lib/openvswitch/ovn", "/run/openvswitch", "rw"],
    ["/var/lib/openvswitch/ovn", "/etc/openvswitch", "rw"],
  ],
  meta: { notify: true },
  promotedMax: 1,
  primitive: ovnDatabases,
});

for (const [role, resource] of [
  ["galera", databases],
  ["rabbitmq", messages],
  ["redis", cache],
  ["haproxy", haproxy],
  ["cinder-volume", volumes],
  ["ovn-dbs", ovn],
] as const)
  onlyOn(role, resource, `${role}-bundle`);

// --- Addresses.
const address = (ip: string) =>
  new IpAddr2Resource(`ip-${ip}`, {
    cluster,
    ip,
    cidrNetmask: 32,
    meta: { resourceStickiness: "INFINITY" },
    operations: [{ name: "monitor", interval: "10s", timeout: "20s" }],
  });
for (const ip of [
  "192.168.24.150",
  "10.0.0.150",
  "172.17.1.151",
  "172.17.1.150",
  "172.17.3.150",
  "172.17.4.150",
]) {
  const frontEnd = address(ip);
  onlyOn("haproxy", frontEnd, `ip-${ip}`);
  new OrderConstraint(`order-ip-${ip}`, {
    cluster,
    first: frontEnd,
    then: haproxy,
    kind: "Optional",
  });
  new ColocationConstraint(`colocation-ip-${ip}`, { cluster, resource: frontEnd, with: haproxy });
}
const northbound = address("172.17.1.87");
onlyOn("ovn-dbs", northbound, "ip-172.17.1.87");
new ColocationConstraint("northbound-with-primary", {
  cluster,
  resource: northbound,
  role: "Started",
  with: ovn,
  withRole: "Promoted",
});
new OrderConstraint("primary-before-northbound", {
  cluster,
  first: ovn,
  firstAction: "promote",
  then: northbound,
  thenAction: "start",
  kind: "Optional",
});

// --- Instance HA: a computer that was fenced is unfenced before it takes machines again.
const trigger = new PrimitiveResource("compute-unfence-trigger", {
  cluster,
  agent: "ocf:pacemaker:Dummy",
  meta: { requires: "unfencing" },
  operations: [{ name: "stop", timeout: "20s", onFail: "block" }],
  clone: true,
});
const evacuate = new PrimitiveResource("nova-evacuate", {
  cluster,
  agent: "ocf:openstack:NovaEvacuate",
  parameters: {
    auth_url: "https://overcloud.example.com:13000",
    no_shared_storage: true,
    password,
    project_domain: "Default",
    region_name: "regionOne",
    tenant_name: "admin",
    user_domain: "Default",
    username: "admin",
  },
  operations: [{ name: "monitor", interval: "10s", timeout: "600s" }],
});
for (const { resource, operation } of [
  { resource: trigger, operation: "ne" },
  { resource: evacuate, operation: "eq" },
] as const)
  new LocationConstraint(`instance-ha-${operation}`, {
    cluster,
    resource,
    rule: { attribute: "compute-instanceha-role", operation, value: "true" },
    score: "-INFINITY",
    resourceDiscovery: "never",
  });
