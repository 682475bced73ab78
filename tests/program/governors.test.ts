import * as pulumi from "@pulumi/pulumi";
import { ColocationConstraint } from "../../sdk/resources/constraints/colocation";
import { LocationConstraint } from "../../sdk/resources/constraints/location";
import { OrderConstraint } from "../../sdk/resources/constraints/order";
import { ResourceGroup } from "../../sdk/resources/groups/resource-group";
import { IpAddr2Resource } from "../../sdk/resources/primitives/ip-addr2";
import { PingClone } from "../../sdk/resources/primitives/ping-clone";
import { PrimitiveResource } from "../../sdk/resources/primitives/primitive";

import { agent, runProgram as run } from "./run-program";

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

  test.each<[string, () => pulumi.Input<string>]>([
    ["an output", () => pulumi.output("e")],
    ["a promise", () => Promise.resolve("e")],
    ["a promise that takes a moment", () => new Promise((done) => setTimeout(done, 50, "e"))],
    ["an output of an output", () => pulumi.output(Promise.resolve(pulumi.output("e")))],
    ["a secret", () => pulumi.secret("e")],
    ["an interpolation", () => pulumi.interpolate`${pulumi.output("e")}`],
  ])("is governed by what names its id as %s, in any place, and precedes it", async (_, give) => {
    const { governedBy, order } = await run((c) => {
      const [cluster, id] = [c as never, give()];
      new LocationConstraint("home", { cluster, resource: id, node: "rsha1" });
      new OrderConstraint("after", { cluster, first: "x", then: id });
      new ResourceGroup("g", { cluster, members: [id, "f"] });
      new PrimitiveResource("x", { cluster, agent, colocations: [{ with: id }] });
      new PrimitiveResource("e", { cluster, agent });
      new PrimitiveResource("f", { cluster, agent });
    });
    const e = [
      "LocationConstraint home",
      "OrderConstraint after",
      "Primitive x",
      "ResourceGroup g",
    ];
    expect(governedBy).toEqual({
      e,
      f: ["ResourceGroup g"],
      g: [],
      x: ["OrderConstraint after"],
    });
    expect(order.indexOf("e")).toBeLessThan(order.indexOf("home"));
  });

  test.each<[string, () => pulumi.Input<string>]>([
    ["an output", () => pulumi.output("e")],
    ["a promise", () => Promise.resolve("e")],
    ["a secret", () => pulumi.secret("e")],
  ])("that gives its own id as %s is found by a plain text", async (_, id) => {
    const { governedBy, order } = await run((c) => {
      const cluster = c as never;
      new LocationConstraint("home", { cluster, resource: "e", node: "rsha1" });
      new LocationConstraint("clone", { cluster, resource: "e-clone", node: "rsha1" });
      new PrimitiveResource("p", { cluster, agent, name: id(), clone: true });
    });
    expect(governedBy).toEqual({ p: ["LocationConstraint clone", "LocationConstraint home"] });
    expect(order[0]).toBe("p");
  });

  test("is found in a list of members that is an output, a secret or a promise", async () => {
    const { governedBy, members } = await run((c) => {
      const cluster = c as never;
      const dummy = (name: string) => new PrimitiveResource(name, { cluster, agent });
      const [a, b, d] = [dummy("a"), dummy("b"), dummy("d")];
      new ResourceGroup("g", { cluster, members: pulumi.output([a.name]) });
      new ResourceGroup("h", { cluster, members: pulumi.secret([b, "c"]) });
      new PrimitiveResource("c", { cluster, agent });
      new ResourceGroup("i", { cluster, members: Promise.resolve([d.name, "e"]) });
      new PrimitiveResource("e", { cluster, agent });
    });
    expect(governedBy).toEqual({
      a: ["ResourceGroup g"],
      b: ["ResourceGroup h"],
      c: ["ResourceGroup h"],
      d: ["ResourceGroup i"],
      e: ["ResourceGroup i"],
      ...{ g: [], h: [], i: [] },
    });
    // The mocks get the value of a secret below a mark.
    expect(members).toMatchObject({ g: ["a"], h: { value: ["b", "c"] }, i: ["d", "e"] });
  });

  test.each([
    ["undefined", undefined],
    ["a text", "a"],
    ["an output of a text", () => pulumi.output("a")],
  ])("leaves members that are no list (%s) to the validation", async (_, given) => {
    const { members } = await run((c) => {
      const list = typeof given === "function" ? given() : given;
      new ResourceGroup("g", { cluster: c as never, members: list as never });
    });
    expect(members).toEqual(given === undefined ? {} : { g: "a" });
  });

  test("does not wait for a name that comes from itself, nor for one that never comes", async () => {
    const { governedBy, order } = await run((c) => {
      const cluster = c as never;
      const a = new PrimitiveResource("a", { cluster, agent });
      const own = new Promise<string>((resolve) => a.name.apply(resolve));
      new LocationConstraint("home", { cluster, resource: own, node: "rsha1" });
      const text = a.name.apply((name) => name);
      new LocationConstraint("seen", { cluster, resource: text, node: "rsha2" });
    });
    expect(governedBy).toEqual({ a: ["LocationConstraint seen"] });
    expect(order.toSorted()).toEqual(["a", "home", "seen"]);
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
