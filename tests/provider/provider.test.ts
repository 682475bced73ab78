import { NoUsableNode, NodeUnusable, NotConverged, Refused } from "../../sdk/errors";
import { type CommonInputs, type Lifecycle, PartlyMade } from "../../sdk/kind/lifecycle";
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

const without = (props: Props, gone: string): Props =>
  Object.fromEntries(Object.entries(props).filter(([name]) => name !== gone)) as unknown as Props;

const BARE = without(PROPS, "__provider");

/** Notes what it is called with. */
function fake(own: Partial<Lifecycle> = {}): { lifecycle: Lifecycle; calls: unknown[] } {
  const calls: unknown[] = [];
  const lifecycle: Lifecycle = {
    kind: { type: "test:Thing", arguments: {}, validate: () => [] },
    findReplacement: () => ({ properties: [] }),
    create: () => Promise.resolve({ id: "x" }),
    read: (...all) => Promise.resolve(void calls.push(["read", ...all])).then(() => all[1]),
    update: (...all) => Promise.resolve(void calls.push(["update", ...all])),
    delete: (...all) => Promise.resolve(void calls.push(["delete", ...all])),
    ...own,
  };
  return { lifecycle, calls };
}

const served = (own: Partial<Lifecycle> = {}): ReturnType<typeof makeProvider> =>
  makeProvider([fake(own).lifecycle]);

const connection = (over: object): Props => ({
  ...PROPS,
  cluster: { ...PROPS.cluster, connection: { ...PROPS.cluster.connection, ...over } },
});

/** What Pulumi's server and engine see of an error. */
async function thrown(work: Promise<unknown>): Promise<object> {
  const error = await work.then(
    () => new Error("nothing was thrown"),
    (e: unknown) => e as Error,
  );
  const own = Object.fromEntries(Object.entries(error));
  return { message: error.message, stack: error.stack, ...own };
}

test("check returns the inputs, and the failures of the kind behind the common ones", async () => {
  const failure = { property: "size", reason: "size: too big" };
  const news = { ...PROPS, adopt: "yes" } as unknown as Props;
  expect(
    await served({ kind: { type: "test:Thing", arguments: {}, validate: () => [failure] } }).check(
      PROPS,
      news,
    ),
  ).toEqual({
    inputs: news,
    failures: [{ property: "adopt", reason: `adopt: "yes" is not true or false` }, failure],
  });
});

test.each<[string, Props]>([
  ["nothing differs", PROPS],
  ["another key path", connection({ privateKeyPath: "/ci/key" })],
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
])("no change: %s", async (_what, news) => {
  expect(await served().diff("x", PROPS, news)).toEqual({ changes: false });
});

test.each<[string, Props]>([
  ["a value", { ...PROPS, size: 2 }],
  ["a type", { ...PROPS, size: "1" }],
  ["a new property", { ...PROPS, more: true }],
  ["a value that is not known yet", { ...PROPS, size: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }],
  ["another user", connection({ user: "admin" })],
])("a change, which Pulumi shows by itself: %s", async (_what, news) => {
  expect(await served().diff("x", PROPS, news)).toEqual({
    replaces: [],
    deleteBeforeReplace: false,
  });
});

test("a removed property is a change", async () => {
  expect(await served().diff("x", PROPS, without(PROPS, "size"))).toEqual({
    replaces: [],
    deleteBeforeReplace: false,
  });
});

test("what makes another object is replaced, also where nothing else differs", async () => {
  const replaces = (): { properties: string[]; deleteFirst: boolean } => ({
    properties: ["name"],
    deleteFirst: true,
  });
  expect(await served({ findReplacement: replaces }).diff("x", PROPS, PROPS)).toEqual({
    replaces: ["name"],
    deleteBeforeReplace: true,
  });
});

test("create returns the id and the inputs", async () => {
  expect(await served().create(PROPS)).toEqual({ id: "x", outs: PROPS });
});

