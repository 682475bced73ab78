import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import timers from "node:timers/promises";
import { DeadlinePassed } from "../../../sdk/host/ssh/deadline";
import { SessionRefused, Wire } from "../../../sdk/host/ssh/wire";

afterEach(() => jest.restoreAllMocks());

/** A command's channel that never ends. */
class Channel extends EventEmitter {
  readonly stderr = new EventEmitter();
  end = (): void => undefined;
  destroy = jest.fn();
}

type Opened = (error: Error | undefined, channel?: Channel) => void;

/** Makes a connection whose client answers the start of a command so. */
function connect(answer: (opened: Opened) => void) {
  const stream = new PassThrough();
  const exec = jest.fn((_line: string, opened: Opened) => answer(opened));
  const client = Object.assign(new EventEmitter(), { exec });
  const wire = new Wire({} as never, client as never, stream);
  return { wire, stream, exec };
}

describe("Wire.exec", () => {
  test("closes the channel of a command that does not end, and keeps the connection", async () => {
    const channel = new Channel();
    const { wire, stream } = connect((opened) => opened(undefined, channel));
    await expect(wire.exec("sleep 60", "", 0.05)).rejects.toThrow(DeadlinePassed);
    expect([channel.destroy.mock.calls.length, stream.destroyed]).toEqual([1, false]);
  });

  test("closes the connection if the host does not start the command", async () => {
    const { wire, stream } = connect(() => undefined);
    await expect(wire.exec("true", "", 0.05)).rejects.toThrow(DeadlinePassed);
    expect(stream.destroyed).toBe(true);
  });

  test("throws another error at once, and keeps the connection", async () => {
    const error = new Error("Not connected");
    const { wire, stream, exec } = connect((opened) => opened(error));
    await expect(wire.exec("true", "", 5)).rejects.toBe(error);
    expect([exec.mock.calls.length, stream.destroyed]).toEqual([1, false]);
  });

  test("throws SessionRefused if sshd refuses the session again and again", async () => {
    jest.spyOn(timers, "setTimeout").mockResolvedValue(undefined);
    const cause = Object.assign(new Error("open failed"), { reason: 2 });
    const { wire, exec } = connect((opened) => opened(cause));
    const error: unknown = await wire.exec("true", "", 5).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(SessionRefused);
    expect(error).toMatchObject({ message: "open failed", cause });
    expect(exec).toHaveBeenCalledTimes(10);
  });
});
