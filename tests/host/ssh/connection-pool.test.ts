import { NodeUnusable } from "../../../sdk/errors";
import { closeWire, closeWires, namedAs, openWire } from "../../../sdk/host/ssh/connection-pool";
import * as dials from "../../../sdk/host/ssh/dial";
import { resolveTarget, type Target } from "../../../sdk/host/ssh/target";
import type { Wire } from "../../../sdk/host/ssh/wire";

/** A connection that a test can lose. */
class FakeWire {
  lose: () => void = () => undefined;
  onLost = (callback: () => void): void => void (this.lose = callback);
  end = (): void => undefined;
}

let dialled: Target[];
let wires: FakeWire[];
beforeEach(() => {
  [dialled, wires] = [[], []];
  jest.spyOn(dials, "dial").mockImplementation((target) => {
    const wire = new FakeWire();
    dialled.push(target);
    wires.push(wire);
    return Promise.resolve(wire as unknown as Wire);
  });
});
afterEach(() => {
  closeWires();
  jest.restoreAllMocks();
});

describe("openWire", () => {
  test("keeps a new connection when the former one is lost after its close", async () => {
    const target = resolveTarget({ name: "rsha1" });
    await openWire(target);
    closeWire(target);
    const second = await openWire(target);
    wires[0]?.lose();
    expect([(await openWire(target)) === second, dialled.length]).toEqual([true, 2]);
    wires[1]?.lose();
    await openWire(target);
    expect(dialled.length).toBe(3);
  });

  test("shares a connection through the same bastion only", async () => {
    const through = (host: string): Target => resolveTarget({ name: "rsha1" }, { proxy: { host } });
    for (const host of ["gate1", "gate2", "gate1"]) await openWire(through(host));
    await openWire(resolveTarget({ name: "rsha1" }));
    expect(dialled.map(({ name }) => name)).toEqual([
      ...["bastion gate1", "rsha1"],
      ...["bastion gate2", "rsha1"],
      "rsha1",
    ]);
  });
});

describe("namedAs", () => {
  const target = resolveTarget({ name: "rsha1" });
  const unusable = (node: string): NodeUnusable => new NodeUnusable(node, "it is down");

  test.each([
    ["an error of another kind", new Error("broken")],
    ["an error with that name", unusable("rsha1")],
  ])("throws %s as it is", async (_what, error) => {
    await expect(namedAs(target, Promise.reject(error))).rejects.toBe(error);
  });

  test("names the node of the description in the error of another one", async () => {
    const error = unusable("alias");
    await expect(namedAs(target, Promise.reject(error))).rejects.toMatchObject({
      message: "rsha1: it is down",
      cause: error,
    });
  });
});
