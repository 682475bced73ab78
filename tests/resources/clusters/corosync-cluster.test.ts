import { corosyncLifecycle } from "../../../sdk/bootstrap/corosync/lifecycle";
import * as pulumi from "@pulumi/pulumi";
import type { CorosyncInputs } from "../../../sdk/kind/cluster-inputs";
import { CorosyncCluster, corosyncCluster } from "../../../sdk/resources/clusters/corosync-cluster";
import { PacemakerProperties } from "../../../sdk/resources/properties/pacemaker-properties";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const nodes = [{ name: "rsha1" }, { name: "rsha2" }];
const inputs = (more: object = {}): CorosyncInputs => ({
  __kind: "pacemaker:CorosyncCluster",
  clusterName: "pacemaker1",
  cluster: { nodes: [...nodes] },
  nodes,
  ...more,
});
const reasons = (more: object): string[] =>
  corosyncCluster.validate(inputs(more)).map((f) => f.reason);

describe("Validation of a CorosyncCluster", () => {
  test("accepts arguments that pcs accepts", () => {
    const addresses = [
      ["10.0.0.1", "fd00::1"],
      ["10.0.0.2", "ring1.rsha2.example.com"],
    ];
    expect(
      reasons({
        clusterName: "My_cluster-2.of_a_name_longer_than_15",
        nodes: nodes.map((n, i) => ({ ...n, addresses: addresses[i] })),
        transport: "knet",
        totem: { token: 5000, block_unlisted_ips: true },
        quorum: { wait_for_all: 1 },
        haclusterPassword: "pa ss:w'ord",
        boot: false,
        force: true,
      }),
    ).toEqual([]);
  });

  test("returns every failure, without the password", () => {
    const failures = corosyncCluster.validate(
      inputs({
        clusterName: "a b",
        nodes: [
          { name: "-x", addresses: ["10.0.0.1", "10.0.0.999"] },
          { name: "rsha2", addresses: ["10.0.0.1"] },
        ],
        transport: "tcp",
        totem: { Token: 1, join: "a b" },
        haclusterPassword: "two\nlines",
        boot: "yes",
      }),
    );
    expect(failures).toEqual([
      {
        property: "clusterName",
        reason:
          'clusterName: "a b" is not a cluster name: letters, digits, "_" and "-", at most 32 of them',
      },
      {
        property: "transport",
        reason: 'transport: "tcp" is not one of "knet", "udp", "udpu"',
      },
      {
        property: "totem",
        reason:
          "totem: Token, join: must be an option in corosync's spelling with a number, a text, true or false",
      },
      {
        property: "",
        reason: "haclusterPassword: must be a text that is not empty and has no control characters",
      },
      { property: "boot", reason: 'boot: "yes" is not true or false' },
      {
        property: "nodes",
        reason: 'nodes: name: "-x" is not a node name: it must be its host name (uname -n)',
      },
      {
        property: "nodes",
        reason: 'nodes: addresses: [1] "10.0.0.999" is neither an IP address nor a host name',
      },
      {
        property: "nodes",
        reason: "nodes: every node must have the same number of addresses, or none any",
      },
      { property: "nodes", reason: 'nodes: the address "10.0.0.1" is listed more than once' },
    ]);
  });

  test("refuses a second address with udpu", () => {
    const two = nodes.map((n, i) => ({ ...n, addresses: [`10.0.0.${i}`, `10.0.1.${i}`] }));
    expect(reasons({ nodes: two, transport: "udpu" })).toEqual([
      "nodes: udpu takes at most 1 addresses for a node",
    ]);
  });

  test("accepts unknown values", () => {
    const unknown = Object.fromEntries(
      ["clusterName", "nodes", "transport", "totem", "quorum", "haclusterPassword", "boot"].map(
        (name) => [name, UNKNOWN],
      ),
    );
    expect(reasons(unknown)).toEqual([]);
    expect(reasons({ nodes: [{ name: UNKNOWN, addresses: [UNKNOWN] }, UNKNOWN] })).toEqual([]);
    expect(reasons({ totem: { token: UNKNOWN } })).toEqual([]);
  });
});

describe("Lifecycle of a CorosyncCluster", () => {
  test("never replaces the cluster, even for another name or other nodes", () => {
    const other = inputs({ clusterName: "other", nodes: [{ name: "a" }], cluster: UNKNOWN });
    expect(corosyncLifecycle(corosyncCluster).findReplacement(inputs(), other)).toEqual({
      properties: [],
    });
  });
});

describe("CorosyncCluster in a program", () => {
  const seen = new Map<string, pulumi.Inputs>();

  beforeAll(async () => {
    await pulumi.runtime.setMocks({
      newResource: ({ name, inputs: given }) => {
        seen.set(name, given as pulumi.Inputs);
        return { id: name, state: given as pulumi.Inputs };
      },
      call: () => ({}),
    });
  });

  const settled = (resource: pulumi.CustomResource): Promise<unknown> =>
    new Promise((resolve) => resource.id.apply(resolve));

  test("passes the connection in `cluster`, has the Pulumi name, and is the cluster of other resources", async () => {
    const cluster = new CorosyncCluster("pacemaker1", {
      nodes: [{ name: "rsha1", host: "10.0.0.1", port: 22, addresses: ["10.9.0.1"] }],
      connection: { user: "root" },
    });
    const properties = new PacemakerProperties("options", { cluster, stonithEnabled: false });
    await Promise.all([settled(cluster), settled(properties)]);
    const address = {
      nodes: [{ name: "rsha1", host: "10.0.0.1", port: 22 }],
      connection: { user: "root" },
    };
    const given = seen.get("pacemaker1") ?? {};
    expect({ ...given, __provider: "" }).toEqual({
      __provider: "",
      __kind: "pacemaker:CorosyncCluster",
      __label: "pacemaker1",
      clusterName: "pacemaker1",
      nodes: [{ name: "rsha1", host: "10.0.0.1", port: 22, addresses: ["10.9.0.1"] }],
      cluster: address,
    });
    expect(seen.get("options")?.cluster).toEqual(address);
  });

  test("marks the password as secret", async () => {
    const cluster = new CorosyncCluster("secretive", { nodes, haclusterPassword: "hush" });
    const { haclusterPassword } = cluster as unknown as Record<string, pulumi.Output<string>>;
    expect(haclusterPassword && (await pulumi.isSecret(haclusterPassword))).toBe(true);
  });
});
