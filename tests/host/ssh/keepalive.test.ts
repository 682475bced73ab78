import { Socket } from "node:net";
import { PassThrough } from "node:stream";
import { Keepalive } from "../../../sdk/host/ssh/keepalive";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const seconds = (count: number) => jest.advanceTimersByTime(count * 1000);

describe("Keepalive", () => {
  test("keeps a connection that answers, however long a command runs", () => {
    const stream = new PassThrough();
    const ask = jest.fn((answered: () => void) => answered());
    new Keepalive(stream, ask).hold();
    seconds(600);
    expect([stream.destroyed, ask.mock.calls.length]).toEqual([false, 60]);
  });

  test("closes the connection after three requests without an answer", () => {
    const stream = new PassThrough();
    new Keepalive(stream, () => undefined).hold();
    seconds(39);
    expect(stream.destroyed).toBe(false);
    seconds(1);
    expect(stream.destroyed).toBe(true);
  });

  test("sends no request while no command runs", () => {
    const ask = jest.fn();
    const keepalive = new Keepalive(new PassThrough(), ask);
    keepalive.hold();
    keepalive.hold();
    keepalive.release();
    seconds(10);
    keepalive.release();
    seconds(600);
    expect(ask).toHaveBeenCalledTimes(1);
  });

  test("closes a connection whose request throws", () => {
    const stream = new PassThrough();
    const ask = () => {
      throw new Error("Not connected");
    };
    new Keepalive(stream, ask).hold();
    seconds(10);
    expect(stream.destroyed).toBe(true);
  });

  test("lets a socket keep the process alive only while a command runs", () => {
    const socket = new Socket();
    const calls: unknown[] = [];
    for (const name of ["setKeepAlive", "ref", "unref"] as const)
      jest.spyOn(socket, name).mockImplementation((...args: unknown[]) => {
        calls.push([name, ...args]);
        return socket;
      });
    const keepalive = new Keepalive(socket, () => undefined);
    keepalive.hold();
    keepalive.release();
    expect(calls).toEqual([["setKeepAlive", true, 10_000], ["unref"], ["ref"], ["unref"]]);
  });

  test("holds the bastion's connection too", () => {
    const ask = jest.fn();
    const bastion = new Keepalive(new PassThrough(), ask);
    const keepalive = new Keepalive(new PassThrough(), () => undefined, bastion);
    keepalive.hold();
    seconds(10);
    keepalive.release();
    seconds(10);
    expect(ask).toHaveBeenCalledTimes(1);
  });
});
