import { type Element, byId, removeById } from "../../sdk/cib/xml/element";
import type { CibKind } from "../../sdk/kind/cib-kind";
import { cibLifecycle } from "../../sdk/reconcile/reconcile";
import { ipAddr2 } from "../../sdk/resources/primitives/ip-addr2";
import { cib } from "../helpers";
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
