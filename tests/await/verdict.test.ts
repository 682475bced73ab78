import { parseXml, writeXml } from "../../sdk/cib/xml/parse";
import type { Goal } from "../../sdk/await/goal";
import { judgeGoal } from "../../sdk/await/verdict";
import type { Snapshot } from "../../sdk/await/snapshot";
import { cib, fixtureXml } from "../helpers";

const at = (state: string): Snapshot => ({
  cib: fixtureXml(`snapshots/${state}.cib.xml`),
  simulation: fixtureXml(`snapshots/${state}.simulation.xml`),
  log: "journalctl -u pacemaker",
});

const LOOK = (resource: string, ...nodes: string[]): string =>
  `; run on ${nodes.join(" or ")}: crm_resource --force-check -r ${resource}, and look at journalctl -u pacemaker`;

const noDevice =
  "broken: start on rsha1 and rsha2 failed: not installed (5): Couldn't find device [/dev/nosuch]. " +
  `Expected /dev/??? to exist${LOOK("broken", "rsha1", "rsha2")}`;

const noAgent =
  "missing: probe on rsha1 and rsha2 failed: not installed (5): NoSuch: No such file or directory; " +
  "install the agent, or what it needs, on rsha1 and rsha2, or correct the resource's agent";

const stillActive = (resource: string, nodes: string): string =>
  `${resource}: still active on ${nodes}, and Pacemaker does not stop it`;

const DONE = { state: "done" };

const NOWHERE =
  "b: not started: no node may run it: apart keeps it apart from a, which runs on rsha1; " +
  "colocation-b-a-INFINITY wants it with a, which runs on rsha1; change one of these constraints (crm_simulate -sL shows the scores)";

describe("judgeGoal, for resources that are to run", () => {
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
    ["start-failed", "broken", { state: "failed", reasons: [noDevice] }],
    ["agent-missing", "missing", { state: "failed", reasons: [noAgent] }],
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
          "banned: not started: no node may run it: location-banned-rsha1--INFINITY forbids rsha1; " +
            "location-banned-rsha2--INFINITY forbids rsha2; change one of these constraints (crm_simulate -sL shows the scores)",
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
    ["group-member-failed", "g", { state: "failed", reasons: [noDevice] }],
    [
      "agent-on-one",
      "half",
      {
        state: "done",
        line:
          "half runs on rsha2, and cannot move to rsha1, where it has failed: half: probe on rsha1 failed: not installed (5): Here: No such file or directory; " +
          "install the agent, or what it needs, on rsha1, or correct the resource's agent; after the repair: crm_resource --cleanup -r half",
      },
    ],
    [
      "threshold",
      "thr",
      {
        state: "failed",
        reasons: [
          `thr: monitor on rsha1 and rsha2 failed: not running (7)${LOOK("thr", "rsha1", "rsha2")}`,
        ],
      },
    ],
    [
      "fail-count-only",
      "fc",
      {
        state: "failed",
        reasons: [
          "fc: not started: it has failed on rsha1 and rsha2 as often as its migration-threshold allows (fail-count), " +
            "and the history no longer shows how; look at journalctl -u pacemaker, and after the repair: crm_resource --cleanup -r fc",
        ],
      },
    ],
    [
      "unimplemented",
      "unimp",
      {
        state: "failed",
        soft: true,
        reasons: [
          "unimp: monitor on rsha1 failed: unimplemented feature (3); the agent has no monitor, so Pacemaker restarts the " +
            "resource forever: take this operation out, or correct the resource's agent",
        ],
      },
    ],
    [
      "stop-busy",
      "fs",
      {
        state: "failed",
        reasons: [
          `fs: stop on rsha1 failed: error (1): Couldn't unmount /mnt, giving up!${LOOK("fs", "rsha1")}`,
        ],
      },
    ],
    [
      "nowhere",
      "b",
      {
        state: "failed",
        soft: true,
        reasons: [NOWHERE],
      },
    ],
    [
      "behind-failed",
      "g",
      {
        state: "failed",
        reasons: [`b: start on rsha1 and rsha2 failed: error (1)${LOOK("b", "rsha1", "rsha2")}`],
      },
    ],
    ["behind-failed", "a", DONE],
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
  ])("judges the recorded state %s of %s", (state, resource, verdict) => {
    expect(judgeGoal({ resources: [resource] }, at(state))).toEqual(verdict);
  });
});

describe("judgeGoal, for resources that are to stop", () => {
  test.each<[string, string, object]>([
    ["starting", "slow", { state: "waiting", line: "waiting for slow to stop" }],
    ["disabled", "slow", DONE],
    ["standby", "slow", DONE],
    ["start-failed", "broken", DONE],
    ["started", "slow", { state: "failed", reasons: [stillActive("slow", "rsha1")] }],
    [
      "stop-without-device",
      "slow",
      {
        state: "failed",
        reasons: [
          `${stillActive("slow", "rsha1")}: stonith-enabled is true (the default) and there is no fence device, so Pacemaker ` +
            "stops nothing; run `pcs property set stonith-enabled=false`, or add a fence device, then run again",
        ],
      },
    ],
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
          `stuck: stop on rsha1 failed: error (1)${LOOK("stuck", "rsha1")}; its definition stays in the cluster; after the repair run again`,
        ],
      },
    ],
  ])("judges the recorded state %s of %s", (state, resource, verdict) => {
    expect(judgeGoal({ resources: [resource], stopped: true }, at(state))).toEqual(verdict);
  });
});

