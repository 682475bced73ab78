import type { HistoryEntry } from "../../sdk/cib/status";
import { explain } from "../../sdk/engine/explain";

/** A probe that found no agent. */
const missing = (resource: string, node: string): HistoryEntry => ({
  node,
  resource,
  operation: "monitor",
  interval: 0,
  callId: 1,
  rc: 5,
  status: 7,
  exitReason: "no such agent",
  lastFailure: true,
});

test("a hint that several resources share names their nodes in the order of the names", () => {
  expect(explain([missing("a", "rsha2"), missing("b", "rsha1")])).toEqual([
    "a: probe on rsha2 failed: not installed (5): no such agent",
    "b: probe on rsha1 failed: not installed (5): no such agent; install the agent on rsha1 and rsha2, or correct the resource's agent",
  ]);
});
