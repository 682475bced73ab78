// Program with secrets as plain strings in all arguments, and with other values marked as secret.
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import * as pacemaker from "pulumi-pacemaker";

type Node = Readonly<{ name: string; host: string; port: number }>;

/** Contents of careless.json. */
export interface Careless {
  readonly cluster: {
    readonly nodes: [Node, Node];
    readonly connection: pacemaker.ConnectionArgs;
  };
  readonly haclusterPassword: string;
  readonly property: string;
  readonly meta: string;
  readonly parameter: string;
  readonly saidToBe: string;
  readonly operation: string;
  readonly fence: string;
  /** More resources, as primitives on the same cluster. */
  readonly more: Readonly<Record<string, Omit<pacemaker.PrimitiveArgs, "cluster">>>;
}

const given = JSON.parse(readFileSync("careless.json", "utf8")) as Careless;
const { haclusterPassword } = given;
const cluster = new pacemaker.CorosyncCluster(
  "pacemaker1",
  { ...given.cluster, haclusterPassword },
  { retainOnDelete: true },
);
const options = new pacemaker.PacemakerProperties("options", {
  cluster,
  stonithEnabled: false,
  properties: { "live-token": given.property },
});
new pacemaker.PrimitiveResource("careless", {
  cluster,
  agent: "ocf:pacemaker:Dummy",
  parameters: { passwd: given.parameter },
  meta: { "live-secret": given.meta },
  operations: [{ name: "monitor", interval: "10s", parameters: { live_passwd: given.operation } }],
  waitFor: "none",
});
new pacemaker.PrimitiveResource("fence", {
  cluster,
  agent: "stonith:fence_ipmilan",
  parameters: { ip: "192.0.2.1", password: given.fence, passwd: pulumi.secret(given.saidToBe) },
  meta: { targetRole: "Stopped" },
  waitFor: "none",
});

// A new object, so the program sees another cluster.
const { nodes, connection } = given.cluster;
const hidden = pulumi.secret({ nodes, connection }) as pulumi.Output<pacemaker.ClusterArgs>;
const behind = { dependsOn: [options] };
const member = new pacemaker.PrimitiveResource(
  "member",
  { cluster: hidden, name: pulumi.secret("hidden-member"), agent: "ocf:pacemaker:Dummy" },
  behind,
);
const [{ name, host, port }] = nodes;
const secretly = {
  name: pulumi.secret(name),
  host: pulumi.secret(host),
  port: pulumi.secret(port),
};
new pacemaker.ResourceGroup(
  "group",
  {
    cluster: {
      nodes: [secretly],
      connection: { ...connection, user: pulumi.secret(connection.user ?? "root") },
    },
    name: pulumi.secret("hidden-group"),
    members: [pulumi.secret(member.name)],
  },
  behind,
);

for (const [name, args] of Object.entries(given.more))
  new pacemaker.PrimitiveResource(name, { cluster, ...args });