test("judgeGoal names what Pacemaker would have to stop first, and cannot", () => {
  const status =
    `<node_state uname="rsha1" in_ccm="true" crmd="online"><lrm><lrm_resources><lrm_resource id="web">` +
    `<lrm_rsc_op id="web_last_failure_0" operation_key="web_stop_0" operation="stop" call-id="8" rc-code="1" op-status="0" interval="0"/>` +
    `</lrm_resource></lrm_resources></lrm></node_state>`;
  const runs = ["mount", "web"].map(
    (id) => `<resource id="${id}" active="true"><node name="rsha1"/></resource>`,
  );
  const snapshot = {
    cib: cib(
      `<primitive id="mount"/><primitive id="web"/>`,
      `<rsc_order id="o" first="mount" then="web"/>`,
      "",
      status,
    ),
    simulation: parseXml(
      `<pacemaker-result><cluster_status><resources>${runs.join("")}</resources></cluster_status></pacemaker-result>`,
    ),
    log: "journalctl -u pacemaker",
  };
  expect(judgeGoal({ resources: ["mount"], stopped: true }, snapshot)).toEqual({
    state: "failed",
    reasons: [
      `${stillActive("mount", "rsha1")} before web`,
      `web: stop on rsha1 failed: error (1)${LOOK("web", "rsha1")}; its definition stays in the cluster; after the repair run again`,
    ],
  });
});

const PING: Goal = { resources: ["ping-clone"], attribute: "pingd" };

describe("judgeGoal", () => {
  test("waits until a ping has set its attribute on every node where it runs", () => {
    expect(judgeGoal(PING, at("ping-without-attribute"))).toEqual({
      state: "waiting",
      line: "waiting for pingd on rsha1, rsha2",
    });
    expect([judgeGoal(PING, at("ping-started")), judgeGoal(PING, at("clone-banned"))]).toEqual([
      DONE,
      DONE,
    ]);
  });

  test("accepts a constraint as soon as nothing is pending, whatever the state of its resources", () => {
    expect(judgeGoal({ resources: ["broken"], onlySettled: true }, at("start-failed"))).toEqual(
      DONE,
    );
    expect(judgeGoal({ resources: ["g"], onlySettled: true }, at("group-half-started"))).toEqual({
      state: "waiting",
      line: "a started on rsha1, waiting for b, c",
    });
  });

  test("does not blame a constraint for what fencing without a device keeps stopped", () => {
    const s = at("stonith-without-device");
    const ban = `<rsc_location id="l" rsc="fenceless" node="rsha1" score="-INFINITY"/>`;
    const banned = parseXml(
      writeXml(s.cib).replace(/<constraints *\/>/, `<constraints>${ban}</constraints>`),
    );
    expect(writeXml(banned)).toContain(ban);
    expect(
      judgeGoal({ resources: ["fenceless"], onlySettled: true }, { ...s, cib: banned }),
    ).toEqual(DONE);
  });

  test("accepts a constraint that stops a resource, with a line, unless it leaves no node at all", () => {
    const constraint: Goal = { resources: ["b", "a"], onlySettled: true };
    expect([
      judgeGoal(constraint, at("leader-disabled")),
      judgeGoal(constraint, at("nowhere")),
    ]).toEqual([
      {
        state: "done",
        line: "b does not run: it runs only with a, and a is disabled (target-role=Stopped)",
      },
      { state: "failed", reasons: [NOWHERE], soft: true },
    ]);
    // A constraint that leaves no node may be deleted later in the same run, which a failure would end.
    expect(judgeGoal({ ...constraint, existedBefore: true }, at("nowhere"))).toEqual({
      state: "done",
      line: "b does not run: apart keeps it apart from a, which runs on rsha1, colocation-b-a-INFINITY wants it with a, which runs on rsha1",
    });
  });

  test("accepts an update, with a line, when only constraints keep the resource from every node", () => {
    expect(judgeGoal({ resources: ["b"], existedBefore: true }, at("nowhere"))).toEqual({
      state: "done",
      soft: true,
      line: "b does not run: apart keeps it apart from a, which runs on rsha1, colocation-b-a-INFINITY wants it with a, which runs on rsha1",
    });
    expect(judgeGoal({ resources: ["broken"], existedBefore: true }, at("start-failed"))).toEqual({
      state: "failed",
      reasons: [noDevice],
    });
  });

  test("fails softly for the first later member of a group that does not run again", () => {
    const behind = { members: ["b", "c"], words: "it stands behind a" };
    expect(judgeGoal({ resources: ["a"], laterMembers: behind }, at("behind-failed"))).toEqual({
      state: "failed",
      soft: true,
      reasons: [
        `b: start on rsha1 and rsha2 failed: error (1)${LOOK("b", "rsha1", "rsha2")}; it stands behind a`,
      ],
    });
  });
});
