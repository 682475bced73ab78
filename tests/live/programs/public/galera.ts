// Galera, promoted on every node. Source: davidvossel/phd, scenarios/galera-basic.scenario. Two nodes in place of three,
// and without the fence device that each phd cluster defines elsewhere.
import * as pulumi from "@pulumi/pulumi";
import { type ConnectionArgs, PacemakerProperties, PrimitiveResource } from "pulumi-pacemaker";

const cluster = new pulumi.Config().requireObject<{
  nodes: { name: string; host: string; port: number }[];
  connection: ConnectionArgs;
}>("cluster");
const names = cluster.nodes.map(({ name }) => name);

new PacemakerProperties("options", { cluster, stonithEnabled: false });

export const db = new PrimitiveResource("db", {
  cluster,
  agent: "ocf:heartbeat:galera",
  parameters: {
    additional_parameters: "--open-files-limit=4098",
    enable_creation: true,
    wsrep_cluster_address: `gcomm://${names.join(",")}`,
  },
  operations: [{ name: "promote", timeout: "300s", onFail: "block" }],
  clone: {
    name: "db-master",
    meta: {
      promotable: true,
      // The source counts the characters of the names, not the nodes.
      masterMax: names.join(" ").length + 1,
      ordered: true,
    },
  },
}).reference;
