import { colocationConstraint } from "../../sdk/resources/constraints/colocation";
import { locationConstraint } from "../../sdk/resources/constraints/location";
import { orderConstraint } from "../../sdk/resources/constraints/order";
import { filesystem } from "../../sdk/resources/primitives/filesystem";
import { pingClone } from "../../sdk/resources/primitives/ping-clone";
import { primitive } from "../../sdk/resources/primitives/primitive";
import { pacemakerProperties } from "../../sdk/resources/properties/pacemaker-properties";
import { cib } from "../helpers";
import { Trial, failures } from "./kind-helpers";

const P = (id: string): string =>
  `<primitive id="${id}" class="ocf" provider="pacemaker" type="Dummy"/>`;
const DUMMY = { name: "d", agent: "ocf:pacemaker:Dummy" };

describe("Times", () => {
  const times = (operation: object): string[] =>
    failures(primitive, { ...DUMMY, operations: [{ name: "monitor", ...operation }] });

  test("may be 0 wherever Pacemaker or the agent takes that", () => {
    const label = "l";
    for (const zero of [0, "0", "0s"]) {
      expect(
        failures(pacemakerProperties, {
          label,
          clusterRecheckInterval: zero,
          stonithTimeout: zero,
        }),
      ).toEqual([]);
      const ping = { name: "p", cloneName: "c", hostList: ["10.0.0.1"], dampen: zero };
      expect(failures(pingClone, ping)).toEqual([]);
      expect(times({ interval: zero, timeout: zero, startDelay: zero })).toEqual([]);
    }
  });

  test("may be ISO 8601 in an interval only", () => {
    expect(times({ interval: "PT1M" })).toEqual([]);
    const iso =
      /is ISO 8601, which Pacemaker reads in the interval of an operation only: give seconds, such as "20s"/;
    expect(times({ timeout: "PT1M" }).join()).toMatch(iso);
    expect(times({ startDelay: "PT1M" }).join()).toMatch(iso);
    expect(failures(pacemakerProperties, { label: "l", stonithTimeout: "PT1M" }).join()).toMatch(
      iso,
    );
    const defaults = { timeout: "PT1M", startDelay: "PT2M", interval: "PT3M" };
    expect(failures(pacemakerProperties, { label: "l", operationDefaults: defaults })).toEqual([
      ' | operationDefaults: timeout, startDelay: ISO 8601, which Pacemaker reads in the interval of an operation only: give seconds, such as "20s"',
    ]);
  });
});

describe("Arguments that the world needs", () => {
  test("are fence plugins in folders, and parameters by their position", () => {
    expect(
      failures(primitive, { name: "f", agent: "stonith:external/ipmi", parameters: { 1: "a" } }),
    ).toEqual([]);
    expect(failures(primitive, { name: "f", agent: "stonith:../x" })).toHaveLength(1);
    expect(failures(primitive, { name: "f", agent: "lsb:a/b" })).toHaveLength(1);
    expect(failures(primitive, { ...DUMMY, parameters: { "1a": "a" } })).toHaveLength(1);
  });

  test("are the ways of unmounting that the agent has", () => {
    const mount = { name: "m", device: "/dev/sda1", directory: "/mnt", fstype: "ext4" };
    const refused = [true, "on", "safe", "no", "maybe"].map(
      (forceUnmount) => failures(filesystem, { ...mount, forceUnmount }).length,
    );
    expect(refused).toEqual([0, 0, 0, 0, 1]);
  });
});

describe("An order of one resource", () => {
  const after = { first: "a", then: "a", firstAction: "demote", thenAction: "promote" };

  test("has two actions", () => {
    expect(failures(orderConstraint, after)).toEqual([]);
    expect(failures(orderConstraint, { first: "a", then: "a" })).toHaveLength(1);
    expect(failures(orderConstraint, { ...after, thenAction: "demote" })).toHaveLength(1);
    expect(failures(colocationConstraint, { resource: "a", with: "a" })).toHaveLength(1);
  });

  test("may be inline", () => {
    const { then, ...first } = after;
    expect(failures(primitive, { ...DUMMY, name: then, orders: [first] })).toEqual([]);
    expect(failures(primitive, { ...DUMMY, name: then, orders: [{ first: "a" }] })).toHaveLength(1);
  });
});

describe("A location on a node that is away", () => {
  const args = { resource: "a", node: "gone", score: 5 };
  const location = `<rsc_location id="l" rsc="a" node="gone" score="5"/>`;

  test("stays and can be changed, and is refused if it is new", () => {
    const trial = new Trial(locationConstraint, cib(P("a"), location));
    expect(trial.put(args)).toMatchObject({ id: "l", cib: trial.tree });
    expect(
      trial.then({ ...args, score: 7 }, args, "l").observe({ ...args, score: 7 }, "l"),
    ).toEqual({
      ...args,
      score: 7,
    });
    expect(() => new Trial(locationConstraint, cib(P("a"))).put(args)).toThrow(
      "there is no node gone",
    );
  });
});
