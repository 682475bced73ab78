import type { Element } from "../../sdk/cib/xml/element";
import type { Goal, Verdict } from "../../sdk/await/goal";
import * as verdicts from "../../sdk/await/verdict";
import { clusterAt } from "../../sdk/cluster/cluster";
import type { CibKind, HeldWait, WaitTarget } from "../../sdk/kind/cib-kind";
import type { CommonInputs } from "../../sdk/kind/lifecycle";
import { CibOperation } from "../../sdk/reconcile/operation";
import { waitUntilSettled } from "../../sdk/reconcile/wait-started";
import { cib } from "../helpers";
import { SharedCluster, ownAddress, startedOn } from "./shared-cluster";

/** What an operation has committed, and what the program wants to wait for. */
interface Situation {
  readonly target?: WaitTarget;
  readonly args?: Partial<CommonInputs> & { readonly value?: string };
  /** The arguments before an update. A create has none. */
  readonly before?: Partial<CommonInputs> & { readonly value?: string };
  readonly released?: readonly string[];
  readonly held?: Readonly<Record<string, HeldWait>>;
  readonly committed?: Element;
}

interface Waited {
  readonly goals: readonly Goal[];
  readonly cleaned: readonly string[];
}

/** Waits for `p`. Returns the goals of the wait, and the resources that were cleaned up before. */
async function wait({
  target = { resources: ["p"] },
  args = {},
  before,
  released = [],
  held = {},
  committed = cib(`<primitive id="p"/>`),
}: Situation): Promise<Waited> {
  const inputs = { __kind: "k", cluster: args.cluster ?? ownAddress() };
  const kind = { type: "k", awaits: () => target } as unknown as CibKind<CommonInputs>;
  new SharedCluster(committed);
  const cluster = clusterAt(inputs.cluster);
  for (const [id, how] of Object.entries(held)) cluster.heldWaits.set(id, how);
  const waiting = jest
    .spyOn(cluster.watcher, "waitFor")
    .mockResolvedValue({ cib: committed } as Awaited<ReturnType<typeof cluster.watcher.waitFor>>);
  const cleanup = jest.spyOn(cluster, "cleanup").mockResolvedValue();
  const op = new CibOperation(
    kind,
    { ...inputs, ...args },
    "p",
    before && { ...inputs, cluster: ownAddress(), ...before },
  );
  const applied = { id: "p", cib: committed, released, existedBefore: false, at: 0 };
  const seen = await waitUntilSettled(op, applied);
  expect(seen).toBe(waiting.mock.calls.length === 0 ? undefined : committed);
  return { goals: waiting.mock.calls.map(([, goal]) => goal), cleaned: cleanup.mock.calls.flat() };
}

afterEach(() => jest.restoreAllMocks());

describe("waitUntilSettled", () => {
  const p = { resources: ["p"] };
  const attribute = "pingd";

  test.each<[string, Situation, readonly Goal[]]>([
    ["the object", {}, [p]],
    ["nothing with waitFor none", { args: { waitFor: "none" } }, []],
    ["nothing if the object does not run", { target: { resources: [] } }, []],
    [
      "an attribute without a resource",
      { target: { resources: [], attribute } },
      [{ resources: [], attribute }],
    ],
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

  const ids = ["a", "p", "b", "c"];
  const members = ids.map((id) => `<primitive id="${id}"/>`).join("");
  const failure = (id: string): string =>
    `<lrm_resource id="${id}"><lrm_rsc_op id="${id}_last_failure_0" operation_key="${id}_start_0" operation="start" call-id="8" rc-code="1" op-status="0" interval="0"/><lrm_rsc_op id="${id}_last_0" operation_key="${id}_stop_0" operation="stop" call-id="9" rc-code="0" op-status="0" interval="0"/></lrm_resource>`;
  const status = startedOn("rsha1", "a", "p", "b").replace("</lrm_resources>", `${failure("c")}$&`);
  const inGroup = cib(`<group id="g">${members}</group>`, "", "", status);
  const changed = { args: { value: "2" }, before: { value: "1" } };
  const elsewhere = { nodes: [{ name: "rsha1", host: "moved" }] };

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
        { ...changed, target: { resources: ["c"] } },
        undefined,
      ],
    ])("%s", async (_behaviour, situation, behind) => {
      jest.spyOn(console, "log").mockReturnValue();
      const { goals } = await wait({ committed: inGroup, ...situation });
      expect(goals.map(({ laterMembers }) => laterMembers)).toEqual([
        behind && { members: behind, words },
      ]);
    });

    test("waits for no member of a clone around it", async () => {
      const clone = cib(`<clone id="g"><primitive id="p"/></clone>`, "", "", status);
      const { goals } = await wait({ committed: clone, ...changed });
      expect(goals).toEqual([{ ...p, existedBefore: true }]);
    });
  });
});
