import * as pulumi from "@pulumi/pulumi";
import { unknown } from "@pulumi/pulumi/output";
import { clusterInput } from "../../sdk/program/cluster-args";
import { markSecrets, secretPaths } from "../../sdk/program/mark-secrets";

/** Returns a value as the state stores it: a secret becomes `{ secret: value }`. */
async function stored(value: unknown): Promise<unknown> {
  if (pulumi.Output.isInstance(value)) {
    const inside = await stored(await resolved(value));
    return (await pulumi.isSecret(value)) ? { secret: inside } : inside;
  }
  if (Array.isArray(value)) return Promise.all(value.map(stored));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(async ([k, v]) => [k, await stored(v)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

const resolved = (output: pulumi.Output<unknown>): Promise<unknown> =>
  new Promise((resolve) => output.apply(resolve));

describe("markSecrets", () => {
  test("marks values under secret-looking names at any depth and leaves the rest plain", async () => {
    const props = {
      parameters: { ip: "192.0.2.1", passwd: "a", token: 7 },
      operations: [{ name: "monitor", parameters: { password: "b", level: 10 } }],
      meta: { community: pulumi.secret("c") },
      haclusterPassword: "d",
      totem: { token: 5000 },
      properties: { totem: { token: "e" } },
    };
    expect(await stored(markSecrets(props))).toEqual({
      parameters: { ip: "192.0.2.1", passwd: { secret: "a" }, token: { secret: 7 } },
      operations: [{ name: "monitor", parameters: { password: { secret: "b" }, level: 10 } }],
      meta: { community: { secret: "c" } },
      haclusterPassword: { secret: "d" },
      totem: { token: 5000 },
      properties: { totem: { token: { secret: "e" } } },
    });
  });

  test("marks a complete output or promise that contains such a name, and leaves others plain", async () => {
    const props = {
      parameters: pulumi.output({ ip: "192.0.2.1", passwd: "a" }),
      operations: Promise.resolve([{ name: "monitor", parameters: { password: "b" } }]),
      meta: pulumi.output({ migrationThreshold: 3 }),
    };
    expect(await stored(markSecrets(props))).toEqual({
      parameters: { secret: { ip: "192.0.2.1", passwd: "a" } },
      operations: { secret: [{ name: "monitor", parameters: { password: "b" } }] },
      meta: { migrationThreshold: 3 },
    });
  });

  const connection = {
    user: "admin",
    privateKeyPath: "~/.ssh/key",
    privateKey: "PEM",
    privateKeyPassword: "a",
    password: "b",
    sudo: { password: "c" },
    proxy: { host: "gate", password: "d", privateKey: "PEM" },
  };
  const nodes = [{ name: "rsha1", host: "192.0.2.1" }];

  test("marks only the credentials of a cluster and of its bastion", async () => {
    expect(await stored(markSecrets(clusterInput({ nodes, connection })))).toEqual({
      cluster: {
        nodes,
        connection: {
          user: "admin",
          privateKeyPath: "~/.ssh/key",
          privateKey: { secret: "PEM" },
          privateKeyPassword: { secret: "a" },
          password: { secret: "b" },
          sudo: { password: { secret: "c" } },
          proxy: { host: "gate", password: { secret: "d" }, privateKey: { secret: "PEM" } },
        },
      },
    });
  });

  test("marks a cluster that is an output if it contains credentials", async () => {
    const given = pulumi.output({ nodes, connection });
    const plain = pulumi.output({ nodes, connection: { user: "root" } });
    expect(await stored(markSecrets(clusterInput(given)))).toEqual({
      cluster: { secret: { nodes, connection } },
    });
    expect(await stored(markSecrets(clusterInput(plain)))).toEqual({
      cluster: { nodes, connection: { user: "root" } },
    });
  });
});

describe("secretPaths", () => {
  const paths = (props: object): Promise<unknown> => resolved(secretPaths(props));

  test("returns the paths of secret values at any depth, and is no secret itself", async () => {
    const props = {
      ip: pulumi.secret("192.0.2.1"),
      nic: "eth0",
      meta: pulumi.output({ harmless: pulumi.secret("a") }),
      parameters: { fake: pulumi.secret("b"), "with.dots": Promise.resolve(pulumi.secret("c")) },
      operations: [{ name: "stop" }, { name: "start", timeout: pulumi.secret("20s") }],
      colocations: Promise.resolve([{ with: "b", score: 5 }]),
    };
    expect(await paths(props)).toEqual([
      ...["ip", "meta", "operations.1.timeout", "parameters.fake", "parameters.with.dots"],
    ]);
    expect(await pulumi.isSecret(secretPaths(props))).toBe(false);
  });

  test("returns nothing without a secret", async () => {
    expect(await paths({ ip: "192.0.2.1", nic: pulumi.output("eth0"), list: [] })).toBe(undefined);
  });

  test("finds a secret that a preview does not know", async () => {
    expect(await paths({ ip: pulumi.secret(unknown), nic: pulumi.output(unknown) })).toEqual([
      "ip",
    ]);
  });
});
