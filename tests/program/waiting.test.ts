import * as pulumi from "@pulumi/pulumi";
import { LocationConstraint } from "../../sdk/resources/constraints/location";
import { NodeAttributes } from "../../sdk/resources/elements/nodes/node-attributes";
import { ResourceGroup } from "../../sdk/resources/groups/resource-group";
import { PrimitiveResource } from "../../sdk/resources/primitives/primitive";
import { PacemakerProperties } from "../../sdk/resources/properties/pacemaker-properties";
import { agent, component, fenceAgent, runProgram as run } from "./run-program";

describe("A primitive of a program", () => {
  test("is made after properties and fence devices, also those that are constructed later", async () => {
    const { order } = await run((c) => {
      const cluster = c as never;
      new PrimitiveResource("a", { cluster, agent });
      new PrimitiveResource("fence", { cluster, agent: fenceAgent });
      new PacemakerProperties("options", { cluster, stonithEnabled: true });
    });
    expect(order.at(-1)).toBe("a");
  });

  test.each([
    ["a remote node", { agent: "ocf:pacemaker:remote", parameters: { server: "10.0.0.9" } }],
    ["a guest node", { agent, meta: { remoteNode: "guest1" } }],
    ["a guest node in Pacemaker's spelling", { agent, meta: { "remote-node": "guest1" } }],
  ])("is made after %s, also one that is constructed later", async (_, node) => {
    const { order } = await run((c) => {
      const cluster = c as never;
      new PrimitiveResource("a", { cluster, agent });
      new PrimitiveResource("node", { cluster, ...node });
    });
    expect(order).toEqual(["node", "a"]);
  });

  test.each([
    ["a remote node", { agent: "ocf:pacemaker:remote", parameters: { server: "10.0.0.9" } }],
    ["a guest node", { agent, meta: { remoteNode: "guest1" } }],
  ])("that makes %s is made after properties and fence devices", async (_, node) => {
    const { order } = await run((c) => {
      const cluster = c as never;
      new PrimitiveResource("a", { cluster, agent });
      new PrimitiveResource("node", { cluster, ...node });
      new PrimitiveResource("fence", { cluster, agent: fenceAgent });
      new PacemakerProperties("options", { cluster, stonithEnabled: true });
    });
    expect([order.slice(0, 2).sort(), order.slice(2)]).toEqual([
      ["fence", "options"],
      ["node", "a"],
    ]);
  });

  test.each([
    ["a guest node", { agent, meta: { remoteNode: "guest1" } }, ["storage", "node", "work"]],
    ["nothing special", { agent }, ["work", "storage", "node"]],
  ])("that makes %s is made after what it names", async (_, node, expected) => {
    const { order } = await run((c) => {
      const cluster = c as never;
      const named = { orders: [{ first: "storage" }], colocations: [{ with: "storage" }] };
      new PrimitiveResource("node", { cluster, ...node, ...named });
      new PrimitiveResource("work", { cluster, agent, locations: [{ node: "guest1" }] });
      new PrimitiveResource("storage", { cluster, agent });
    });
    expect(order).toEqual(expected);
  });

  test("is made after the attributes of nodes, also those of a node that a later resource makes", async () => {
    const { order } = await run((c) => {
      const cluster = c as never;
      const describe = (node: string): NodeAttributes =>
        new NodeAttributes(`of-${node}`, { cluster, node, attributes: { site: "north" } });
      new PrimitiveResource("a", { cluster, agent });
      for (const node of ["rsha1", "remote1", "guest1"]) describe(node);
      new PrimitiveResource("vm", { cluster, agent, meta: { remoteNode: "guest1" } });
      new PrimitiveResource("remote1", { cluster, agent: "ocf:pacemaker:remote" });
    });
    const places = ["of-rsha1", "vm", "of-guest1", "a"].map((name) => order.indexOf(name));
    expect(places).toEqual([...places].sort((x, y) => x - y));
    expect(order.indexOf("remote1")).toBeLessThan(order.indexOf("of-remote1"));
    expect(order.at(-1)).toBe("a");
  });

  test("may be placed by what describes the node that it makes", async () => {
    const { order } = await run((c) => {
      const cluster = c as never;
      const vm = new PrimitiveResource("vm", { cluster, agent, meta: { remoteNode: "guest1" } });
      new NodeAttributes("described", { cluster, node: "guest1", utilization: { cpu: 1 } });
      new PrimitiveResource("disk", { cluster, agent });
      new LocationConstraint("home", { cluster, resource: vm, node: "rsha1" });
      new PrimitiveResource("late", { cluster, agent }, { dependsOn: [vm] });
    });
    expect(order.indexOf("vm")).toBeLessThan(order.indexOf("described"));
    expect([...order].sort()).toEqual(["described", "disk", "home", "late", "vm"]);
  });

  test("may name what names it, as a fence device may name what it precedes", async () => {
    const { order } = await run((c) => {
      const cluster = c as never;
      const primitive = (name: string, first: string, more = {}): PrimitiveResource =>
        new PrimitiveResource(name, { cluster, agent, ...more, orders: [{ first }] });
      primitive("a", "b");
      primitive("b", "a");
      const guest = (name: string) => ({ meta: { remoteNode: name } });
      primitive("vm1", "disk1", guest("guest1"));
      primitive("vm2", "disk2", guest("guest2"));
      new PrimitiveResource("disk1", { cluster, agent });
      new PrimitiveResource("disk2", { cluster, agent });
      primitive("fence", "disk1", { agent: fenceAgent });
    });
    expect([...order].sort()).toEqual(["a", "b", "disk1", "disk2", "fence", "vm1", "vm2"]);
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

  test("is made after what it names, also if that names something", async () => {
    const { order } = await run((c) => {
      const cluster = c as never;
      const after = (name: string, first: string): PrimitiveResource =>
        new PrimitiveResource(name, { cluster, agent, orders: [{ first }] });
      after("a", "b");
      after("b", "g");
      new PrimitiveResource("d", { cluster, agent });
      new ResourceGroup("g", { cluster, members: ["d"] });
    });
    expect(order).toEqual(["d", "g", "b", "a"]);
  });

  test.each<[string, unknown]>([
    ["a text", "x"],
    ["a promise", Promise.resolve("x")],
    ["an output of a promise", pulumi.output(Promise.resolve("x"))],
  ])("is made after a later fence device with a parameter that is %s", async (_, x) => {
    const { order } = await run((c) => {
      const cluster = c as never;
      new PrimitiveResource("a", { cluster, agent });
      new PrimitiveResource("f", { cluster, agent: fenceAgent, parameters: { x } as never });
    });
    expect(order).toEqual(["f", "a"]);
  });

  test("is made after a later fence device of the same component", async () => {
    const { order } = await run((c) => {
      const cluster = c as never;
      const a = new PrimitiveResource("a", { cluster, agent });
      const parent = component("k", { dependsOn: [a] });
      new PrimitiveResource("b", { cluster, agent }, { parent });
      new PrimitiveResource("f", { cluster, agent: fenceAgent }, { parent });
    });
    expect(order).toEqual(["a", "f", "b"]);
  });

  test("is made after what it names, also if a later fence device names it", async () => {
    const { order } = await run((c) => {
      const cluster = c as never;
      const primitive = (name: string, first: string, of = agent): PrimitiveResource =>
        new PrimitiveResource(name, { cluster, agent: of, orders: [{ first }] });
      primitive("f", "z", fenceAgent);
      new PrimitiveResource("a", { cluster, agent });
      primitive("z", "a");
    });
    expect(order).toEqual(["a", "z", "f"]);
  });

  test("that is made already keeps nothing waiting", async () => {
    const { order } = await run(async (c) => {
      const cluster = c as never;
      const a = new PrimitiveResource("a", { cluster, agent });
      await new Promise((resolve) => a.name.apply(resolve));
      new PrimitiveResource("f", { cluster, agent: fenceAgent, orders: [{ first: "m" }] });
      new PrimitiveResource("m", { cluster, agent }, { dependsOn: [a] });
    });
    expect(order).toEqual(["a", "m", "f"]);
  });
});
