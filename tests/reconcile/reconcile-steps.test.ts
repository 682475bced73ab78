import { removeById } from "../../sdk/cib/xml/element";
import { clusterAt } from "../../sdk/cluster/cluster";
import type { CibKind, PutRequest } from "../../sdk/kind/cib-kind";
import * as governing from "../../sdk/reconcile/govern";
import { cibLifecycle } from "../../sdk/reconcile/reconcile";
import { noteReplaced, retain } from "../../sdk/reconcile/retained-objects";
import * as stops from "../../sdk/reconcile/stop-first";
import { ipAddr2 } from "../../sdk/resources/primitives/ip-addr2";
import { agent, cib } from "../helpers";
import { SharedCluster, ownAddress } from "./shared-cluster";

jest.mock("node:timers/promises", () => ({ setTimeout: () => Promise.resolve() }));

type Inputs = Parameters<typeof ipAddr2.validate>[0];
const inputsOf = (own: object = {}): Inputs => ({
  ...{ __kind: ipAddr2.type, cluster: ownAddress(), name: "ip", ip: "10.0.0.1" },
  ...own,
});
const withIp = ipAddr2.put(cib(), {
  args: { __kind: "", name: "ip", ip: "10.0.0.1", cluster: { nodes: [] } },
  agent,
}).cib;

/** The kind, which owns these constraints. Notes the object and the former arguments of each `put`. */
function recording(owned?: readonly string[]): {
  readonly kind: CibKind<Inputs>;
  readonly requests: Pick<PutRequest<Inputs>, "id" | "before">[];
} {
  const requests: Pick<PutRequest<Inputs>, "id" | "before">[] = [];
  const put: CibKind<Inputs>["put"] = (seen, request) => {
    const { agent: _agent, args: _args, ...rest } = request;
    requests.push(rest);
    return { ...ipAddr2.put(seen, request), ...(owned && { owned }) };
  };
  return { kind: { ...ipAddr2, put }, requests };
}

beforeEach(() => jest.spyOn(console, "log").mockReturnValue());
afterEach(() => jest.restoreAllMocks());

