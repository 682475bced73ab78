import { PassThrough } from "node:stream";
import { Keepalive } from "../../../sdk/host/ssh/keepalive";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const seconds = (count: number) => jest.advanceTimersByTime(count * 1000);

test("a connection that answers stays, however long something runs on it", () => {
  const stream = new PassThrough();
  const ask = jest.fn((answered: () => void) => answered());
  new Keepalive(stream, ask).hold();
  seconds(600);
  expect([stream.destroyed, ask.mock.calls.length]).toEqual([false, 60]);
});

test("after three questions without an answer the connection is dropped", () => {
  const stream = new PassThrough();
  new Keepalive(stream, () => undefined).hold();
  seconds(39);
  expect(stream.destroyed).toBe(false);
  seconds(1);
  expect(stream.destroyed).toBe(true);
});

test("nothing is asked while nothing runs", () => {
  const ask = jest.fn();
  const liveness = new Keepalive(new PassThrough(), ask);
  liveness.hold();
  liveness.hold();
  liveness.release();
  seconds(10);
  liveness.release();
  seconds(600);
  expect(ask).toHaveBeenCalledTimes(1);
});

test("a connection that is closing already is dropped at once", () => {
  const stream = new PassThrough();
  const ask = () => {
    throw new Error("Not connected");
  };
  new Keepalive(stream, ask).hold();
  seconds(10);
  expect(stream.destroyed).toBe(true);
});

test("what runs behind a bastion holds the bastion as well", () => {
  const ask = jest.fn();
  const bastion = new Keepalive(new PassThrough(), ask);
  const liveness = new Keepalive(new PassThrough(), () => undefined, bastion);
  liveness.hold();
  seconds(10);
  liveness.release();
  seconds(10);
  expect(ask).toHaveBeenCalledTimes(1);
});
