import { Watcher } from "../../sdk/await/watcher";
import { SEPARATOR } from "../../sdk/host/commands/pacemaker-scripts";
import type { Session } from "../../sdk/host/ssh/session";
import { ForeignWriters } from "../../sdk/transaction/foreign-writers";
import { fixture } from "../helpers";

jest.mock("node:timers/promises", () => ({ setTimeout: () => Promise.resolve() }));

afterEach(() => jest.restoreAllMocks());

const STARTING = fixture("snapshots/starting.cib.xml");

describe("Watcher", () => {
  test("stops its clock while an operation of another resource runs within its own time, and once", async () => {
    const log = jest.spyOn(console, "log").mockReturnValue(undefined);
    const clock = jest.spyOn(Date, "now").mockReturnValue(0);
    const operation = (status: number): string =>
      `<lrm_resource id="busy"><lrm_rsc_op id="busy_last_0" operation="start" call-id="-1" rc-code="193" op-status="${status}" interval="0"/></lrm_resource>`;
    let status = -1;
    let seconds = 0;
    const node: Session = {
      node: "rsha1",
      close: () => undefined,
      run: () => {
        const busy = `<primitive id="busy" class="ocf" provider="pacemaker" type="Dummy"><operations><op id="o" name="start" interval="0" timeout="140s"/></operations></primitive></resources>`;
        clock.mockReturnValue((seconds += 10) * 1000);
        if (seconds === 60) status = 0; // it runs again later, and does not count then
        if (seconds === 70) status = -1;
        const text = STARTING.replace("</resources>", busy).replace(
          "<lrm_resources>",
          `<lrm_resources>${operation(status)}`,
        );
        const stdout = [text, SEPARATOR, fixture("snapshots/starting.simulation.xml")].join("\n");
        return Promise.resolve({ stdout, stderr: "", exitCode: 0 });
      },
    };
    const watcher = new Watcher((work) => work(node), new ForeignWriters());
    const ended = watcher.waitFor("slow", { resources: ["slow"] }, 30_000).catch(() => seconds);
    expect(await ended).toBe(20 + 140); // first seen at 20 s, and not counted anew at 80 s
    expect(log.mock.calls.map(([line]) => line as string)).toContain(
      "slow: waits longer, because Pacemaker first ends the start of busy on rsha1",
    );
  });
});
