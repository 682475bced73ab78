import { NoUsableNode, NodeUnusable, NotConverged, PreconditionFailed } from "../../sdk/errors";
import { type CommonInputs, type Lifecycle, PartialFailure } from "../../sdk/kind/lifecycle";
import { makeProvider } from "../../sdk/provider/provider";

type Props = CommonInputs & Readonly<Record<string, unknown>>;

const PROPS: Props = {
  __kind: "test:Thing",
  __provider: "text",
  cluster: {
    nodes: [{ name: "rsha1" }],
    connection: { user: "root", privateKeyPath: "/home/a/key" },
  },
  name: "x",
  size: 1,
};

const omit = (props: Props, omitted: string): Props =>
  Object.fromEntries(
    Object.entries(props).filter(([name]) => name !== omitted),
  ) as unknown as Props;

const BARE = omit(PROPS, "__provider");

/** Makes a lifecycle that records its calls. */
function fake(overrides: Partial<Lifecycle> = {}): { lifecycle: Lifecycle; calls: unknown[] } {
  const calls: unknown[] = [];
  const lifecycle: Lifecycle = {
    kind: { type: "test:Thing", arguments: {}, validate: () => [] },
    findReplacement: () => ({ properties: [] }),
    create: () => Promise.resolve({ id: "x" }),
    read: (...all) => Promise.resolve(void calls.push(["read", ...all])).then(() => all[1]),
    update: (...all) => Promise.resolve(void calls.push(["update", ...all])),
    delete: (...all) => Promise.resolve(void calls.push(["delete", ...all])),
    ...overrides,
  };
  return { lifecycle, calls };
}

const makeTestProvider = (overrides: Partial<Lifecycle> = {}): ReturnType<typeof makeProvider> =>
  makeProvider([fake(overrides).lifecycle]);

const connection = (over: object): Props => ({
  ...PROPS,
  cluster: { ...PROPS.cluster, connection: { ...PROPS.cluster.connection, ...over } },
});

/** Returns an error's message, stack and properties, which are what Pulumi's server and engine read. */
async function catchError(work: Promise<unknown>): Promise<object> {
  const error = await work.then(
    () => new Error("nothing was thrown"),
    (e: unknown) => e as Error,
  );
  const overrides = Object.fromEntries(Object.entries(error));
  return { message: error.message, stack: error.stack, ...overrides };
}

beforeEach(() => jest.spyOn(console, "log").mockReturnValue());
afterEach(() => jest.restoreAllMocks());

