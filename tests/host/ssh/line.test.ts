import { NodeUnusable } from "../../../sdk/errors";
import * as pool from "../../../sdk/host/ssh/connection-pool";
import { getLine } from "../../../sdk/host/ssh/line";
import * as probes from "../../../sdk/host/ssh/probe";
import { resolveTarget } from "../../../sdk/host/ssh/target";
import type { Wire } from "../../../sdk/host/ssh/wire";

beforeEach(() => jest.useFakeTimers());
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

const plain = resolveTarget({ name: "rsha1" });
const sudo = resolveTarget({ name: "rsha1" }, { sudo: true });
const failure = "rsha1: sudo does not work";

/** Prepares a connection on which sudo does not work. */
function prepare() {
  jest.spyOn(pool, "openWire").mockResolvedValue({} as unknown as Wire);
  const close = jest.spyOn(pool, "closeWire").mockReturnValue();
  const probe = jest
    .spyOn(probes, "probeTimeoutProgram")
    .mockImplementation((target) =>
      target.sudo === false
        ? Promise.resolve(["timeout"] as const)
        : Promise.reject(new NodeUnusable("rsha1", "sudo does not work")),
    );
  return { close, probe };
}

describe("getLine", () => {
  test("remembers a failed probe for 30 seconds, and then closes the connection", async () => {
    const { close, probe } = prepare();
    for (const probed of [1, 1]) {
      await expect(getLine(sudo)).rejects.toThrow(failure);
      expect(probe).toHaveBeenCalledTimes(probed);
    }
    jest.advanceTimersByTime(30_000);
    await expect(getLine(sudo)).rejects.toThrow(failure);
    expect([probe.mock.calls.length, close.mock.calls]).toEqual([2, [[sudo]]]);
  });

  test("keeps a connection that works with another setting of sudo", async () => {
    const { close } = prepare();
    await getLine(plain);
    await expect(getLine(sudo)).rejects.toThrow(failure);
    jest.advanceTimersByTime(30_000);
    expect(close).not.toHaveBeenCalled();
  });
});
