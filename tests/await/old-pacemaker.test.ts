import { walk, type Element, element, idOf, withChildren } from "../../sdk/cib/xml/element";
import { judgeGoal } from "../../sdk/await/verdict";
import { type Snapshot, findInstances, pendingActions } from "../../sdk/await/snapshot";
import { LOG, recorded, simulationRecorded } from "./recorded";

/** The state of each primitive of the configuration as `crm_mon -1 -r` shows it: `FAILED, blocked rsha1`. */
const picture = (s: Snapshot): Record<string, string> =>
  Object.fromEntries(
    [...walk(s.cib)]
      .filter((e: Element) => e.name === "primitive")
      .map((e) => [
        idOf(e),
        findInstances(s, idOf(e))
          .map((i) => {
            const flags = [i.failed ? "FAILED" : "", i.blocked ? "blocked" : ""].filter(Boolean);
            return [flags.join(", "), i.active ? i.nodes.join(" ") : "Stopped"].join(" ").trim();
          })
          .join(" "),
      ]),
  );

const LOOK = (resource: string, ...nodes: string[]): string =>
  `; run on ${nodes.join(" or ")}: crm_resource --force-check -r ${resource}, and look at ${LOG}`;
const BOTH = ["rsha1", "rsha2"];
const DONE = { state: "done" };
const failed = (...reasons: string[]): object => ({ state: "failed", reasons });

const noAgent = (resource: string, operation = "probe"): string =>
  `${resource}: ${operation} on rsha1 and rsha2 failed: not installed (5); install the agent, or what it needs, on rsha1 and rsha2, or correct the resource's agent`;
const noScript = noAgent("missl", "stop");

const PING = { ping: "rsha2 rsha1" };
const onOne = (node: string): Record<string, string> => ({ m1: node, m2: node, app: node });

interface Conclusion {
  /** Output of `crm_mon -1 -r` at the same moment. */
  readonly picture: Record<string, string>;
  /** Verdicts on resources that are to run. */
  readonly started: Record<string, object>;
  /** Verdicts on resources that are to stop, unless the verdict is that they still run. */
  readonly stopped?: Record<string, object>;
}

