import { changing, overlapping, parseLog, shown } from "../support/operations";

const stamp = (time: string, node: string): string =>
  `Nov 23 ${time} ${node} pacemaker-controld  [388] `;
const request = (time: string, node: string, op: string, resource: string): string =>
  `${stamp(time, node)}(do_lrm_rsc_op) \tnotice: Requesting local execution of ${op} operation for ${resource} on ${node} | transition_key=11:25:0:eef2825a op_key=${resource}_${op}_0`;
const result = (time: string, node: string, op: string, resource: string, text = "ok"): string =>
  `${stamp(time, node)}(log_executor_event) \tnotice: Result of ${op} operation for ${resource} on ${node}: ${text} | CIB update 158, graph action confirmed; call=76 key=${resource}_${op}_0 rc=0`;

describe("parseLog", () => {
  test("reads operations from Pacemaker's log, and overlapping finds one that began too early", () => {
    const log = [
      `${stamp("00:41:13.000", "rsha1")}(log_executor_event) \tinfo: Result of monitor operation for ping on rsha1: Cancelled | graph action confirmed; call=8 key=ping_monitor_10000`,
      result("00:41:13.528", "rsha1", "probe", "b", "not running"),
      request("00:41:14.484", "rsha1", "start", "a"),
      request("00:41:14.500", "rsha1", "start", "b"),
      result("00:41:14.564", "rsha1", "start", "a"),
      result("00:41:14.700", "rsha1", "start", "b", "error (exit reason)"),
      request("00:41:15.000", "rsha1", "reload-agent", "a"),
      result("00:41:15.100", "rsha1", "reload-agent", "a"),
    ];
    const found = parseLog(log.join("\n"));
    expect(found.map(shown)).toEqual([
      "probe b on rsha1: not running",
      "start a on rsha1: ok",
      "start b on rsha1: error (exit reason)",
      "reload-agent a on rsha1: ok",
    ]);
    expect(found.map(({ begin, end }) => end - begin)).toEqual([0, 80, 200, 100]);
    expect(changing(found).length).toBe(3);
    const old = `Nov 29 07:42:27 rsha1 pacemaker-controld  [435] (process_lrm_event) \tnotice: Result of stop operation for a on rsha1: ok | rc=0 call=28 key=a_stop_0 confirmed=true cib-update=36`; // 2.0.5
    expect(parseLog(old).map(shown)).toEqual(["stop a on rsha1: ok"]);
    expect(overlapping(changing(found))).toEqual([
      "start b on rsha1: error (exit reason) began before the end of start a on rsha1: ok",
    ]);
  });
});
