// Instance HA of OpenStack: machines of a failed compute start elsewhere. Source: dsp-jetpack/JetPack,
// src/pilot/install-instanceHA.py, which adds it to a control plane by pcs. Of the control plane only what the script names is
// here. The key and the daemon of the computes are prepared by hand, and the script's order (disable, configure, enable) is
// not needed.
import * as pulumi from "@pulumi/pulumi";
import {
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
const password = config.requireSecret("fencingPassword");
const openstack = {
  auth_url: "http://192.168.190.150:5000/v2.0",
  username: "admin",
  password,
  tenant_name: "admin",
};

new PacemakerProperties("options", {
  cluster,
  stonithEnabled: true,
  clusterRecheckInterval: "1min",
});

/** Places a resource on nodes of one role; Pacemaker does not even ask other nodes for its state. */
const onlyOn = (role: "controller" | "compute", name: string, resource: Ref) =>
  new LocationConstraint(`${name}-on-${role}`, {
    cluster,
    resource,
    rule: { attribute: "osprole", operation: "eq", value: role },
    score: 0,
    resourceDiscovery: "exclusive",
  });

// --- Computes: a connection, an IPMI device, and Nova, which gives the machines free.
for (const { name } of cluster.nodes)
  new NodeAttributes(`${name}-role`, {
    cluster,
    node: name,
    attributes: { osprole: "controller" },
  });

const nova = new PrimitiveResource("fence-nova", {
  cluster,
  agent: "stonith:fence_compute",
  parameters: {
    "auth-url": openstack.auth_url,
    login: openstack.username,
    passwd: password,
    "tenant-name": openstack.tenant_name,
    "record-only": 1,
  },
});
for (const number of [0, 1]) {
  const name = `overcloud-compute-${number}`;
  const device = new PrimitiveResource(`ipmilan-${name}`, {
    cluster,
    agent: "stonith:fence_ipmilan",
    parameters: {
      pcmk_host_list: name,
      ipaddr: `192.168.110.${20 + number}`,
      login: "root",
      passwd: password,
      lanplus: 1,
      cipher: 1,
    },
    operations: [{ name: "monitor", interval: "60s" }],
  });
  const connection = new PrimitiveResource(name, {
    cluster,
    agent: "ocf:pacemaker:remote",
    parameters: { reconnect_interval: 60 },
    operations: [{ name: "monitor", interval: "20s" }],
  });
  new NodeAttributes(`${name}-role`, {
    cluster,
    node: connection.reference,
    attributes: { osprole: "compute" },
  });
  new FencingTopology(`${name}-levels`, {
    cluster,
    node: connection.reference,
    levels: [{ devices: [device, nova] }],
  });
}

// --- The control plane.
const controlPlane = (name: string, agent: string) => {
  const resource = new PrimitiveResource(name, { cluster, agent, clone: true });
  onlyOn("controller", name, resource);
  return resource;
};
const images = controlPlane("openstack-glance-api", "systemd:openstack-glance-api");
const metadata = controlPlane("neutron-metadata-agent", "systemd:neutron-metadata-agent");
const conductor = controlPlane("openstack-nova-conductor", "systemd:openstack-nova-conductor");
const neutron = controlPlane("neutron-server", "systemd:neutron-server");
const notification = controlPlane(
  "openstack-ceilometer-notification",
  "systemd:openstack-ceilometer-notification",
);
const addresses = ["192.168.120.150", "192.168.140.150"].map((ip) => {
  const address = new IpAddr2Resource(`ip-${ip}`, { cluster, ip, cidrNetmask: 32 });
  onlyOn("controller", `ip-${ip}`, address);
  return address;
});

// --- What runs on the computes.
const compute = (name: string, agent: string, parameters = {}) => {
  const resource = new PrimitiveResource(name, {
    cluster,
    agent,
    parameters,
    clone: { meta: { interleave: true } },
    ...(agent.startsWith("ocf:") ? { operations: [{ name: "start", timeout: "300s" }] } : {}),
  });
  onlyOn("compute", name, resource);
  return resource;
};
const network = compute("neutron-openvswitch-agent-compute", "systemd:neutron-openvswitch-agent");
const libvirt = compute("libvirtd-compute", "systemd:libvirtd");
const meter = compute("ceilometer-compute", "systemd:openstack-ceilometer-compute");
const check = compute("nova-compute-checkevacuate", "ocf:openstack:nova-compute-wait", openstack);
const machines = compute("nova-compute", "systemd:openstack-nova-compute");

const evacuate = new PrimitiveResource("nova-evacuate", {
  cluster,
  agent: "ocf:openstack:NovaEvacuate",
  parameters: openstack,
});
onlyOn("controller", "nova-evacuate", evacuate);

for (const [name, resource, on] of [
  ["libvirtd-with-network", libvirt, network],
  ["ceilometer-with-libvirtd", meter, libvirt],
  ["nova-with-libvirtd", machines, libvirt],
] as const)
  new ColocationConstraint(name, { cluster, resource, with: on });

// One instance of a service of the control plane is enough for all computes.
const orders: readonly [first: Ref, then: Ref, requireAll?: boolean][] = [
  [neutron, network, false],
  [network, libvirt],
  [notification, meter, false],
  [libvirt, meter],
  [conductor, check, false],
  [check, machines, true],
  [machines, evacuate, false],
  [libvirt, machines],
  ...addresses.map((address): [Ref, Ref] => [address, evacuate]),
  ...[images, metadata, conductor].map((service): [Ref, Ref, boolean] => [
    service,
    evacuate,
    false,
  ]),
];
orders.forEach(([first, then, requireAll], i) => {
  new OrderConstraint(`order-${i}`, {
    cluster,
    first,
    then,
    ...(requireAll === undefined ? {} : { requireAll }),
  });
});
