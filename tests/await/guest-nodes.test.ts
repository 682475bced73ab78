import { judgeGoal } from "../../sdk/await/verdict";
import type { Snapshot } from "../../sdk/await/snapshot";
import { fixtureXml } from "../helpers";

const at = (state: string): Snapshot => ({
  cib: fixtureXml(`snapshots/${state}.cib.xml`),
  simulation: fixtureXml(`snapshots/${state}.simulation.xml`),
  log: "journalctl -u pacemaker",
});
const machine = { resources: ["machine"] };

describe("judgeGoal, for the machine of a guest node", () => {
  test("waits until the cluster is connected to the guest node, and not for a stop", () => {
    expect(judgeGoal(machine, at("guest-starting"))).toEqual({
      state: "waiting",
      line: "machine started on rsha2, waiting for guest1",
    });
    expect(judgeGoal(machine, at("guest-connected"))).toEqual({ state: "done" });
    expect(judgeGoal({ ...machine, stopped: true }, at("guest-starting")).state).toBe("failed");
  });

  test("fails when the cluster cannot connect to the guest node", () => {
    expect(judgeGoal(machine, at("guest-refused"))).toEqual({
      state: "failed",
      reasons: [
        "guest1: start on rsha1 and rsha2 and rsha3 and rsha4 failed: timed out: Connection refused without enough time to retry; " +
          "see whether pacemaker_remote runs on guest1, whether its port (3121) is open to rsha1 and rsha2 and rsha3 and rsha4, " +
          "and whether /etc/pacemaker/authkey is the same file everywhere; look at journalctl -u pacemaker there",
      ],
    });
  });
});
