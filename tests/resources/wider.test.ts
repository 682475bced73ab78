import { colocationConstraint } from "../../sdk/resources/constraints/colocation";
import { locationConstraint } from "../../sdk/resources/constraints/location";
import { orderConstraint } from "../../sdk/resources/constraints/order";
import { filesystem } from "../../sdk/resources/primitives/filesystem";
import { pingClone } from "../../sdk/resources/primitives/ping-clone";
import { primitive } from "../../sdk/resources/primitives/primitive";
import { pacemakerProperties } from "../../sdk/resources/properties/pacemaker-properties";
import { parseXml, writeXml } from "../../sdk/cib/xml/parse";
import { cib } from "../helpers";
import { Trial, failures } from "./kind-helpers";

const P = (id: string): string =>
  `<primitive id="${id}" class="ocf" provider="pacemaker" type="Dummy"/>`;
const DUMMY = { name: "d", agent: "ocf:pacemaker:Dummy" };

describe("Times", () => {
  const times = (operation: object): string[] =>
    failures(primitive, { ...DUMMY, operations: [{ name: "monitor", ...operation }] });

  test.each([0, "0", "0s", 600, "600"])("may be %j wherever Pacemaker takes that", (time) => {
    const label = "l";
    expect(
      failures(pacemakerProperties, {
        label,
        clusterRecheckInterval: time,
        stonithTimeout: time,
        operationDefaults: { timeout: time },
        resourceDefaults: { failureTimeout: time },
      }),
    ).toEqual([]);
    const ping = { name: "p", cloneName: "c", hostList: ["10.0.0.1"], dampen: time };
    expect(failures(pingClone, ping)).toEqual([]);
    expect(times({ interval: time, timeout: time, startDelay: time })).toEqual([]);
  });

  test.each([-1, 1.5, "1.5", "6e2", 1e21, " 600", "600 ", "", true, "0x10", "+5"])(
    "must not be %j",
    (time) => {
      const why = expect.stringContaining("is not a time, such as 20 (seconds)") as string;
      expect(times({ interval: time })).toEqual([why]);
      expect(times({ timeout: time, startDelay: time })).toEqual([why]);
    },
  );

  test("mean seconds without a unit, and are written as the program gives them", () => {
    const operation = { name: "monitor", interval: 600, timeout: "90", startDelay: 5 };
    const meta = { failureTimeout: 120 };
    const declared = { ...DUMMY, operations: [operation], meta };
    const trial = new Trial(primitive).then(declared);
    const written = writeXml(trial.tree);
    expect(written).toContain(
      '<op name="monitor" interval="600" timeout="90" start-delay="5" id="d-monitor-interval-600"/>',
    );
    expect(written).toContain('name="failure-timeout" value="120"');
    // Another tool has written the same times with units.
    const withUnits = written
      .replace(
        'interval="600" timeout="90" start-delay="5"',
        'interval="10min" timeout="90s" start-delay="5000ms"',
      )
      .replace('value="120"', 'value="2m"');
    const same = new Trial(primitive, parseXml(withUnits));
    expect(same.observe(declared, "d")).toMatchObject({ operations: [operation], meta });
    expect(same.put(declared, declared).cib).toBe(same.tree);
    // A number of milliseconds is another time.
    const others = new Trial(
      primitive,
      parseXml(written.replace('timeout="90"', 'timeout="90ms"')),
    );
    expect(others.observe(declared, "d")).toMatchObject({
      operations: [{ ...operation, timeout: "90ms" }],
    });
  });

  test("name an operation twice if they are the same interval without and with a unit", () => {
    const operations = [
      { name: "monitor", interval: 60 },
      { name: "monitor", interval: "1min" },
    ];
    expect(failures(primitive, { ...DUMMY, operations }).join()).toContain("more than once");
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
