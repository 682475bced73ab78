import type { CommonInputs, Lifecycle } from "../../sdk/kind/lifecycle";
import { makeProvider } from "../../sdk/provider/provider";

type Props = CommonInputs & Readonly<Record<string, unknown>>;

/** Inputs on a cluster that no other test uses: what a run retains is shared. */
const inputs = (own: object = {}): Props => ({
  __kind: "test:Thing",
  __label: "thing",
  cluster: { nodes: [{ name: expect.getState().currentTestName ?? "" }] },
  size: 1,
  ...own,
});

/** A provider of one kind with a fixed id, and what it was told to do. */
function recorded(existedBefore = false): {
  readonly provider: ReturnType<typeof makeProvider>;
  readonly calls: string[];
} {
  const calls: string[] = [];
  const note = (verb: string, id: string): Promise<void> =>
    Promise.resolve(void calls.push(`${verb} ${id}`));
  const lifecycle: Lifecycle = {
    kind: { type: "test:Thing", arguments: {}, validate: () => [] },
    findReplacement: () => ({ properties: [] }),
    create: () => note("create", "x").then(() => ({ id: "x", existedBefore })),
    read: () => Promise.resolve(undefined),
    update: (id) => note("update", id),
    delete: (id) => note("delete", id),
    restart: (id) => note("restart", id),
  };
  return { provider: makeProvider([lifecycle]), calls };
}

beforeEach(() => jest.spyOn(console, "log").mockReturnValue());
afterEach(() => jest.restoreAllMocks());

describe("A replacement", () => {
  test("by replaceOnChanges deletes the object, although the provider proposed an update", async () => {
    const { provider, calls } = recorded();
    const [olds, news] = [inputs(), inputs({ size: 2 })];
    await provider.check(olds, news);
    expect(await provider.diff("x", olds, news)).toEqual({
      replaces: [],
      deleteBeforeReplace: true,
    });
    await provider.check({}, news);
    await provider.delete("x", olds);
    await provider.create(news);
    expect(calls).toEqual(["delete x", "create x"]);
  });

  test("by --replace, which asks for no diff, restarts the object that the new half has taken over", async () => {
    const { provider, calls } = recorded(true);
    await provider.check({}, inputs());
    await provider.create(inputs());
    await provider.delete("x", inputs());
    expect(calls).toEqual(["create x", "restart x"]);
  });

  test("of the Pulumi name alone keeps the object as it runs", async () => {
    const { provider, calls } = recorded(true);
    const news = inputs({ __label: "other" });
    await provider.check({}, news);
    await provider.create(news);
    await provider.delete("x", inputs());
    expect(calls).toEqual(["create x"]);
  });

  test("never happens to an object that another resource of the program has: it is kept", async () => {
    const { provider, calls } = recorded();
    await provider.check(inputs(), inputs());
    await provider.diff("x", inputs(), inputs());
    await provider.check({}, inputs({ __label: "second" }));
    await provider.delete("x", inputs({ __label: "gone" }));
    expect(calls).toEqual([]);
  });
});

describe("diff", () => {
  test.each([
    ["label", "a", "b"],
    ["__noted", 1, 2],
    ["privateKeyPath", "/a", "/b"],
    ["knownHostsPath", "/a", "/b"],
    ["agentSocketPath", "/a", "/b"],
    ["__provider", "a", "b"],
  ])("sees a change of a parameter that is called %s", async (name, before, now) => {
    const { provider } = recorded();
    const [olds, news] = [before, now].map((v) => inputs({ parameters: { [name]: v } }));
    expect(await provider.diff("x", olds as Props, news as Props)).toMatchObject({ replaces: [] });
  });

  test("updates a primitive that the program no longer makes wait for something", async () => {
    const { provider } = recorded();
    const [one, none] = [["OrderConstraint o"], []].map((__governedBy) => inputs({ __governedBy }));
    expect(await provider.diff("x", one as Props, none as Props)).toMatchObject({ replaces: [] });
    expect(await provider.diff("x", none as Props, one as Props)).toEqual({ changes: false });
  });
});

describe("check", () => {
  const provider = (): ReturnType<typeof makeProvider> => recorded().provider;
  const before = {
    __label: "old",
    name: "old",
    cloneName: "old-clone",
    clone: { name: "old-clone" },
  };
  const now = { __label: "new", name: "new", cloneName: "new-clone", clone: { name: "new-clone" } };

  test("keeps the ids that follow the Pulumi name when an alias changes it, run after run", async () => {
    const first = await provider().check(inputs(before), inputs(now));
    const kept = inputs({ ...before, __label: "new", __firstLabel: "old" });
    expect(first).toEqual({ inputs: kept, failures: [] });
    expect(await provider().check(first.inputs, inputs(now))).toEqual(first);
    const third = { ...now, __label: "third", name: "third" };
    expect((await provider().check(first.inputs, inputs(third))).inputs).toMatchObject({
      name: "old",
      __firstLabel: "old",
    });
  });

  test("keeps the ids of a state that an older version has written", async () => {
    const olds = inputs({ __label: undefined, name: "old" });
    const { inputs: kept } = await provider().check(olds, inputs({ __label: "new", name: "new" }));
    expect(kept).toMatchObject({ name: "old", __firstLabel: "old" });
  });

  test("changes an id that the program gives", async () => {
    const { inputs: checked } = await provider().check(
      inputs(before),
      inputs({ ...now, name: "x" }),
    );
    expect(checked).toMatchObject({ name: "x" });
    const anew = await provider().check({}, inputs(now));
    expect(anew.inputs).toEqual(inputs(now));
  });
});
