import * as pulumi from "@pulumi/pulumi";
import { AbiquoRemoteServices } from "../../sdk/components/abiquo/abiquo-remote-services";
import { LocationConstraint } from "../../sdk/resources/constraints/location";
import { HostFile } from "../../sdk/resources/hosts/host-file";
import { PrimitiveResource } from "../../sdk/resources/primitives/primitive";
import { PacemakerProperties } from "../../sdk/resources/properties/pacemaker-properties";
import { agent, component, fenceAgent, runProgram as run } from "./run-program";

describe("A program ends", () => {
  type Options = pulumi.CustomResourceOptions;
  const given: readonly [string, (a: PrimitiveResource) => Options][] = [
    ["dependsOn", (a) => ({ dependsOn: [a] })],
    ["dependsOn as an output", (a) => ({ dependsOn: pulumi.output([a]) })],
    ["dependsOn as outputs", (a) => ({ dependsOn: [pulumi.output(a)] })],
    ["dependsOn as a promise", (a) => ({ dependsOn: Promise.resolve([a]) })],
    [
      "a component that depends on it",
      (a) => ({ dependsOn: [component("k", { dependsOn: [a] })] }),
    ],
    ["a parent", (a) => ({ parent: a })],
    ["a parent that depends on it", (a) => ({ parent: component("k", { dependsOn: [a] }) })],
    ["deletedWith", (a) => ({ deletedWith: a })],
    ["replaceWith", (a) => ({ replaceWith: [a] })],
    ["replacementTrigger", (a) => ({ replacementTrigger: a.id })],
  ];

  test.each(given)("if later properties come after a primitive by %s", async (_, options) => {
    const { order } = await run((c) => {
      const cluster = c as never;
      const a = new PrimitiveResource("a", { cluster, agent });
      new PacemakerProperties("options", { cluster, maintenanceMode: false }, options(a));
    });
    expect(order).toEqual(["a", "options"]);
  });

  test.each<[string, (name: pulumi.Output<string>) => unknown]>([
    ["an output", (name) => name],
    ["an output in an output", (name) => pulumi.output("x").apply(() => name)],
    ["a promise in an output", (name) => pulumi.output(new Promise((done) => name.apply(done)))],
  ])("if a later fence device uses %s of a primitive", async (_, of) => {
    const { order } = await run((c) => {
      const cluster = c as never;
      const { name } = new PrimitiveResource("a", { cluster, agent });
      const parameters = { x: of(name) } as never;
      new PrimitiveResource("f", { cluster, agent: fenceAgent, parameters });
    });
    expect(order).toEqual(["a", "f"]);
  });

  test("if a later fence device uses an output that a primitive's output leads to", async () => {
    const { order } = await run((c) => {
      const cluster = c as never;
      const { name } = new PrimitiveResource("a", { cluster, agent });
      const b = new PrimitiveResource("b", { cluster, agent });
      const parameters = { x: b.name.apply(() => name) };
      new PrimitiveResource("f", { cluster, agent: fenceAgent, parameters });
    });
    expect(order).toEqual(["a", "b", "f"]);
  });

  test("if earlier properties depend on a component with a later primitive", async () => {
    const { order } = await run((c) => {
      const cluster = c as never;
      const parent = component("k");
      new PacemakerProperties("o", { cluster, maintenanceMode: false }, { dependsOn: [parent] });
      new PrimitiveResource("a", { cluster, agent }, { parent });
    });
    expect(order).toEqual(["a", "o"]);
  });

  test("if a component of this library depends on a file", async () => {
    const guide = {
      floatingIp: "10.60.13.58/24",
      gateway: "10.60.13.1",
      repository: { device: "10.60.1.72:/opt/vm_repository" },
    };
    const { order } = await run((c) => {
      const cluster = c as never;
      const file = new HostFile("file", { cluster, path: "/etc/motd", content: "x" });
      new AbiquoRemoteServices("rs", { cluster, ...guide }, { dependsOn: [file] });
    });
    expect(order[0]).toBe("file");
    expect(order).toContain("rs-options");
  });

  const guest = { agent, meta: { remoteNode: "guest1" } };

  test("if a guest node depends on what names a later primitive", async () => {
    const { order } = await run((c) => {
      const cluster = c as never;
      const home = new LocationConstraint("home", { cluster, resource: "p", node: "rsha1" });
      new PrimitiveResource("node", { cluster, ...guest }, { dependsOn: [home] });
      new PrimitiveResource("p", { cluster, agent });
    });
    expect(order).toEqual(["p", "home", "node"]);
  });

  test("if a fence device depends on what waits for later properties", async () => {
    const { order } = await run((c) => {
      const cluster = c as never;
      const a = new PrimitiveResource("a", { cluster, agent });
      const fence = { cluster, agent: fenceAgent };
      new PrimitiveResource("fence", fence, { dependsOn: [a] });
      new PacemakerProperties("options", { cluster, stonithEnabled: true });
    });
    expect(order.toSorted()).toEqual(["a", "fence", "options"]);
  });

  test("if a fence device depends on what waits for a later guest node, and that for its disk", async () => {
    const { order } = await run((c) => {
      const cluster = c as never;
      const a = new PrimitiveResource("a", { cluster, agent });
      const fence = { cluster, agent: fenceAgent };
      new PrimitiveResource("fence", fence, { dependsOn: [a] });
      new PrimitiveResource("disk", { cluster, agent });
      new PrimitiveResource("node", { cluster, ...guest, orders: [{ first: "disk" }] });
    });
    expect(order.toSorted()).toEqual(["a", "disk", "fence", "node"]);
  });
});
