import { type Goal, judge } from "../../sdk/engine/converge";
import type { Snapshot } from "../../sdk/engine/snapshot";
import { fixtureXml } from "../helpers";

const at = (state: string): Snapshot => ({
  cib: fixtureXml(`snapshots/${state}.cib.xml`),
  simulation: fixtureXml(`snapshots/${state}.simulation.xml`),
});

const LOOK = (resource: string, node: string): string =>
  `; run on ${node}: crm_resource --force-check -r ${resource}, and look at journalctl -u pacemaker`;

const noDevice = (node: string): string =>
  `broken: start on ${node} failed: not installed (5): Couldn't find device [/dev/nosuch]. ` +
  `Expected /dev/??? to exist${LOOK("broken", node)}`;

const noAgent = (node: string): string =>
  `missing: probe on ${node} failed: not installed (5): NoSuch: No such file or directory; ` +
  `install the agent on that node, or correct the resource's agent`;

const stillActive = (resource: string, nodes: string): string =>
  `${resource}: still active on ${nodes}, and Pacemaker does not stop it`;

const DONE = { state: "done" };

test.each<[string, string, object]>([
  ["starting", "slow", { state: "waiting", line: "waiting for start on rsha1" }],
  ["started", "slow", DONE],
  [
    "disabled",
    "slow",
    { state: "done", line: "slow stays stopped: slow is disabled (target-role=Stopped)" },
  ],
  [
    "standby",
    "slow",
    { state: "done", line: "slow stays stopped: every node is in standby or offline" },
  ],
  [
    "maintenance",
    "idle",
    { state: "done", line: "idle stays stopped: the cluster is in maintenance mode" },
  ],
  ["start-failed", "broken", { state: "failed", reasons: [noDevice("rsha1"), noDevice("rsha2")] }],
  ["agent-missing", "missing", { state: "failed", reasons: [noAgent("rsha1"), noAgent("rsha2")] }],
  [
    "stop-failed",
    "stuck",
    {
      state: "failed",
      reasons: [`stuck: stop on rsha1 failed: error (1)${LOOK("stuck", "rsha1")}`],
    },
  ],
  [
    "stonith-without-device",
    "fenceless",
    {
      state: "failed",
      reasons: [
        "fenceless: not started: stonith-enabled is true (the default) and there is no fence device, so Pacemaker " +
          "starts nothing; declare a stonith: resource, or stonithEnabled: false in PacemakerProperties",
      ],
      soft: true,
    },
  ],
  [
    "banned",
    "banned",
    {
      state: "failed",
      reasons: [
        "banned: not started: no node may run it; look for a constraint that forbids rsha1, rsha2 " +
          "(pcs constraint --full; crm_simulate -sL shows the scores)",
      ],
      soft: true,
    },
  ],
  ["group-half-started", "g", { state: "waiting", line: "a started on rsha1, waiting for b, c" }],
  ["group-started", "g", DONE],
  [
    "group-member-disabled",
    "g",
    { state: "done", line: "b stays stopped: b is disabled (target-role=Stopped)" },
  ],
  [
    "group-member-failed",
    "g",
    { state: "failed", reasons: [noDevice("rsha1"), noDevice("rsha2")] },
  ],
  ["ping-started", "ping-clone", DONE],
  ["clone-banned", "ping-clone", DONE],
  [
    "clone-half-failed",
    "half-clone",
    {
      state: "failed",
      reasons: [`half: start on rsha2 failed: error (1)${LOOK("half", "rsha2")}`],
    },
  ],
])("%s: what is to be said of %s, which shall run", (state, resource, verdict) => {
  expect(judge({ resources: [resource] }, at(state))).toEqual(verdict);
});

test.each<[string, string, object]>([
  ["starting", "slow", { state: "waiting", line: "waiting for slow to stop" }],
  ["disabled", "slow", DONE],
  ["standby", "slow", DONE],
  ["start-failed", "broken", DONE],
  ["started", "slow", { state: "failed", reasons: [stillActive("slow", "rsha1")] }],
  [
    "ping-started",
    "ping-clone",
    { state: "failed", reasons: [stillActive("ping", "rsha1, rsha2")] },
  ],
  [
    "stop-failed",
    "stuck",
    {
      state: "failed",
      reasons: [
        `stuck: stop on rsha1 failed: error (1)${LOOK("stuck", "rsha1")}; its definition stays in the cluster. ` +
          "After the repair: crm_resource --cleanup -r stuck",
      ],
    },
  ],
])("%s: what is to be said of %s, which shall stop", (state, resource, verdict) => {
  expect(judge({ resources: [resource], stopped: true }, at(state))).toEqual(verdict);
});

const PING: Goal = { resources: ["ping-clone"], attribute: "pingd" };

test("a ping counts when its attribute is set wherever it runs", () => {
  expect(judge(PING, at("ping-without-attribute"))).toEqual({
    state: "waiting",
    line: "waiting for pingd on rsha1, rsha2",
  });
  expect([judge(PING, at("ping-started")), judge(PING, at("clone-banned"))]).toEqual([DONE, DONE]);
});

test("nothing pending is enough for a constraint, whatever state its resources are in", () => {
  expect(judge({ resources: ["broken"], quiet: true }, at("start-failed"))).toEqual(DONE);
  expect(judge({ resources: ["g"], quiet: true }, at("group-half-started"))).toEqual({
    state: "waiting",
    line: "a started on rsha1, waiting for b, c",
  });
});
