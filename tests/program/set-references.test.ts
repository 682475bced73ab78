import * as pulumi from "@pulumi/pulumi";
import { LocationConstraint } from "../../sdk/resources/constraints/location";
import { OrderConstraint } from "../../sdk/resources/constraints/order";
import { TicketConstraint } from "../../sdk/resources/constraints/ticket";
import { PrimitiveResource } from "../../sdk/resources/primitives/primitive";
import { agent, runProgram as run } from "./run-program";

describe("A constraint with sets", () => {
  test("governs the resources that its sets name, and comes after them", async () => {
    const { governedBy, order } = await run((c) => {
      const cluster = c as never;
      const a = new PrimitiveResource("a", { cluster, agent });
      new OrderConstraint("o", { cluster, sets: [{ resources: [a, "b"] }] });
      new TicketConstraint("t", { cluster, ticket: "T", sets: [{ resources: ["b"] }] });
      new PrimitiveResource("b", { cluster, agent });
      new PrimitiveResource("c", { cluster, agent });
    });
    expect(governedBy).toEqual({
      a: ["OrderConstraint o"],
      b: ["OrderConstraint o", "TicketConstraint t"],
      c: [],
    });
    expect(order.indexOf("b")).toBeLessThan(order.indexOf("o"));
    expect(order.indexOf("b")).toBeLessThan(order.indexOf("t"));
  });

  test("is declared once", async () => {
    expect.assertions(1);
    await run((c) => {
      const cluster = c as never;
      const a = new PrimitiveResource("a", { cluster, agent });
      new OrderConstraint("o", { cluster, sets: [{ resources: [a, "b"], requireAll: false }] });
      const sets = [{ resources: ["a", "b"], sequential: true, requireAll: false }];
      expect(() => new OrderConstraint("p", { cluster, sets })).toThrow(
        'p: the constraint rsc_order set a b require-all="false" is already declared by the resource "o" of this program on the same cluster; declare it once',
      );
    });
  });
});

describe("A location by a pattern", () => {
  test.each<[string, pulumi.Input<string>]>([
    ["a text", "^db-"],
    ["an output", pulumi.output("^db-")],
  ])(
    "governs the resources that match it, and comes after them: %s",
    async (_, resourcePattern) => {
      const { governedBy, order } = await run((c) => {
        const cluster = c as never;
        new LocationConstraint("l", { cluster, resourcePattern, node: "rsha1" });
        new LocationConstraint("others", { cluster, resourcePattern: "!^db-", node: "rsha1" });
        new PrimitiveResource("db-1", { cluster, agent });
        new PrimitiveResource("web", { cluster, agent });
      });
      expect(governedBy).toEqual({ "db-1": ["LocationConstraint l"], web: [] });
      expect(order.indexOf("db-1")).toBeLessThan(order.indexOf("l"));
    },
  );
});
