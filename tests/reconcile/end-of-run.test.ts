import { workAtEnd } from "../../sdk/reconcile/end-of-run";

afterEach(() => jest.restoreAllMocks());

describe("workAtEnd", () => {
  test("ends the process once, when all work is done", async () => {
    const events: string[] = [];
    jest.spyOn(process, "kill").mockImplementation((_pid, signal) => {
      events.push(`${String(signal)} again`);
      return true;
    });
    const before = process.listenerCount("SIGINT");
    for (const name of ["one", "two"])
      workAtEnd(async () => {
        await new Promise(setImmediate);
        events.push(name);
      });
    expect(process.listenerCount("SIGINT")).toBe(before + 1);
    process.emit("SIGINT", "SIGINT");
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
    expect(events).toEqual(["one", "two", "SIGINT again"]);
    process.removeAllListeners("SIGBREAK");
  });
});
