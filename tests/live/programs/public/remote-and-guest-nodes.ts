// A remote node and two guest nodes. Source: SUSE/doc-sleha, xml/article_pacemaker_remote.xml, and ClusterLabs/pacemaker 2.1,
// doc/sphinx/Pacemaker_Remote/kvm-tutorial.rst. The key is copied to the members here; the remote and guest nodes and their
// daemon are prepared by hand, as in the sources.
import * as pulumi from "@pulumi/pulumi";
import {
  type ConnectionArgs,
  HostFile,
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

new PacemakerProperties("options", { cluster, stonithEnabled: false });

const key = new HostFile("authkey", {
  cluster,
  path: "/etc/pacemaker/authkey",
  content: config.requireSecret("authkey"),
  mode: "0640",
  owner: "root",
  group: "haclient",
});

// A computer of its own. Its connection is a resource, and a failed one is tried again after 15 minutes.
const charlie = new PrimitiveResource(
  "charlie",
  {
    cluster,
    agent: "ocf:pacemaker:remote",
    parameters: { server: config.get("charlie") ?? "charlie", reconnect_interval: "15m" },
    operations: [{ name: "monitor", interval: "30s" }],
  },
  { dependsOn: key },
);
new NodeAttributes("charlie-attributes", {
  cluster,
  node: charlie.reference,
  attributes: { site: "remote" },
});

/** A virtual machine whose inside is a node of the cluster. */
const guest = (name: string, meta: Record<string, string> = {}): PrimitiveResource =>
  new PrimitiveResource(
    `vm-${name}`,
    {
      cluster,
      agent: "ocf:heartbeat:VirtualDomain",
      parameters: { hypervisor: "qemu:///system", config: `/etc/pacemaker/${name}.xml` },
      meta: { remoteNode: name, ...meta },
    },
    { dependsOn: key },
  );
guest("doro");

// Only a node with the attribute holds the image of the machine. The other nodes do not even ask for its state.
for (const { name } of cluster.nodes.slice(0, 1))
  new NodeAttributes(`${name}-hosts-guest1`, {
    cluster,
    node: name,
    attributes: { "can-host-vm-guest1": 1 },
  });
new LocationConstraint("vm-guest1-where-it-can-run", {
  cluster,
  resource: guest("guest1", { remoteAddr: config.get("guest1") ?? "guest1" }),
  rule: { attribute: "can-host-vm-guest1", operation: "ne", value: 1 },
  score: "-INFINITY",
  resourceDiscovery: "never",
});

for (const number of [1, 2, 3, 4, 5]) {
  const fake = new PrimitiveResource(`FAKE${number}`, { cluster, agent: "ocf:heartbeat:Dummy" });
  if (number === 2)
    new LocationConstraint("FAKE2-prefers-guest1", { cluster, resource: fake, node: "guest1" });
}
