import { stopForDeletion } from "../../sdk/cib/model/target-role";
import { type Element, byId, removeById, sectionOf } from "../../sdk/cib/xml/element";
import type { CibKind } from "../../sdk/kind/cib-kind";
import { cibLifecycle } from "../../sdk/reconcile/reconcile";
import * as waits from "../../sdk/reconcile/wait-started";
import { ipAddr2 } from "../../sdk/resources/primitives/ip-addr2";
import { agent, cib } from "../helpers";
import { SharedCluster, ownAddress } from "./shared-cluster";

jest.mock("node:timers/promises", () => ({ setTimeout: () => Promise.resolve() }));

type Inputs = Parameters<typeof ipAddr2.validate>[0];
const inputsOf = (own: object): Inputs =>
  ({ __kind: ipAddr2.type, cluster: ownAddress(), ip: "10.0.0.1", ...own }) as unknown as Inputs;

const withoutIp = (seen: Element): Element => removeById(seen, "ip");

let log: jest.SpyInstance;
beforeEach(() => (log = jest.spyOn(console, "log").mockReturnValue()));
afterEach(() => jest.restoreAllMocks());

describe("cibLifecycle", () => {
  test("refuses an id that another resource of the run creates in the same transaction", async () => {
    const node = new SharedCluster(cib());
    const lifecycle = cibLifecycle(ipAddr2);
    const results = await Promise.allSettled(
      ["first", "second"].map((label) => lifecycle.create(inputsOf({ name: "ip", label }))),
    );
    expect([results.map((r) => r.status), node.patches]).toEqual([["fulfilled", "rejected"], 1]);
    expect(results[1]).toMatchObject({
      reason: {
        message:
          "ip: another resource of this program creates ip in this run; declare it once, or give one of them another name",
      },
    });
  });

  test("takes an equal object over, and says that another stack's destroy removes it too", async () => {
    const node = new SharedCluster(cib());
    const lifecycle = cibLifecycle(ipAddr2);
    await lifecycle.create(inputsOf({ name: "ip" }));
    const cluster = { nodes: [{ name: "rsha1", host: "another run" }] };
    await lifecycle.create(inputsOf({ name: "ip", cluster }));
    expect([node.patches, log.mock.calls.flat()]).toEqual([
      1,
      ["ip: is already there, taken over; a destroy of any stack that declares it removes it"],
    ]);
  });

  const EXISTS = "ip (pacemaker:IpAddr2) exists in the cluster already and differs from what";
  const ipOf = (seen: Element): string | undefined =>
    byId(seen, "ip-instance_attributes-ip")?.attributes.value;

  test.each([
    [{}, [EXISTS, 0, "10.0.0.1"]],
    [{ adopt: false }, [EXISTS, 0, "10.0.0.1"]],
    [{ adopt: true }, [undefined, 1, "10.0.0.2"]],
  ])("changes an object that differs only with adopt: %j", async (adopt, expected) => {
    const present = ipAddr2.put(cib(), { args: inputsOf({ name: "ip" }), agent }).cib;
    const node = new SharedCluster(present);
    const message = await cibLifecycle(ipAddr2)
      .create(inputsOf({ name: "ip", ip: "10.0.0.2", ...adopt }))
      .then(
        () => undefined,
        (e: unknown) => (e as Error).message.split(" is declared", 1)[0],
      );
    expect([message, node.patches, ipOf(node.present)]).toEqual(expected);
  });

  test("changes an object at an update without adopt", async () => {
    const before = inputsOf({ name: "ip" });
    const node = new SharedCluster(ipAddr2.put(cib(), { args: before, agent }).cib);
    await cibLifecycle(ipAddr2).update("ip", before, { ...before, ip: "10.0.0.3" });
    expect([node.patches, ipOf(node.present), log.mock.calls]).toEqual([1, "10.0.0.3", []]);
  });

  describe("after an interrupted deletion", () => {
    const put = (): Element => ipAddr2.put(cib(), { args: inputsOf({ name: "ip" }), agent }).cib;

    test.each(["create", "update"] as const)("starts the object again at %s", async (verb) => {
      const node = new SharedCluster(stopForDeletion(put(), "ip"));
      const lifecycle = cibLifecycle(ipAddr2);
      const args = inputsOf({ name: "ip" });
      await (verb === "create" ? lifecycle.create(args) : lifecycle.update("ip", args, args));
      const [now, expected] = [node.present, put()].map((c) => sectionOf(c, "resources"));
      expect([node.patches, now]).toEqual([1, expected]);
    });

    test("reports in a read that the object is stopped, and only then", async () => {
      const node = new SharedCluster(stopForDeletion(put(), "ip"));
      const lifecycle = cibLifecycle(ipAddr2);
      const args = inputsOf({ name: "ip" });
      const stopped = { ...args, stoppedForDeletion: true };
      expect(await lifecycle.read("ip", args)).toEqual(stopped);
      node.present = put();
      const later = inputsOf({
        name: "ip",
        cluster: { nodes: [{ name: "rsha1", host: "later" }] },
      });
      expect(await lifecycle.read("ip", { ...later, stoppedForDeletion: true })).toEqual(later);
    });
  });

  test("logs the notes of a put only when it changes something", async () => {
    new SharedCluster(cib());
    const kind: CibKind<Inputs> = {
      ...ipAddr2,
      put: (seen, request) => ({ ...ipAddr2.put(seen, request), notes: ["a note"] }),
    };
    const args = inputsOf({ name: "ip" });
    await cibLifecycle(kind).create(args);
    await cibLifecycle(kind).update("ip", args, args);
    expect(log.mock.calls).toEqual([["ip: a note"]]);
  });

  test("deletes a missing object without a patch", async () => {
    const node = new SharedCluster(cib());
    await cibLifecycle(ipAddr2).delete("ip", inputsOf({ name: "ip" }));
    expect([node.patches, log.mock.calls]).toEqual([0, []]);
  });

  test("reports a failed wait with the id, so that the state contains the object", async () => {
    new SharedCluster(cib());
    const failing = jest.spyOn(waits, "waitUntilSettled").mockRejectedValue(new Error("it failed"));
    await expect(cibLifecycle(ipAddr2).create(inputsOf({ name: "ip" }))).rejects.toMatchObject({
      id: "ip",
      message: "it failed",
    });
    expect(failing).toHaveBeenCalledTimes(1);
  });

  test("applies the object again when another writer overwrote it", async () => {
    const node = new SharedCluster(cib(), (seen, nth) => (nth === 1 ? withoutIp(seen) : undefined));
    const { id } = await cibLifecycle(ipAddr2).create(inputsOf({ name: "ip" }));
    expect([id, node.patches, byId(node.present, "ip")?.name]).toEqual(["ip", 2, "primitive"]);
    expect(log.mock.calls.flat()).toEqual([
      expect.stringMatching(
        /^ip: overwritten by another writer \(.*, epoch 9\), applying it again$/,
      ),
    ]);
  });

  test("gives up after five rounds, and reports the id and kindState of the last commit", async () => {
    const node = new SharedCluster(cib(), withoutIp);
    const kind: CibKind<Inputs> = {
      ...ipAddr2,
      put: (seen, request) => ({ ...ipAddr2.put(seen, request), kindState: seen.attributes.epoch }),
    };
    await expect(cibLifecycle(kind).create(inputsOf({ name: "ip" }))).rejects.toMatchObject({
      id: "ip",
      kindState: "15",
      message:
        "ip: another writer overwrote it 5 times; stop what else changes this cluster, then run again",
    });
    expect(node.patches).toBe(5);
  });
});