describe("cibLifecycle", () => {
  const before = (): Inputs => inputsOf({ ip: "10.0.0.9" });

  const made = { id: "ip" };
  const changed = { id: "ip", before: "10.0.0.9" };

  // The second put verifies that the object is still there.
  test.each([
    ["create", "of a new object", cib(), [{}, made], true, true],
    ["create", "of an object that is there", withIp, [made, made], true, false],
    ["update", "of an object that is there", withIp, [changed, changed], false, false],
    ["update", "of an object that is gone", cib(), [changed, changed], false, false],
  ] as const)(
    "tells put and govern what is known, at the %s %s",
    async (verb, _of, present, puts, ofConfiguration, isNew) => {
      new SharedCluster(present);
      const cluster = clusterAt(ownAddress());
      const submit = jest.spyOn(cluster.transactions, "submit");
      const govern = jest.spyOn(governing, "govern");
      const stopFirst = jest.spyOn(stops, "stopFirst").mockResolvedValue();
      const { kind, requests } = recording();
      const lifecycle = cibLifecycle(kind);
      await (verb === "create"
        ? lifecycle.create(inputsOf())
        : lifecycle.update("ip", before(), inputsOf()));
      const told = requests.map(({ id, before: old }) => ({
        ...(id !== undefined && { id }),
        ...(old && { before: (old as unknown as { ip: string }).ip }),
      }));
      expect({
        puts: told,
        traits: submit.mock.calls.map(([, , traits]) => traits?.ofConfiguration),
        governed: govern.mock.calls.map(([, c]) => [c.isNew, c.hasConstraints]),
        stops: stopFirst.mock.calls.length,
        claims: [...cluster.claimedIds.keys()],
      }).toEqual({
        puts,
        traits: [ofConfiguration],
        governed: [[isNew, false]],
        stops: verb === "create" ? 0 : 1,
        claims: verb === "create" ? ["ip"] : [],
      });
    },
  );

  test("reads the status for a new object whose put inspects running resources", async () => {
    new SharedCluster(cib());
    const submit = jest.spyOn(clusterAt(ownAddress()).transactions, "submit");
    const running = { stopTarget: () => "ip", stopBeforePut: () => undefined };
    await cibLifecycle({ ...ipAddr2, running }).create(inputsOf());
    expect(submit.mock.calls.map(([, , traits]) => traits?.ofConfiguration)).toEqual([false]);
  });

  test("claims the constraints that an object owns, at an update too", async () => {
    new SharedCluster(withIp);
    const govern = jest.spyOn(governing, "govern");
    await cibLifecycle(recording(["o"]).kind).update("ip", before(), inputsOf());
    expect([...clusterAt(ownAddress()).claimedIds.keys()]).toEqual(["o"]);
    expect(govern.mock.calls.map(([, { hasConstraints }]) => hasConstraints)).toEqual([true]);
  });

  test("applies an update again when another writer overwrites it after the wait", async () => {
    const node = new SharedCluster(withIp);
    const overwritten = removeById(withIp, "ip");
    jest
      .spyOn(clusterAt(ownAddress()), "readAfterForeignWriters")
      .mockResolvedValueOnce(overwritten)
      .mockResolvedValue(undefined);
    const { kind, requests } = recording();
    const old = before();
    await cibLifecycle(kind).update("ip", old, inputsOf({ ip: "10.0.0.2" }));
    expect(requests.filter((r) => r.id !== "ip" || r.before !== old)).toEqual([]);
    expect([node.patches, requests.length]).toEqual([1, 4]);
  });

  describe("when it deletes an object that notes what the program gives up", () => {
    type Noted = Inputs & { readonly gone?: readonly string[] };

    /** Returns what the deletion takes for given up, of the members `kept` and `lost`. */
    async function goneAt(members: readonly string[]): Promise<readonly string[] | undefined> {
      new SharedCluster(withIp);
      retain(ownAddress(), "kept");
      let gone: readonly string[] | undefined;
      const noting = {
        ...ipAddr2,
        running: undefined,
        remove: (seen: ReturnType<typeof cib>, id: string, args: Noted) => {
          gone = args.gone;
          return removeById(seen, id);
        },
        noteUndeclared: (args: Noted, isDeclared: (id: string) => boolean): Noted => {
          const undeclared = members.filter((id) => !isDeclared(id));
          return undeclared.length > 0 ? { ...args, gone: undeclared } : args;
        },
      } as unknown as CibKind<Inputs>;
      await cibLifecycle(noting).delete("ip", inputsOf());
      return gone;
    }

    test("gives up what no other resource retains", async () => {
      expect([await goneAt(["kept", "lost"]), await goneAt(["kept"])]).toEqual([
        ["lost"],
        undefined,
      ]);
    });

    test("gives up everything of a replaced object that loses something", async () => {
      noteReplaced(ownAddress(), "ip");
      expect(await goneAt(["kept", "lost"])).toEqual(["kept", "lost"]);
    });

    test("gives up nothing of a replaced object that loses nothing", async () => {
      noteReplaced(ownAddress(), "ip");
      expect(await goneAt(["kept"])).toBeUndefined();
    });
  });

  test("names the shared parts and the constraints that an object retains", () => {
    const kind: CibKind<Inputs> = {
      ...ipAddr2,
      sharing: { sharedParts: () => ["part"], withoutSharedParts: (args) => args },
      owning: { ownedConstraints: () => [], constraintsInState: () => ["o"] },
    };
    const parts = [kind, { ...kind, sharing: undefined, owning: undefined }].map((k) =>
      cibLifecycle(k).retainedParts?.(inputsOf()),
    );
    expect(parts).toEqual([["part", "o"], []]);
  });
});
