import * as pulumi from "@pulumi/pulumi";
import type { MockResourceArgs } from "@pulumi/pulumi/runtime/mocks";
import { ColocationConstraint } from "../../sdk/resources/constraints/colocation";
import { LocationConstraint } from "../../sdk/resources/constraints/location";
import { OrderConstraint } from "../../sdk/resources/constraints/order";
import { ResourceGroup } from "../../sdk/resources/groups/resource-group";
import { IpAddr2Resource } from "../../sdk/resources/primitives/ip-addr2";
import { PingClone } from "../../sdk/resources/primitives/ping-clone";
import { PrimitiveResource } from "../../sdk/resources/primitives/primitive";
import { PacemakerProperties } from "../../sdk/resources/properties/pacemaker-properties";

/** Runs a program with mocks, and returns the order of registration and what governs each primitive. */
async function run(program: (cluster: object) => void | Promise<void>): Promise<{
  readonly order: readonly string[];
  readonly governedBy: Readonly<Record<string, readonly string[]>>;
}> {
  const registered: MockResourceArgs[] = [];
  await pulumi.runtime.setMocks({
    newResource: (args) => {
      registered.push(args);
      return { id: args.name, state: args.inputs as object };
    },
    call: () => ({}),
  });
  await pulumi.runtime.runInPulumiStack(async () => {
    await program({ nodes: [{ name: "rsha1" }] });
    return undefined;
  });
  await pulumi.runtime.disconnect();
  const own = registered.filter(({ type }) => type.includes("pacemaker:"));
  const lists = own.flatMap(({ name, inputs }) => {
    const { __governedBy: list } = inputs as { readonly __governedBy?: readonly string[] };
    return list ? [[name, list] as const] : [];
  });
  return { order: own.map(({ name }) => name), governedBy: Object.fromEntries(lists) };
}

const agent = "ocf:pacemaker:Dummy";

describe("A primitive of a program", () => {
  test("and a group know the groups, constraints and inline constraints that name them", async () => {
    const { governedBy } = await run((c) => {
      const cluster = c as never;
      const a = new PrimitiveResource("a", { cluster, agent });
      const b = new PrimitiveResource("b", { cluster, agent, name: "other" });
      const ping = new PingClone("ping", { cluster, hostList: ["10.0.0.1"] });
      new IpAddr2Resource("ip", { cluster, ip: "10.0.0.2", colocations: [{ with: a }] });
      const g = new ResourceGroup("g", { cluster, members: [a, b.name] });
      new LocationConstraint("home", { cluster, resource: g, node: "rsha1" });
      new ColocationConstraint("with", { cluster, resource: "g", with: "ping-clone" });
      new OrderConstraint("after", { cluster, first: ping, then: pulumi.interpolate`${g.name}` });
      new PrimitiveResource("alone", { cluster, agent });
    });
    const g = ["ColocationConstraint with", "LocationConstraint home", "OrderConstraint after"];
    expect(governedBy).toEqual({
      a: ["IpAddr2 ip", "ResourceGroup g"],
      b: ["ResourceGroup g"],
      g,
      ping: ["ColocationConstraint with", "OrderConstraint after"],
      ip: [],
      alone: [],
    });
  });

  test("does not know what is constructed after an await, nor what another cluster has", async () => {
    const { governedBy } = await run(async (c) => {
      const a = new PrimitiveResource("a", { cluster: c as never, agent });
      const other = { nodes: [{ name: "n" }] };
      new LocationConstraint("elsewhere", { cluster: other, resource: "a", node: "n" });
      await new Promise((resolve) => a.name.apply(resolve));
      new LocationConstraint("late", { cluster: c as never, resource: a, node: "rsha1" });
    });
    expect(governedBy).toEqual({ a: [] });
  });

  test("is made after properties and fence devices, also those that are constructed later", async () => {
    const { order } = await run((c) => {
      const cluster = c as never;
      new PrimitiveResource("a", { cluster, agent });
      new PrimitiveResource("fence", { cluster, agent: "stonith:fence_dummy" });
      new PacemakerProperties("options", { cluster, stonithEnabled: true });
    });
    expect(order.at(-1)).toBe("a");
  });

  test("does not wait for properties that depend on it", async () => {
    const { order } = await run((c) => {
      const cluster = c as never;
      const a = new PrimitiveResource("a", { cluster, agent });
      new PacemakerProperties("last", { cluster, maintenanceMode: false }, { dependsOn: [a] });
    });
    expect(order).toEqual(["a", "last"]);
  });

  test("is made before a constraint that names it by its id", async () => {
    const { order } = await run((c) => {
      const cluster = c as never;
      new LocationConstraint("home", { cluster, resource: "late", node: "rsha1" });
      new PrimitiveResource("late", { cluster, agent });
    });
    expect(order).toEqual(["late", "home"]);
  });
});

describe("Claims", () => {
  test("belong to one run of a program: the same cluster description can be used again", async () => {
    const shared = { nodes: [{ name: "rsha1" }] };
    const program = (): void => {
      new PrimitiveResource("p", { cluster: shared, agent });
    };
    expect((await run(program)).order).toEqual(["p"]);
    expect((await run(program)).order).toEqual(["p"]);
  });
});
