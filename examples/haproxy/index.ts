// HAProxy runs on every node, and a floating address is on a node where it works. After the load balancer of
// davidvossel/phd, scenarios/openstack/lb.scenario. The nodes need net.ipv4.ip_nonlocal_bind=1, so that
// HAProxy can listen on the address before the node has it.
import * as pulumi from "@pulumi/pulumi";
import {
  type ClusterArgs,
  IpAddr2Resource,
  PacemakerProperties,
  PrimitiveResource,
} from "pulumi-pacemaker";

const site = new pulumi.Config();
const cluster = site.requireObject<ClusterArgs>("cluster");

new PacemakerProperties("options", {
  cluster,
  stonithEnabled: site.getBoolean("fencing") ?? true,
  resourceDefaults: { resourceStickiness: 100 },
});

const haproxy = new PrimitiveResource("lb-haproxy", {
  cluster,
  agent: "systemd:haproxy",
  operations: [{ name: "monitor", interval: "10s" }],
  clone: { meta: { interleave: true } },
});

const address = new IpAddr2Resource("lb-address", {
  cluster,
  ip: site.require("address"),
  cidrNetmask: site.requireNumber("cidrNetmask"),
  operations: [{ name: "monitor", interval: "10s" }],
  // A node whose HAProxy has failed loses the address. A restart of HAProxy alone does not move it.
  colocations: [{ with: haproxy }],
  orders: [{ first: haproxy, kind: "Optional" }],
});

export const balancedAddress = address.ip;
