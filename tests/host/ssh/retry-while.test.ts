import timers from "node:timers/promises";
import { retryWhile } from "../../../sdk/host/ssh/retry-while";

afterEach(() => jest.restoreAllMocks());

describe("retryWhile", () => {
  test("does not keep the process alive in its pauses, and lets the signal end them", async () => {
    const pause = jest.spyOn(timers, "setTimeout").mockResolvedValue(undefined);
    const { signal: stop } = new AbortController();
    const error = new Error("busy");
    const attempt = jest.fn(() => Promise.reject(error));
    const pauses = { first: 10, longest: 20, stop };
    await expect(retryWhile(() => true, attempt, pauses)).rejects.toBe(error);
    expect(attempt).toHaveBeenCalledTimes(3);
    expect(pause.mock.calls).toEqual(
      [10, 20].map((ms) => [ms, undefined, { ref: false, signal: stop }]),
    );
  });
});
