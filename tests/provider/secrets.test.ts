import type { CibKind } from "../../sdk/kind/cib-kind";
import { NotConverged } from "../../sdk/errors";
import { type CommonInputs, PartialFailure } from "../../sdk/kind/lifecycle";
import { info, progress, warn } from "../../sdk/log";
import * as sessions from "../../sdk/host/ssh/session";
import { makeProvider } from "../../sdk/provider/provider";
import { CIB_KINDS, LIFECYCLES } from "../../sdk/provider/register";
import { FakeCluster } from "../fake-cluster";
import { agent, cib } from "../helpers";
import { type AnyKind, declaredArgs } from "../resources/contract";
import { KIND_SAMPLES } from "../resources/kind-samples";

type Inputs = Parameters<ReturnType<typeof makeProvider>["create"]>[0];

/** A way to one value of the arguments: names of properties and indexes of lists. */
type Way = readonly string[];

/** Returns the ways to all values that are no objects. */
const waysOf = (value: unknown, way: Way = []): readonly Way[] =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([name, v]) => waysOf(v, [...way, name]))
    : [way];

/** Returns a copy with another value at one way. */
function replaceAt(value: unknown, [name, ...rest]: Way, next: unknown): unknown {
  if (name === undefined) return next;
  const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) };
  const at = copy as Record<string, unknown>;
  at[name] = replaceAt(at[name], rest, next);
  return copy;
}

/** Further values that the samples lack. */
const MORE = {
  parameters: { fake: "x", "with.dots": "y" },
  meta: { priority: 1, harmless: "x" },
  properties: { harmless: "x" },
  clone: { name: "x-clone", meta: { harmless: "x", "clone-max": 2 } },
  operations: [
    { name: "monitor", interval: "33s", timeout: "21s", parameters: { harmless: "x" } },
    { name: "start", timeout: "21s" },
  ],
  rule: {
    and: [{ attribute: "site", operation: "eq", value: "x" }, { date: { after: "2030-01-31" } }],
  },
  connection: { user: "root", proxy: { host: "gate", user: "root" }, privateKeyPath: "~/.ssh/key" },
  cluster: {
    nodes: [{ name: "rsha1", host: "rsha1.test" }, { name: "rsha2" }],
    connection: {
      user: "root",
      proxy: { host: "gate", user: "root" },
      privateKeyPath: "~/.ssh/key",
    },
  },
};

interface Sampled {
  readonly kind: AnyKind;
  readonly args: Readonly<Record<string, unknown>>;
}

const sampled: readonly Sampled[] = LIFECYCLES.flatMap(({ kind }) =>
  (KIND_SAMPLES[kind.type] ?? []).map((sample) => {
    const args = declaredArgs(kind as AnyKind, sample);
    const more = Object.entries(MORE).filter(([name]) => name in args);
    return { kind: kind as AnyKind, args: { ...args, __label: "x", ...Object.fromEntries(more) } };
  }),
);

/** Arguments whose values messages show on purpose: ids and hosts, by which an operator finds a fault. */
const isShown = ({ arguments: table }: AnyKind, [first = "", ...rest]: Way): boolean =>
  first.startsWith("__") ||
  ["name", "label", "cloneName", "nodes"].includes(first) ||
  table[first]?.reference === true ||
  (first === "cluster" && rest[0] === "nodes") ||
  (first === "clone" && rest[0] === "name") ||
  (["colocations", "orders", "locations"].includes(first) &&
    ["name", "with", "resource", "first", "then"].includes(rest[1] ?? ""));

let count = 0;
/** A new text in each call, because the provider hides a text everywhere once it has seen it. */
const next = (): string => `Canary7n${String(++count).padStart(5, "0")}x`;

/** Secrets in the forms that rules and writers of messages treat differently. */
const FORMS: readonly (readonly [name: string, make: () => unknown])[] = [
  ["a text", next],
  ["a text with markup", () => `${next()}"<&'\\é`],
  ["a text that is cut", () => next() + "-long".repeat(60)],
  ["a text in an object", () => ({ harmless: next() })],
  ["a text in a list", () => ["x", next()]],
  ["an ISO 8601 time", () => "PT97M"],
  ["a short text", () => "Ж7"],
  ["a short number", () => -97],
  ["a number", () => 98765432.5],
];
const CANARY = /anary7|Ж7|-long|\b97\b|5820|8765432/;

