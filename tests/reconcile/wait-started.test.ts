import type { Element } from "../../sdk/cib/xml/element";
import type { Goal, Verdict } from "../../sdk/await/goal";
import { holdPrimitive } from "../../sdk/cib/model/hold";
import * as probes from "../../sdk/await/false-positive-probe";
import * as verdicts from "../../sdk/await/verdict";
import { cib } from "../helpers";
import { type Situation, wait } from "./settling";
import { startedOn } from "./shared-cluster";

afterEach(() => jest.restoreAllMocks());

describe("waitUntilSettled", () => {
  const p = { resources: ["p"] };
  const attribute = "pingd";
  const group = { resources: ["g"] };
  const ids = ["a", "p", "b", "c", "d"];
  const apart = ids.map((id) => `<primitive id="${id}"/>`).join("");
  const members = `<group id="g">${apart}</group>`;
  const holding = (...held: readonly string[]): Element =>
    held.reduce((c, id) => holdPrimitive(c, id, ["OrderConstraint o"]), cib(members));

  test.each<[string, Situation, readonly Goal[]]>([
    ["the object", {}, [p]],
    ["nothing with waitFor none", { args: { waitFor: "none" } }, []],
    ["nothing if the object does not run", { target: { resources: [] } }, []],
    [
      "the primitives that it has released, each once",
      { released: ["a", "b"], before: { __awaits: ["b"], value: "1" } },
      [{ resources: ["p", "a", "b"], existedBefore: true }],
    ],
    [
      "the released primitives alone with waitFor none",
      { args: { waitFor: "none" }, released: ["a"] },
      [{ resources: ["a"] }],
    ],
    [
      "no released primitive whose own waitFor is none",
      { released: ["a", "b"], held: { a: { waitFor: "none" } } },
      [{ resources: ["p", "b"] }],
    ],
    [
      "nothing with waitFor none if the released primitives do not wait either",
      { args: { waitFor: "none" }, released: ["a"], held: { a: { waitFor: "none" } } },
      [],
    ],
    [
      "the attribute that a released primitive sets",
      { released: ["a"], held: { a: { attribute } } },
      [{ resources: ["p", "a"], attribute }],
    ],
    ["nothing while all that it names is held", { committed: holding("p") }, []],
    [
      "nothing while all members are held",
      { target: group, committed: holding("a", "p", "b", "c", "d") },
      [],
    ],
    ["a group of which one member is held", { target: group, committed: holding("a") }, [group]],
    [
      "a constraint on what is held in part",
      { target: { resources: ["a", "p"], onlySettled: true }, committed: holding("a") },
      [{ resources: ["a", "p"], onlySettled: true }],
    ],
    [
      "a constraint to settle, and the released primitives to start",
      { target: { ...p, onlySettled: true }, released: ["a"] },
      [{ resources: ["a"], alsoSettled: ["p"] }],
    ],
    [
      "a constraint to settle",
      { target: { ...p, onlySettled: true } },
      [{ ...p, onlySettled: true }],
    ],
  ])("waits for %s", async (_what, situation, goals) => {
    expect(await wait(situation)).toEqual({ goals, cleaned: [] });
  });

  const failure = (id: string): string =>
    `<lrm_resource id="${id}"><lrm_rsc_op id="${id}_last_failure_0" operation_key="${id}_start_0" operation="start" call-id="8" rc-code="1" op-status="0" interval="0"/><lrm_rsc_op id="${id}_last_0" operation_key="${id}_stop_0" operation="stop" call-id="9" rc-code="0" op-status="0" interval="0"/></lrm_resource>`;
  const status = startedOn("rsha1", "a", "p", "b").replace("</lrm_resources>", `${failure("c")}$&`);
  const inGroup = cib(members, "", "", status);
  const changed = { args: { value: "2" }, before: { value: "1" } };
  const elsewhere = { nodes: [{ name: "rsha1", host: "moved" }] };

  describe("after the wait", () => {
    const probe = `<lrm_rsc_op id="p_last_failure_0" operation_key="p_monitor_0" operation="monitor" call-id="6" rc-code="0" op-status="0" interval="0"/>`;
    const found = cib(
      `<primitive id="p"/>`,
      "",
      "",
      startedOn("rsha1", "p").replace("<lrm_rsc_op", `${probe}$&`),
    );
    const line = expect.stringMatching(
      /^p: probe on rsha1 found p running before the cluster/,
    ) as unknown;

    /** Waits for `p`. Returns the log, and the primitives whose status was checked. */
    async function check(now: Element, situation: Situation): Promise<readonly unknown[]> {
      const log = jest.spyOn(console, "log").mockReturnValue();
      const refuse = jest.spyOn(probes, "refuseFalseStatus").mockResolvedValue();
      await wait({ now, ...situation });
      return [log.mock.calls.flat(), refuse.mock.calls.map(([, primitives]) => primitives)];
    }
    const nothing = [[], []];

    test.each<[string, Element, Situation, readonly unknown[]]>([
      [
        "reports a new primitive that a probe found running, and checks it",
        found,
        {},
        [[line], [["p"]]],
      ],
      ["checks a changed primitive that a probe found running", found, changed, [[], [["p"]]]],
      ["checks nothing that the cluster has started", inGroup, {}, nothing],
      [
        "checks nothing that a constraint names",
        found,
        { target: { ...p, onlySettled: true } },
        nothing,
      ],
    ])("%s", async (_behaviour, now, situation, expected) => {
      expect(await check(now, situation)).toEqual(expected);
    });
  });

  describe("before it waits for an update", () => {
    const same = { args: { value: "1" }, before: { value: "1" } };
    const failed = { state: "failed", reasons: ["it failed"] } as const;

    test.each<[string, Situation, Verdict, readonly string[]]>([
      ["cleans up what has failed, if the update changes it", changed, failed, ["p"]],
      ["cleans up what has failed, if the update is repeated", same, failed, ["p"]],
      ["cleans up nothing of a new object", { args: { value: "1" } }, failed, []],
      [
        "cleans up nothing if only the connection changes",
        { ...same, args: { value: "1", cluster: elsewhere } },
        failed,
        [],
      ],
      ["cleans up nothing that has not failed", changed, { state: "waiting", line: "" }, []],
      ["cleans up nothing that is only missing", changed, { ...failed, soft: true }, []],
      [
        "cleans up nothing that a constraint names",
        { ...changed, target: { ...p, onlySettled: true } },
        failed,
        [],
      ],
      [
        "cleans up a member whose later members are missing",
        { ...changed, committed: inGroup },
        { ...failed, soft: true },
        ["p"],
      ],
    ])("%s", async (_behaviour, situation, verdict, cleaned) => {
      jest.spyOn(verdicts, "judgeGoal").mockReturnValue(verdict);
      expect((await wait(situation)).cleaned).toEqual(cleaned);
    });
  });

  describe("after an update of a group member", () => {
    const words = "it comes after p in the group g, so the change of p restarts it";
    const repeated = { args: { value: "1" }, before: { value: "1" } };

    test.each<[string, Situation, readonly string[] | undefined]>([
      ["waits for the running members behind it", changed, ["b"]],
      ["waits for the failed members behind it too if it is a repair", repeated, ["b", "c"]],
      [
        "waits for no member behind a constraint",
        { ...changed, target: { ...p, onlySettled: true } },
        undefined,
      ],
      ["waits for no member behind a new one", { args: { value: "2" } }, undefined],
      [
        "waits for no member behind the last one",
        { ...changed, target: { resources: ["d"] } },
        undefined,
      ],
    ])("%s", async (_behaviour, situation, behind) => {
      jest.spyOn(console, "log").mockReturnValue();
      const { goals } = await wait({ committed: inGroup, ...situation });
      expect(goals.map(({ laterMembers }) => laterMembers)).toEqual([
        behind && { members: behind, words },
      ]);
    });

    test.each([
      ["member of a clone around it", `<clone id="g"><primitive id="p"/></clone>`],
      ["resource behind it outside of a group", apart],
    ])("waits for no %s", async (_what, resources) => {
      const { goals } = await wait({ committed: cib(resources, "", "", status), ...changed });
      expect(goals).toEqual([{ ...p, existedBefore: true }]);
    });
  });
});
