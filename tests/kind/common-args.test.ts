import { validateCommonArgs } from "../../sdk/kind/common-args";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const cluster = (...nodes: unknown[]): object => ({ cluster: { nodes } });

describe("validateCommonArgs", () => {
  test.each<[string, object]>([
    ["names", cluster({ name: "rsha1" }, { name: "rsha2", host: "127.0.0.1", port: 2201 })],
    ["an unknown cluster", { cluster: UNKNOWN }],
    ["unknown nodes", { cluster: { nodes: UNKNOWN } }],
    ["unknown entries", cluster(UNKNOWN, UNKNOWN, { name: "rsha1" })],
    ["unknown fields", cluster({ name: UNKNOWN, host: UNKNOWN, port: UNKNOWN }, { name: UNKNOWN })],
    ["options", { ...cluster({ name: "a" }), adopt: true, waitFor: "none", waitTimeout: "2min" }],
  ])("accepts %s", (_what, args) => {
    expect(validateCommonArgs(args)).toEqual([]);
  });

  test.each<[string, object, string, string]>([
    ["no cluster", {}, "", "cluster is required"],
    ["a text", { cluster: "rsha1" }, "", "cluster: must be an object with nodes"],
    ["no nodes", cluster(), "", "cluster: nodes must have at least 1 entry"],
    [
      "a node twice",
      cluster({ name: "a" }, { name: "a" }),
      "",
      `cluster: nodes: "a" is listed more than once`,
    ],
    [
      "an empty name",
      cluster({ name: " " }),
      "",
      `cluster: nodes [0] name: " " must be a text that is not empty`,
    ],
    ["a name only", cluster("a"), "", "cluster: nodes [0] must be an object with a name"],
    ["nothing", cluster(null), "", "cluster: nodes [0] must be an object with a name"],
    [
      "a port",
      cluster({ name: "a", port: 0 }),
      "",
      "cluster: nodes [0] port: 0 is not a whole number from 1 to 65535",
    ],
    [
      "a connection, whose secrets are not shown",
      {
        cluster: {
          nodes: [{ name: "a" }],
          connection: { port: "22", password: 12345, proxy: { user: "ops" } },
        },
      },
      "",
      `cluster: connection: port: "22" is not a whole number from 1 to 65535; password: must be a text; proxy: host is required`,
    ],
    [
      "adopt",
      { ...cluster({ name: "a" }), adopt: "yes" },
      "adopt",
      `adopt: "yes" is not true or false`,
    ],
    [
      "waitFor",
      { ...cluster({ name: "a" }), waitFor: "all" },
      "waitFor",
      `waitFor: "all" is not one of "started", "none"`,
    ],
    [
      "waitTimeout",
      { ...cluster({ name: "a" }), waitTimeout: "60" },
      "waitTimeout",
      `waitTimeout: "60" is not a time with a unit, such as "20s", "500ms", "2min" or "1h" (not negative)`,
    ],
  ])("reports one failure for %s", (_what, args, property, reason) => {
    expect(validateCommonArgs(args)).toEqual([{ property, reason }]);
  });
});
