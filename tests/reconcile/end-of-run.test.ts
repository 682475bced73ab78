import { workAtEnd } from "../../sdk/reconcile/end-of-run";

afterEach(() => jest.restoreAllMocks());

describe("workAtEnd", () => {
  test("listens once to each signal, and ends the process once, when all work is done", async () => {
    const events: string[] = [];
    const listen = jest.spyOn(process, "once").mockReturnValue(process);
    const killed = new Promise<void>((resolve) => {
      jest.spyOn(process, "kill").mockImplementation((_pid, signal) => {
        events.push(`${String(signal)} again`);
        resolve();
        return true;
      });
    });
    for (const name of ["one", "two"])
      workAtEnd(async () => {
        await new Promise(setImmediate);
        events.push(name);
      });
    expect(listen.mock.calls.map(([signal]) => signal)).toEqual(["SIGINT", "SIGBREAK"]);
    for (const [signal, end] of listen.mock.calls) if (signal === "SIGINT") end(signal);
    await killed;
    expect(events).toEqual(["one", "two", "SIGINT again"]);
  });

  test("exits after the CTRL_BREAK of Windows, which cannot be sent again", async () => {
    const listen = jest.spyOn(process, "once").mockReturnValue(process);
    const kill = jest.spyOn(process, "kill").mockReturnValue(true);
    const exited = new Promise<unknown>((resolve) => {
      jest.spyOn(process, "exit").mockImplementation((code): never => {
        resolve(code);
        return undefined as never;
      });
    });
    workAtEnd(() => Promise.resolve());
    for (const [signal, end] of listen.mock.calls) if (signal === "SIGBREAK") end(signal);
    expect(await exited).toBe(1);
    expect(kill).not.toHaveBeenCalled();
  });
});