test("read returns what is there; what is gone has no id", async () => {
  const read = (): Promise<Props> => Promise.resolve({ ...BARE, size: 3 } as unknown as Props);
  const seen = { ...BARE, size: 3 };
  expect(await served({ read }).read("x", PROPS)).toEqual({ id: "x", props: seen, inputs: seen });
  expect(await served({ read: () => Promise.resolve(undefined) }).read("x", PROPS)).toEqual({});
});

test("an object that another resource of this run has stays when its old name is deleted", async () => {
  const { lifecycle, calls } = fake();
  const { check, diff, delete: destroy } = makeProvider([lifecycle]);
  await check(PROPS, PROPS);
  await diff("shared", PROPS, connection({ privateKeyPath: "/ci/key" }));
  const moved = { ...PROPS, cluster: { nodes: [{ name: "other", host: "rsha1" }] } };
  await destroy("shared", moved);
  expect(calls).toEqual([]);
});

test("an object whose differences only a refresh has asked for does not stay when it is deleted", async () => {
  const { lifecycle, calls } = fake();
  const { diff, delete: destroy } = makeProvider([lifecycle]);
  const gone = { ...PROPS, size: 7 };
  await diff("refreshed", gone, gone);
  await destroy("refreshed", gone);
  expect(calls).toEqual([["delete", "refreshed", without(gone, "__provider")]]);
});

test("what a kind has noted is in the state only, and is no difference", async () => {
  const made = { id: "noting", kindState: { of: "x" } };
  const state = { ...PROPS, __noted: made.kindState };
  const { create, update, read, diff } = served({
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

test("a part that a resource has taken over stays when its former owner is deleted", async () => {
  const { lifecycle, calls } = fake({
    retainedParts: ({ __noted: noted }) => (typeof noted === "string" ? [noted] : []),
    update: () => Promise.resolve({ id: "owner", kindState: "its-part" }),
  });
  const { update, delete: destroy } = makeProvider([lifecycle]);
  await update("owner", PROPS, PROPS);
  await destroy("its-part", PROPS);
  expect(calls).toEqual([]);
});

test("the lifecycles see no provider", async () => {
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

test("an error is its message: no stack, no code, no other property", async () => {
  const fail = (): Promise<never> =>
    Promise.reject(Object.assign(new Refused("the reason", { cause: 1 }), { code: 5 }));
  const methods = served({ create: fail, read: fail, update: fail, delete: fail });
  const all = [
    methods.create(PROPS),
    methods.read("x", PROPS),
    methods.update("x", PROPS, PROPS),
    methods.delete("gone", PROPS),
  ];
  for (const work of all) expect(await thrown(work)).toEqual({ message: "the reason", stack: "" });
});

test("what exists but is not as declared keeps its id and properties, with every reason", async () => {
  const cause = Object.assign(new NotConverged(["one", "two"]), { code: 5 });
  const fail = (): Promise<never> => Promise.reject(new PartlyMade("x", cause));
  const { create, update } = served({ create: fail, update: fail });
  const expected = {
    message: "one\ntwo",
    stack: "",
    id: "x",
    properties: PROPS,
    reasons: ["one", "two"],
  };
  const errors = [await thrown(create(PROPS)), await thrown(update("x", PROPS, PROPS))];
  expect(errors).toEqual([expected, expected]);
  expect(JSON.parse(JSON.stringify(errors))).toEqual(errors);
});

test("an error of several lines is one reason", async () => {
  const cause = new NoUsableNode([new NodeUnusable("n1", "down"), new NodeUnusable("n2", "down")]);
  const fail = (): Promise<never> => Promise.reject(new PartlyMade("x", cause));
  const { update } = served({ update: fail });
  expect(await thrown(update("x", PROPS, PROPS))).toMatchObject({
    reasons: ["no node of the cluster can be used:\n  - n1: down\n  - n2: down"],
  });
});

test("a kind of a newer version is one clear error", async () => {
  expect(await thrown(served().create({ ...PROPS, __kind: "test:New" }))).toEqual({
    message:
      "this version of pulumi-pacemaker does not know the kind test:New; install a newer one",
    stack: "",
  });
});