const provider = makeProvider(LIFECYCLES);

/** Returns what Pulumi shows of a check: the reasons, and the values of the properties that they name. */
async function shownByCheck(inputs: Inputs): Promise<readonly string[]> {
  const { failures } = await provider.check({}, inputs);
  return failures.map(({ property, reason }) => {
    const value = (inputs as unknown as Record<string, unknown>)[property];
    return property === "" ? reason : `${property} ${JSON.stringify(value)} ${reason}`;
  });
}

describe("A secret under a harmless name", () => {
  const lines: string[] = [];
  beforeEach(() => {
    lines.length = 0;
    jest.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
  });
  afterEach(() => jest.restoreAllMocks());

  test.each(FORMS)("is in no check failure of any kind: %s", async (_, make) => {
    const shown: string[] = [];
    for (const { args } of sampled)
      for (const way of waysOf(args).filter(([first = ""]) => !first.startsWith("__"))) {
        const inputs = { ...(replaceAt(args, way, make()) as object), __secrets: [way.join(".")] };
        shown.push(...(await shownByCheck(inputs as unknown as Inputs)));
      }
    expect(shown.filter((line) => CANARY.test(line))).toEqual([]);
    expect(shown.length).toBeGreaterThan(20);
  });

  test("is in no check failure of any kind if the complete argument is secret", async () => {
    const shown: string[] = [];
    for (const { args } of sampled)
      for (const way of waysOf(args).filter(([first = ""]) => !first.startsWith("__"))) {
        const [first = ""] = way;
        const inputs = { ...(replaceAt(args, way, next()) as object), __secrets: [first] };
        shown.push(...(await shownByCheck(inputs as unknown as Inputs)));
      }
    expect(shown.filter((line) => CANARY.test(line))).toEqual([]);
    expect(shown.length).toBeGreaterThan(20);
  });

  const lookup = (name: string) => agent(name);
  const surroundings = cib(
    ["a", "b", "c", "d"]
      .map((id) => `<primitive id="${id}" class="ocf" type="Dummy" provider="pacemaker"/>`)
      .join("") +
      ["fence", "fence2"]
        .map((id) => `<primitive id="${id}" class="stonith" type="fence_ipmilan"/>`)
        .join("") +
      `<template id="t" class="ocf" type="Dummy" provider="pacemaker"/>`,
    "",
    `<acls><acl_role id="role"/><acl_role id="role2"/></acls>`,
  );
  const ofCib = sampled.filter(({ kind }) => (CIB_KINDS as readonly AnyKind[]).includes(kind));

  /** Creates an object beside one that exists and differs. Returns the message, or `undefined` for a value that no object can have. */
  async function create(
    { kind, args }: Sampled,
    way: Way,
    present: unknown,
  ): Promise<string | undefined> {
    const declared = { ...(replaceAt(args, way, next()) as object), adopt: false, waitFor: "none" };
    const there = replaceAt(args, way, present) as CommonInputs;
    const { put } = kind as unknown as CibKind<CommonInputs>;
    const cluster = { nodes: [{ name: `rsha${count}` }] };
    let before;
    try {
      before = put(surroundings, { args: there, agent: lookup }).cib;
    } catch {
      return undefined;
    }
    jest.spyOn(sessions, "openSession").mockResolvedValue(new FakeCluster(before));
    const inputs = { ...declared, cluster, __secrets: [way.join(".")] };
    return provider.create(inputs as unknown as Inputs).then(
      () => undefined,
      (e: unknown) => (e as Error).message,
    );
  }

  const forms = [
    ["a text", next],
    ["a short text", () => "Ж7"],
  ] as const;
  test.each(forms)("is neither declared nor present in errors of a create: %s", async (_, make) => {
    process.env.PULUMI_PACEMAKER_LOG = "debug";
    const messages: string[] = [];
    for (const each of ofCib)
      for (const way of waysOf(each.args).filter((w) => !isShown(each.kind, w)))
        messages.push((await create(each, way, make())) ?? "");
    delete process.env.PULUMI_PACEMAKER_LOG;
    expect([...messages, ...lines].filter((line) => CANARY.test(line))).toEqual([]);
    expect(messages.filter((m) => m.includes("[secret]")).length).toBeGreaterThan(20);
  });

  const messages = (secret: string): readonly string[] => [
    `the agent said ${secret}`,
    `declared ${JSON.stringify({ a: secret })}`,
    `<nvpair value="${secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;")}"/>`,
    `cut: ${secret.slice(0, -4)}…`,
  ];
  const fails = (secret: string, cause: (text: string) => Error) =>
    makeProvider([
      {
        kind: { type: "test:Thing", arguments: {}, validate: () => [] },
        findReplacement: () => ({ properties: [] }),
        create: () => Promise.reject(cause(messages(secret).join("\n"))),
        read: (_id, args) => Promise.resolve(args),
        update: (): Promise<void> => Promise.reject(cause(messages(secret).join("\n"))),
        delete: () => Promise.reject(cause(messages(secret).join("\n"))),
      },
    ]);
  const thing = (value: string): Inputs => ({
    ...{ __kind: "test:Thing", cluster: { nodes: [{ name: "rsha1" }] }, name: "x" },
    ...{ harmless: value, __secrets: ["harmless"] },
  });

  test("is in no error of any operation, however the message writes it", async () => {
    const secret = `${next()}-"<&'\\-end`;
    const { create, update, delete: remove } = fails(secret, (text) => new NotConverged([text]));
    const other = { ...thing("x"), __secrets: undefined } as unknown as Inputs;
    const ends = await Promise.allSettled([
      create(thing(secret)),
      update("x", thing(secret), other),
      update("x", other, thing(secret)),
      remove("x", thing(secret)),
    ]);
    const said = ends.map((end) =>
      end.status === "rejected" ? (end.reason as Error).message : "",
    );
    const hidden =
      'the agent said [secret]\ndeclared {"a":"[secret]"}\n<nvpair value="[secret]"/>\ncut: [secret]…';
    expect(said).toEqual([hidden, hidden, hidden, hidden]);
  });

  test("is not in the reasons of a partial failure", async () => {
    const secret = `${next()}-long-long`;
    const { create } = fails(secret, (text) => new PartialFailure("x", new NotConverged([text])));
    const error: unknown = await create(thing(secret)).catch((e: unknown) => e);
    expect((error as { reasons: string[] }).reasons.join()).not.toMatch(CANARY);
  });

  test("is in no line, also of another resource of the program", async () => {
    const secret = next();
    await provider.check({}, { ...thing(secret), __kind: "pacemaker:IpAddr2" });
    for (const say of [info, progress, warn]) say(`seen: ${secret}`);
    expect(lines).toEqual(["seen: [secret]", "seen: [secret]", "seen: [secret]"]);
  });

  test("is hidden after a refresh, too, and its path is no difference", async () => {
    const { read, diff } = fails("", (text) => new Error(text));
    const [olds, news] = [{ ...thing("same"), __secrets: undefined }, thing("same")];
    expect((await read("x", news)).props?.__secrets).toEqual(["harmless"]);
    expect(await diff("x", olds, news)).toEqual({ changes: false });
  });

  test("stays known when any kind is observed", () => {
    const lost = ofCib.flatMap(({ kind }) => {
      const { put, observe } = kind as unknown as CibKind<CommonInputs>;
      const args = declaredArgs(kind, KIND_SAMPLES[kind.type]?.[0] ?? {});
      const given: CommonInputs = { ...args, __secrets: ["meta"] };
      const made = put(surroundings, { args: given, agent: lookup });
      return observe(made.cib, made.id, given)?.__secrets ? [] : [kind.type];
    });
    expect(lost).toEqual([]);
  });
});
