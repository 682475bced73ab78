import type { HistoryEntry } from "../../sdk/cib/status/history";
import { parseXml } from "../../sdk/cib/xml/parse";
import { explainFailures, findFailures } from "../../sdk/await/failure-messages";

const LOG = "journalctl -u pacemaker";

/** A failed probe of a missing agent. */
const probeWithoutAgent = (resource: string, node: string): HistoryEntry => ({
  node,
  resource,
  agent: "ocf:test:Missing",
  operation: "monitor",
  interval: 0,
  callId: 1,
  rc: 5,
  status: 7,
  exitReason: "no such agent",
  lastFailure: true,
  isRemote: false,
});

describe("explainFailures", () => {
  test("sorts the nodes in a hint that several resources share", () => {
    expect(
      explainFailures([probeWithoutAgent("a", "rsha2"), probeWithoutAgent("b", "rsha1")], LOG),
    ).toEqual([
      "a: probe on rsha2 failed: not installed (5): no such agent",
      "b: probe on rsha1 failed: not installed (5): no such agent; install the agent, or what it needs, on rsha1 and rsha2, or correct the resource's agent",
    ]);
  });

  test("does not blame the agent when the agent reports a missing requirement", () => {
    const probe = { ...probeWithoutAgent("a", "rsha1"), status: 0, exitReason: "no psql" };
    // Filesystem returns this for a missing device. Pacemaker 1.1.10 keeps no exit reason.
    const start = {
      ...probeWithoutAgent("fs", "rsha1"),
      operation: "start",
      status: 0,
      exitReason: "",
    };
    expect(explainFailures([probe, start], LOG)).toEqual([
      "a: probe on rsha1 failed: not installed (5): no psql; run on rsha1: crm_resource --force-check -r a, and look at journalctl -u pacemaker",
      "fs: start on rsha1 failed: not installed (5); run on rsha1: crm_resource --force-check -r fs, and look at journalctl -u pacemaker",
    ]);
  });

  test("suggests to run the agent of a failed fence device: crm_resource does not run fence agents", () => {
    const start = {
      ...probeWithoutAgent("fence-a", "rsha2"),
      operation: "start",
      rc: 1,
      status: 4,
    };
    const failed = { ...start, exitReason: "", agent: "stonith:fence_ipmilan" };
    expect(explainFailures([failed], LOG)).toEqual([
      "fence-a: start on rsha2 failed: error (1); run on rsha2: fence_ipmilan --action=monitor, with the parameters of fence-a, and look at journalctl -u pacemaker",
    ]);
  });

  test("names a lost remote node, and does not ask to run commands there", () => {
    const lostStop = { operation: "stop", rc: 1, status: 8, isRemote: true };
    const stop = { ...probeWithoutAgent("db", "remote1"), ...lostStop };
    const back =
      "the cluster has lost remote1: bring it back, or make sure that it is off; " +
      "if its connection has failed by then, move the resource that makes it to another member (crm_resource --move), run there: crm_resource --refresh --resource remote1, and restart Pacemaker on the member that it came from before you clear the move (crm_resource --clear)";
    const lost = { ...stop, exitReason: "Not connected to remote executor" };
    const silent = { ...stop, status: 2, callId: -1, exitReason: "" };
    const explain = (e: HistoryEntry): readonly string[] => explainFailures([e], LOG);
    expect(explain(lost)).toEqual([
      `db: stop on remote1 failed: error (1): Not connected to remote executor; ${back}`,
    ]);
    // Pacemaker 1.1.14 to 2.0.2.
    expect(explain({ ...stop, rc: 189, status: 4, exitReason: "" })).toEqual([
      `db: stop on remote1 failed: connection died (189); ${back}`,
    ]);
    const noResult = "Controller on rsha1 did not return result in time";
    expect(explain({ ...silent, exitReason: noResult })).toEqual([
      `db: stop on remote1 failed: timed out: ${noResult}; ${back}`,
    ]);
    // Pacemaker before 2.1.3 gives no reason.
    expect(explain(silent)).toEqual([`db: stop on remote1 failed: timed out; ${back}`]);
    const longer =
      "failed: timed out; give the stop operation a longer timeout, or find out why it hangs";
    const look = `crm_resource --force-check -r db, and look at ${LOG}`;
    // The remote node has answered, and a member of the cluster is not lost because its pacemaker-controld hangs.
    expect(explain({ ...silent, callId: 12 })).toEqual([
      `db: stop on remote1 ${longer}; run on remote1: ${look}`,
    ]);
    expect(explain({ ...silent, node: "rsha1", isRemote: false })).toEqual([
      `db: stop on rsha1 ${longer}; run on rsha1: ${look}`,
    ]);
  });
});

describe("findFailures", () => {
  test("recognises a fence device in the history by its class", () => {
    const cib = parseXml(`<cib><status><node_state uname="rsha2"><lrm><lrm_resources>
    <lrm_resource id="f" class="stonith" type="fence_apc"><lrm_rsc_op id="f_last_failure_0" operation="start" rc-code="1" op-status="4"/></lrm_resource>
  </lrm_resources></lrm></node_state></status></cib>`);
    expect(findFailures(cib, "f")).toMatchObject([{ agent: "stonith:fence_apc" }]);
  });
});