describe("makeProvider", () => {
  test("check returns the inputs and the failures, those of the common arguments first", async () => {
    const failure = { property: "size", reason: "size: too big" };
    const news = { ...PROPS, adopt: "yes" } as unknown as Props;
    expect(
      await makeTestProvider({
        kind: { type: "test:Thing", arguments: {}, validate: () => [failure] },
      }).check(PROPS, news),
    ).toEqual({
      inputs: news,
      failures: [{ property: "adopt", reason: `adopt: "yes" is not true or false` }, failure],
    });
  });

  test.each<[string, Props]>([
    ["nothing differs", PROPS],
    ["another key path", connection({ privateKeyPath: "/ci/key" })],
    ["the key path of a Windows machine", connection({ privateKeyPath: "C:\\Users\\a\\key" })],
    ["no key path", connection({ privateKeyPath: undefined })],
    [
      "known_hosts and agent of another machine",
      connection({ knownHostsPath: "/ci/kh", agentSocketPath: "/ci/a" }),
    ],
    [
      "another order of properties",
      Object.fromEntries(Object.entries(PROPS).reverse()) as unknown as Props,
    ],
    ["a provider of another release", { ...PROPS, __provider: "other" }],
  ])("diff finds no change: %s", async (_what, news) => {
    expect(await makeTestProvider().diff("x", PROPS, news)).toEqual({ changes: false });
  });

  test.each<[string, Props]>([
    ["a value", { ...PROPS, size: 2 }],
    ["a type", { ...PROPS, size: "1" }],
    ["a new property", { ...PROPS, more: true }],
    ["an unknown value", { ...PROPS, size: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }],
    ["another user", connection({ user: "admin" })],
  ])("diff finds a change and leaves its details to Pulumi: %s", async (_what, news) => {
    expect(await makeTestProvider().diff("x", PROPS, news)).toEqual({
      replaces: [],
      deleteBeforeReplace: true,
    });
  });

  test("diff finds a removed property", async () => {
    expect(await makeTestProvider().diff("x", PROPS, omit(PROPS, "size"))).toEqual({
      replaces: [],
      deleteBeforeReplace: true,
    });
  });

  test("diff returns the properties that replace the object, even if the inputs are equal", async () => {
    const replaces = (): { properties: string[]; deleteFirst: boolean } => ({
      properties: ["name"],
      deleteFirst: true,
    });
    expect(await makeTestProvider({ findReplacement: replaces }).diff("x", PROPS, PROPS)).toEqual({
      replaces: ["name"],
      deleteBeforeReplace: true,
    });
  });

  test("create returns the id and the inputs", async () => {
    expect(await makeTestProvider().create(PROPS)).toEqual({ id: "x", outs: PROPS });
  });

  test("read returns the observed arguments, and no id if the object is gone", async () => {
    const read = (): Promise<Props> => Promise.resolve({ ...BARE, size: 3 } as unknown as Props);
    const seen = { ...BARE, size: 3 };
    expect(await makeTestProvider({ read }).read("x", PROPS)).toEqual({
      id: "x",
      props: seen,
      inputs: seen,
    });
    expect(
      await makeTestProvider({ read: () => Promise.resolve(undefined) }).read("x", PROPS),
    ).toEqual({});
  });

  test("delete keeps an object that another resource of this run manages", async () => {
    const { lifecycle, calls } = fake();
    const { check, diff, delete: destroy } = makeProvider([lifecycle]);
    await check(PROPS, PROPS);
    await diff("shared", PROPS, connection({ privateKeyPath: "/ci/key" }));
    const moved = { ...PROPS, cluster: { nodes: [{ name: "other", host: "rsha1" }] } };
    await destroy("shared", moved);
    expect(calls).toEqual([]);
  });

  test("delete removes an object for which only a refresh called diff", async () => {
    const { lifecycle, calls } = fake();
    const { diff, delete: destroy } = makeProvider([lifecycle]);
    const gone = { ...PROPS, size: 7 };
    await diff("refreshed", gone, gone);
    await destroy("refreshed", gone);
    expect(calls).toEqual([["delete", "refreshed", omit(gone, "__provider")]]);
  });

  test("stores kindState in the state only, and diff ignores it", async () => {
    const made = { id: "noting", kindState: { of: "x" } };
    const state = { ...PROPS, __noted: made.kindState };
    const { create, update, read, diff } = makeTestProvider({
      create: () => Promise.resolve(made),
      update: () => Promise.resolve(made),
      read: (_id, args) => Promise.resolve(args),
    });
    expect([
      await create(PROPS),
      await update("noting", state, PROPS),
      await read("noting", state),
      await diff("noting", state, PROPS),
    ]).toEqual([
      { id: "noting", outs: state },
      { outs: state },
      { id: "noting", props: { ...BARE, __noted: made.kindState }, inputs: BARE },
      { changes: false },
    ]);
  });

  test("delete keeps a part that another resource adopted", async () => {
    const { lifecycle, calls } = fake({
      retainedParts: ({ __noted: noted }) => (typeof noted === "string" ? [noted] : []),
      update: () => Promise.resolve({ id: "owner", kindState: "its-part" }),
    });
    const { update, delete: destroy } = makeProvider([lifecycle]);
    await update("owner", PROPS, PROPS);
    await destroy("its-part", PROPS);
    expect(calls).toEqual([]);
  });

  test("passes no `__provider` to the lifecycles", async () => {
    const { lifecycle, calls } = fake();
    const { read, update, delete: destroy } = makeProvider([lifecycle]);
    await read("x", PROPS);
    expect(await update("x", PROPS, { ...PROPS, waitFor: "none" })).toEqual({
      outs: { ...PROPS, waitFor: "none" },
    });
    await destroy("gone", PROPS);
    expect(calls).toEqual([
      ["read", "x", BARE],
      ["update", "x", BARE, { ...BARE, waitFor: "none" }],
      ["delete", "gone", BARE],
    ]);
  });

  test("throws errors with a message only: no stack, no code, no other property", async () => {
    const fail = (): Promise<never> =>
      Promise.reject(
        Object.assign(new PreconditionFailed("the reason", { cause: 1 }), { code: 5 }),
      );
    const methods = makeTestProvider({ create: fail, read: fail, update: fail, delete: fail });
    const all = [
      methods.create(PROPS),
      methods.read("x", PROPS),
      methods.update("x", PROPS, PROPS),
      methods.delete("gone", PROPS),
    ];
    for (const work of all)
      expect(await catchError(work)).toEqual({ message: "the reason", stack: "" });
  });

  test("create and update keep the id, properties and reasons of an object that differs", async () => {
    const cause = Object.assign(new NotConverged(["one", "two"]), { code: 5 });
    const fail = (): Promise<never> => Promise.reject(new PartialFailure("x", cause));
    const { create, update } = makeTestProvider({ create: fail, update: fail });
    const expected = {
      message: "one\ntwo",
      stack: "",
      id: "x",
      properties: { ...PROPS, __awaits: [] },
      reasons: ["one", "two"],
    };
    const errors = [await catchError(create(PROPS)), await catchError(update("x", PROPS, PROPS))];
    expect(errors).toEqual([expected, expected]);
    expect(JSON.parse(JSON.stringify(errors))).toEqual(errors);
  });

  test("diff repairs what has failed, also after a refresh, in which the engine forgets the failure", async () => {
    const failed = { ...PROPS, __awaits: [] };
    const { diff, read } = makeTestProvider({ read: (_id, args) => Promise.resolve(args) });
    const { props = PROPS, inputs } = await read("x", failed);
    const { __provider: _, ...declared } = PROPS;
    expect([props, inputs]).toEqual([{ ...declared, __awaits: [] }, declared]);
    expect(await diff("x", props, PROPS)).toEqual({ changes: true });
    expect(await diff("x", PROPS, PROPS)).toEqual({ changes: false });
  });

  test("update returns an error of several lines as one reason", async () => {
    const cause = new NoUsableNode([
      new NodeUnusable("n1", "down"),
      new NodeUnusable("n2", "down"),
    ]);
    const fail = (): Promise<never> => Promise.reject(new PartialFailure("x", cause));
    const { update } = makeTestProvider({ update: fail });
    expect(await catchError(update("x", PROPS, PROPS))).toMatchObject({
      reasons: ["no node of the cluster can be used:\n  - n1: down\n  - n2: down"],
    });
  });

  test("create refuses a kind of a newer version", async () => {
    expect(await catchError(makeTestProvider().create({ ...PROPS, __kind: "test:New" }))).toEqual({
      message:
        "this version of pulumi-pacemaker does not know the kind test:New; install a newer one",
      stack: "",
    });
  });
});
