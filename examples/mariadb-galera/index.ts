// MariaDB with Galera: every node is promoted. The node with the newest data bootstraps the cluster, the others join it.
// After davidvossel/phd, scenarios/galera-basic.scenario.
import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, PacemakerProperties, PrimitiveResource } from "pulumi-pacemaker";

// `ClusterArgs` with plain nodes, so that the program can go through them.
interface Cluster {
  nodes: { name: string; host?: string; port?: number }[];
  connection?: ConnectionArgs;
}

const site = new pulumi.Config();
const cluster = site.requireObject<Cluster>("cluster");
const names = cluster.nodes.map(({ name }) => name);

new PacemakerProperties("options", {
  cluster,
  // Galera keeps its own quorum and writes to local disks only. Turn fencing on for everything else.
  stonithEnabled: site.getBoolean("fencing") ?? false,
});

const database = new PrimitiveResource("db", {
  cluster,
  agent: "ocf:heartbeat:galera",
  parameters: {
    additional_parameters: "--open-files-limit=4098",
    enable_creation: true,
    wsrep_cluster_address: `gcomm://${names.join(",")}`,
  },
  operations: [{ name: "promote", timeout: "300s", onFail: "block" }],
  promotable: { meta: { promotedMax: names.length, ordered: true } },
});

export const galera = database.reference;
