import { stopForDeletion } from "../../sdk/cib/model/target-role";
import type { Snapshot } from "../../sdk/await/snapshot";
import { type Element, idOf, sectionOf } from "../../sdk/cib/xml/element";
import { clusterAt } from "../../sdk/cluster/cluster";
import { waitUntilStopped } from "../../sdk/reconcile/wait-stopped";
import { cib } from "../helpers";
import { SharedCluster, ownAddress } from "./shared-cluster";

jest.mock("node:timers/promises", () => ({ setTimeout: () => Promise.resolve() }));

afterEach(() => jest.restoreAllMocks());

describe("waitUntilStopped", () => {
  const failed = (operation: string): string =>
    `<node_state uname="rsha1" in_ccm="true" crmd="online"><lrm><lrm_resources><lrm_resource id="slow">` +
    `<lrm_rsc_op id="slow_last_failure_0" operation_key="slow_${operation}_0" operation="${operation}" call-id="8" rc-code="1" op-status="0" interval="0"/>` +
    `</lrm_resource></lrm_resources></lrm></node_state>`;
  const stop = (c: Element): Element => stopForDeletion(c, "slow");

  /** Waits until a resource has stopped. Returns whether it has, and the resources that were cleaned up first. */
  async function waitAfter(
    before: Element,
    now: Element,
    resource = "slow",
  ): Promise<readonly unknown[]> {
    new SharedCluster(now);
    const cluster = clusterAt(ownAddress());
    const cleanup = jest.spyOn(cluster, "cleanup").mockResolvedValue();
    const stopping = { resources: [resource], before, stop, timeout: 1 };
    const done = await waitUntilStopped(cluster, resource, stopping);
    return [done, cleanup.mock.calls.flat()];
  }
  const primitive = `<primitive id="slow"/>`;

  test.each([
    ["cleans up a resource that has failed to stop", "stop", ["slow"]],
    ["cleans up no resource that has failed to start", "start", []],
  ])("%s", async (_behaviour, operation, cleaned) => {
    const before = cib(primitive, "", "", failed(operation));
    expect(await waitAfter(before, stop(cib(primitive)))).toEqual([true, cleaned]);
  });

  test.each([
    [
      "an order",
      `<rsc_order id="o" first="app" then="slow"/>`,
      `<primitive id="app"/><primitive id="slow"/>`,
    ],
    [
      "a colocation with a group",
      `<rsc_colocation id="c" rsc="slow" with-rsc="g" score="INFINITY"/>`,
      `<group id="g"><primitive id="app"/></group><primitive id="slow"/>`,
    ],
    [
      "a chain",
      `<rsc_order id="o" first="app" then="b"/><rsc_order id="p" first="b" then="slow"/>`,
      `<primitive id="slow"/><primitive id="b"/><primitive id="app"/>`,
    ],
  ])(
    "cleans up a failed stop that has to come before, by %s",
    async (_kind, constraints, resources) => {
      const before = cib(resources, constraints, "", failed("stop"));
      const now = stopForDeletion(cib(resources, constraints), "app");
      expect(await waitAfter(before, now, "app")).toEqual([true, ["slow"]]);
    },
  );

  test("cleans up no failed stop that needs not come before", async () => {
    const optional = `<rsc_order id="o" first="app" then="slow" kind="Optional"/><rsc_order id="p" first="slow" then="app"/>`;
    const resources = `<primitive id="app"/><primitive id="slow"/>`;
    const before = cib(resources, optional, "", failed("stop"));
    const now = stopForDeletion(cib(resources, optional), "app");
    expect(await waitAfter(before, now, "app")).toEqual([true, []]);
  });

  test("fails if the resource does not stop although the commit is still there", async () => {
    const cluster = clusterAt(ownAddress());
    new SharedCluster(stop(cib(primitive)));
    const late = new Error("it does not stop");
    const waiting = jest.spyOn(cluster.watcher, "waitFor").mockRejectedValue(late);
    const stopping = { resources: ["slow"], before: cib(primitive), stop, timeout: 1 };
    await expect(waitUntilStopped(cluster, "slow", stopping)).rejects.toBe(late);
    expect(waiting.mock.calls).toEqual([["slow", { resources: ["slow"], stopped: true }, 1]]);
    jest.spyOn(cluster, "readAfterForeignWriters").mockResolvedValue(stop(cib(primitive)));
    await expect(waitUntilStopped(cluster, "slow", stopping)).rejects.toBe(late);
  });

  describe("with an order that was kept for deletion, and that keeps it from stopping", () => {
    const order = `<rsc_order id="o-kept-for-deletion" first="db" first-action="demote" then="slow" then-action="stop" symmetrical="false"/>`;
    const db = `<primitive id="db"/>${primitive}`;
    const late = new Error("it does not stop");

    /** Waits, the first time in vain. Returns how often it waited, how it ended, and the constraints that are left. */
    async function waitTwice(now: Element): Promise<readonly unknown[]> {
      const shared = new SharedCluster(stop(now));
      const cluster = clusterAt(ownAddress());
      const waiting = jest
        .spyOn(cluster.watcher, "waitFor")
        .mockRejectedValueOnce(late)
        .mockResolvedValueOnce({} as Snapshot);
      const stopping = { resources: ["slow"], before: cib(db, order), stop, timeout: 1 };
      const ended = await waitUntilStopped(cluster, "slow", stopping).catch((e: unknown) => e);
      const left = sectionOf(shared.present, "constraints").children.map(idOf);
      return [waiting.mock.calls.length, ended, left];
    }

    test("drops the order, says so, and waits again", async () => {
      const log = jest.spyOn(console, "log").mockReturnValue();
      expect(await waitTwice(cib(db, order))).toEqual([2, true, []]);
      expect(log.mock.calls.flat()).toEqual([
        "slow: o is over and would keep it from stopping, so it goes",
      ]);
    });

    test("waits again if another deletion has dropped it", async () => {
      expect(await waitTwice(cib(primitive))).toEqual([2, true, []]);
    });

    test("fails if the order still has to wait", async () => {
      const unmanaged = `<primitive id="db"><meta_attributes id="m"><nvpair id="n" name="is-managed" value="false"/></meta_attributes></primitive>${primitive}`;
      expect(await waitTwice(cib(unmanaged, order))).toEqual([1, late, ["o-kept-for-deletion"]]);
    });
  });

  test("returns false, with a log line, if another writer has started the resource again", async () => {
    const cluster = clusterAt(ownAddress());
    const log = jest.spyOn(console, "log").mockReturnValue();
    jest.spyOn(cluster.watcher, "waitFor").mockRejectedValue(new Error("it does not stop"));
    jest.spyOn(cluster, "readAfterForeignWriters").mockResolvedValue(cib(primitive));
    const stopping = { resources: ["slow"], before: cib(primitive), stop, timeout: 1 };
    expect(await waitUntilStopped(cluster, "p", stopping)).toBe(false);
    expect(log.mock.calls.flat()).toEqual([
      expect.stringMatching(/^p: another writer has started slow again \(.*\), stopping again$/),
    ]);
  });
});
