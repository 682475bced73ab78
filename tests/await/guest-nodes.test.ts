import { judgeGoal } from "../../sdk/await/verdict";
import type { Snapshot } from "../../sdk/await/snapshot";
import { parseXml } from "../../sdk/cib/xml/parse";
import { fixture, fixtureXml } from "../helpers";

const at = (state: string): Snapshot => ({
  cib: fixtureXml(`snapshots/${state}.cib.xml`),
  simulation: fixtureXml(`snapshots/${state}.simulation.xml`),
  log: "journalctl -u pacemaker",
});
const machine = { resources: ["machine"] };

describe("judgeGoal, for what runs on a remote node that the cluster has lost", () => {
  test("fails, and says how the cluster gets the node back", () => {
    const back =
      "the cluster has lost remote1: bring it back, or make sure that it is off; " +
      "if its connection has failed by then, move the resource that makes it to another member (crm_resource --move), run there: crm_resource --refresh --resource remote1, and restart Pacemaker on the member that it came from before you clear the move (crm_resource --clear)";
    expect(judgeGoal({ resources: ["services"] }, at("remote-lost"))).toEqual({
      state: "failed",
      reasons: [
        "database: probe on remote1 failed: timed out: Controller on rsha2 did not return result in time",
        `address: stop on remote1 failed: error (1): Not connected to remote executor; ${back}`,
      ],
    });
  });
});

describe("judgeGoal, for what stops on a remote node that the cluster has lost", () => {
  const stopped = { resources: ["address"], stopped: true };

  test("does not believe without fencing that it has stopped", () => {
    expect(judgeGoal(stopped, at("remote-offline"))).toEqual({
      state: "failed",
      reasons: [
        "address: the cluster has lost remote1, where it ran and may run still: bring remote1 back, or make sure that it is off " +
          "and run on a member of the cluster: crm_node --force --remove remote1; " +
          "its definition stays in the cluster; after the repair run again",
      ],
    });
  });

  test("believes it if the history of the node is gone", () => {
    const state = /<node_state remote_node[^]*?<\/node_state>/;
    const cib = parseXml(fixture("snapshots/remote-offline.cib.xml").replace(state, ""));
    expect(judgeGoal(stopped, { ...at("remote-offline"), cib })).toEqual({ state: "done" });
  });
});

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