const STATES: Record<string, Conclusion> = {
  "1.1.10/all-started": {
    picture: { ...onOne("rsha1"), ...PING },
    started: { grp: DONE, "ping-clone": DONE },
  },
  "1.1.10/member-disabled": {
    picture: { m1: "rsha1", m2: "Stopped", app: "Stopped", ...PING },
    started: {
      grp: { state: "done", line: "m2 stays stopped: m2 is disabled (target-role=Stopped)" },
    },
  },
  "1.1.10/standby": {
    picture: { ...onOne("rsha2"), ping: "rsha2 Stopped" },
    started: { grp: DONE, "ping-clone": DONE },
  },
  "1.1.10/node-dead": {
    picture: { ...onOne("rsha1"), ping: "rsha1 Stopped", refd: "rsha1" },
    started: { grp: DONE, "ping-clone": DONE, refd: DONE },
  },
  "1.1.10/start-failed": {
    picture: { m1: "rsha2", m2: "Stopped", app: "Stopped", ...PING },
    started: {
      grp: failed(`m2: start on rsha1 and rsha2 failed: error (1)${LOOK("m2", ...BOTH)}`),
    },
  },
  "1.1.10/stop-failed": {
    picture: { m1: "rsha1", m2: "FAILED, blocked rsha1", app: "Stopped", ...PING },
    started: {
      grp: failed(
        "m2: stop on rsha1 failed: error (1)",
        `m2: start on rsha2 failed: error (1)${LOOK("m2", ...BOTH)}`,
      ),
    },
    stopped: {
      grp: failed(
        `m2: stop on rsha1 failed: error (1)${LOOK("m2", "rsha1")}; its definition stays in the cluster; after the repair run again`,
      ),
    },
  },
  // To Pacemaker 1.1.10 a missing init script is running. A missing OCF agent is not.
  "1.1.10/agent-missing": {
    picture: {
      ...onOne("rsha1"),
      ...PING,
      miss: "Stopped",
      missl: "FAILED, blocked rsha2 rsha1",
    },
    started: {
      miss: failed(noAgent("miss")),
      missl: failed(noScript),
      grp: {
        state: "done",
        line: `m2 runs on rsha1, and cannot move to rsha2, where it has failed: m2: start on rsha2 failed: error (1)${LOOK("m2", "rsha2")}; after the repair: crm_resource --cleanup -r m2`,
      },
    },
    stopped: { miss: DONE },
  },
  "1.1.10/agent-missing-in-group": {
    picture: { ...onOne("rsha1"), missl: "FAILED, blocked rsha2 rsha1", ...PING },
    started: { grp: failed(noScript) },
  },
  "1.1.18/all-started": {
    picture: { ...onOne("rsha1"), ...PING },
    started: { grp: DONE, "ping-clone": DONE },
  },
  "1.1.18/member-disabled": {
    picture: { m1: "rsha1", m2: "Stopped", app: "Stopped", ...PING },
    started: {
      grp: { state: "done", line: "m2 stays stopped: m2 is disabled (target-role=Stopped)" },
    },
  },
  "1.1.18/group-disabled": {
    picture: { m1: "Stopped", m2: "Stopped", app: "Stopped", ...PING },
    started: {
      grp: { state: "done", line: "m1 stays stopped: grp is disabled (target-role=Stopped)" },
    },
    stopped: { grp: DONE },
  },
  "1.1.18/maintenance": {
    picture: { ...onOne("rsha1"), ...PING },
    started: { grp: DONE, "ping-clone": DONE },
  },
  "1.1.18/unmanaged": {
    picture: { ...onOne("rsha1"), ...PING },
    started: { grp: DONE },
  },
  "1.1.18/standby": {
    picture: {
      ...onOne("rsha2"),
      m3: "rsha2",
      solo: "rsha2",
      ping: "rsha2 Stopped",
      refd: "rsha2",
    },
    started: { grp: DONE, solo: DONE, "ping-clone": DONE, refd: DONE },
  },
  "1.1.18/node-dead": {
    picture: { m1: "rsha1", app: "rsha1", ping: "rsha1 Stopped" },
    started: { grp: DONE, "ping-clone": DONE },
  },
  "1.1.18/start-failed": {
    picture: { m1: "rsha2", m2: "Stopped", app: "Stopped", ...PING },
    started: {
      grp: failed(
        `m2: start on rsha1 and rsha2 failed: error (1): cannot open '/dev/x': <busy> & "gone"${LOOK("m2", ...BOTH)}`,
      ),
    },
  },
  // The start failed on the node to which the group did not move.
  "1.1.18/start-failed-one-node": {
    picture: { ...onOne("rsha2"), ...PING },
    started: { grp: DONE },
  },
  "1.1.18/start-timeout": {
    picture: { m1: "rsha1", m2: "Stopped", app: "Stopped", ...PING },
    started: {
      grp: failed(
        `m2: start on rsha1 and rsha2 failed: timed out; give the start operation a longer timeout, or find out why it hangs${LOOK("m2", ...BOTH)}`,
      ),
    },
  },
  "1.1.18/stop-failed": {
    picture: { m1: "rsha1", m2: "FAILED, blocked rsha1", app: "Stopped", ...PING },
    started: {
      grp: failed(`m2: stop on rsha1 failed: error (1): will not stop${LOOK("m2", "rsha1")}`),
    },
    stopped: {
      grp: failed(
        `m2: stop on rsha1 failed: error (1): will not stop${LOOK("m2", "rsha1")}; its definition stays in the cluster; after the repair run again`,
      ),
    },
  },
  "1.1.18/agent-missing": {
    picture: { ...onOne("rsha1"), ...PING, miss: "Stopped", missl: "Stopped" },
    started: { miss: failed(noAgent("miss")), missl: failed(noAgent("missl")), grp: DONE },
    stopped: { miss: DONE, missl: DONE },
  },
  "1.1.18/agent-missing-in-group": {
    picture: { m1: "rsha1", miss: "Stopped", m2: "Stopped", app: "Stopped", ...PING },
    started: { grp: failed(noAgent("miss")) },
  },
  // The resource flaps: the parts were recorded within one second, in which app stopped or started.
  "1.1.18/monitor-failed": {
    picture: { m1: "rsha1", m2: "FAILED rsha1", app: "rsha1", ...PING },
    started: {
      grp: {
        state: "waiting",
        line: "m1 started on rsha1, waiting for m2, app",
        reasons: [`m2: monitor on rsha1 failed: error (1): check failed${LOOK("m2", "rsha1")}`],
      },
    },
  },
  // The orphan m2, whose stop failed, is no longer in the configuration.
  "1.1.18/orphan-stop-failed": {
    picture: { m1: "rsha1", app: "rsha1", ...PING },
    started: { grp: DONE },
  },
  "1.1.18/ping-lost": {
    picture: { m1: "Stopped", app: "Stopped", ...PING },
    started: {
      grp: {
        state: "done",
        soft: true,
        line: ["m1", "app"]
          .map(
            (id) =>
              `${id} does not run: loc-grp-ping forbids rsha1, rsha2 (rule: pingd lt 1 or not_defined pingd)`,
          )
          .join("; "),
      },
    },
    stopped: { grp: DONE },
  },
};

describe("Verdicts on recorded states of Pacemaker 1.1", () => {
  test.each(Object.entries(STATES))("match what crm_mon shows: %s", (state, conclusion) => {
    const s = recorded(state);
    const verdicts = (expected: object, stopped: boolean): object =>
      Object.fromEntries(
        Object.keys(expected).map((r) => [r, judgeGoal({ resources: [r], stopped }, s)]),
      );
    expect({
      picture: picture(s),
      started: verdicts(conclusion.started, false),
      stopped: verdicts(conclusion.stopped ?? {}, true),
    }).toEqual({ stopped: {}, ...conclusion });
  });

  test("name the log of the nodes when the history has no failure", () => {
    const s = recorded("1.1.10/stop-failed");
    const withoutStatus = withChildren(
      s.cib,
      s.cib.children.filter((e) => e.name !== "status"),
    );
    expect(judgeGoal({ resources: ["m2"] }, { ...s, cib: withoutStatus })).toEqual(
      failed(
        `m2: Pacemaker has blocked it on rsha1, and the history no longer shows why; look at ${LOG} there, and after the repair: crm_resource --cleanup -r m2`,
      ),
    );
  });
});

const PENDING = {
  m1: [],
  m2: ["start on rsha1", "monitor on rsha1"],
  app: ["start on rsha1", "monitor on rsha1"],
  ping: [],
};

describe("pendingActions", () => {
  test.each(["1.1.10", "1.1.18"])(
    "finds a start of 2.5 s in a state of %s that was recorded without the CIB",
    (version) => {
      const cib = element("cib");
      const s = { cib, simulation: simulationRecorded(`${version}/starting`, cib), log: LOG };
      const ids = Object.keys(PENDING);
      expect(Object.fromEntries(ids.map((id) => [id, pendingActions(s, id)]))).toEqual(PENDING);
      expect(ids.map((id) => findInstances(s, id).map((i) => i.active))).toEqual([
        [true],
        [false],
        [false],
        [true, true],
      ]);
    },
  );
});
