import { byId } from "../../sdk/cib/xml/element";
import type { CibKind } from "../../sdk/kind/cib-kind";
import type { CommonInputs } from "../../sdk/kind/lifecycle";
import { CIB_KINDS } from "../../sdk/provider/register";
import { cibLifecycle } from "../../sdk/reconcile/reconcile";
import { primitive } from "../../sdk/resources/primitives/primitive";
import { pacemakerProperties } from "../../sdk/resources/properties/pacemaker-properties";
import { resourceGroup } from "../../sdk/resources/groups/resource-group";
import { holdPrimitive } from "../../sdk/cib/model/hold";
import { agent, cib } from "../helpers";
import { KIND_SAMPLES } from "../resources/kind-samples";
import { SharedCluster, ownAddress, startedOn } from "./shared-cluster";

jest.mock("node:timers/promises", () => ({ setTimeout: () => Promise.resolve() }));
afterEach(() => jest.restoreAllMocks());

const V205 = " Supporting v3.6.1:  ncurses systemd";
const V213 = " Supporting v3.15.0:  ncurses systemd";

function clusterOf(features: string, present = cib()): SharedCluster {
  const node = new SharedCluster(present);
  node.features = features;
  return node;
}

const inputsOf = <A extends CommonInputs>(kind: CibKind<A>, own: object): A =>
  ({ __kind: kind.type, ...own, cluster: ownAddress() }) as unknown as A;

const messageOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "nothing was refused",
    (e: unknown) => (e as Error).message,
  );

const dummy = (own: object): Parameters<typeof primitive.put>[1]["args"] =>
  inputsOf(primitive, { name: "web", agent: "ocf:pacemaker:Dummy", ...own });

describe("A text that is not ASCII", () => {
  const createDummy = (own: object): Promise<string> =>
    messageOf(cibLifecycle(primitive).create(dummy(own)));

  test("is refused before a create where Pacemaker would alter it, with every place", async () => {
    const node = clusterOf(V205);
    const own = {
      parameters: { fake: "café", passwd: "pässword", plain: "tea", Ärger: 1 },
      meta: { note: { toString: "€" } },
      operations: [
        { name: "monitor", interval: "10s" },
        { parameters: { token: "é", x: "naïve" } },
      ],
      __label: "wéb",
      __secrets: ["operations.1.parameters.x"],
    };
    expect(await createDummy(own)).toBe(
      "web (pacemaker:Primitive) holds characters that are not ASCII, and the Pacemaker of this cluster alters them:\n" +
        '  parameters.fake: "café"\n' +
        "  parameters.passwd: [secret]\n" +
        "  parameters.Ärger: 1\n" +
        '  meta.note.toString: "€"\n' +
        "  operations[1].parameters.token: [secret]\n" +
        "  operations[1].parameters.x: [secret]\n" +
        "Nothing was changed. Use ASCII, or Pacemaker 2.1.3 or later",
    );
    expect([node.patches, node.present]).toEqual([0, cib()]);
  });

  test("is written where Pacemaker keeps it", async () => {
    const node = clusterOf(V213);
    const own = { parameters: { fake: "café" }, waitFor: "none" };
    expect([await createDummy(own), node.patches]).toEqual(["nothing was refused", 1]);
    expect(byId(node.present, "web-instance_attributes-fake")?.attributes.value).toBe("café");
  });

  test("may be in what is not written: Pulumi names, and the address of the cluster", async () => {
    const node = clusterOf(V205);
    const names = { __label: "café", __governedBy: ["ResourceGroup café"], waitFor: "none" };
    expect([await createDummy(names), node.patches]).toEqual(["nothing was refused", 1]);
    const cluster = { nodes: [{ name: "rsha1", host: "höst" }] };
    const properties = inputsOf(pacemakerProperties, { label: "é", noQuorumPolicy: "ignore" });
    const creation = cibLifecycle(pacemakerProperties).create({ ...properties, cluster });
    expect([await messageOf(creation), node.patches]).toEqual(["nothing was refused", 2]);
  });

  test("is refused before an update stops anything", async () => {
    const [a, b, c] = ["a", "b", "c"].map((id) => `<primitive id="${id}" class="lsb" type="x"/>`);
    const present = cib(`<group id="g">${a}${b}</group>${c}`, "", "", startedOn("rsha1", "a", "b"));
    const node = clusterOf(V205, present);
    const held = { name: "g", startWithGroup: ["a", "b", "c"] };
    const before = inputsOf(resourceGroup, { ...held, members: ["a", "b"] });
    const after = inputsOf(resourceGroup, { ...held, members: ["a", "c"], meta: { note: "é" } });
    const update = cibLifecycle(resourceGroup).update("g", before, after);
    expect(await messageOf(Promise.resolve(update))).toBe(
      'g (pacemaker:ResourceGroup) holds characters that are not ASCII, and the Pacemaker of this cluster alters them:\n  meta.note: "é"\n' +
        "Nothing was changed. Use ASCII, or Pacemaker 2.1.3 or later",
    );
    expect([node.patches, node.present]).toEqual([0, present]);
  });

  test("says which primitives stay stopped because of it", async () => {
    const present = holdPrimitive(
      primitive.put(cib(), { args: dummy({ name: "a" }), agent }).cib,
      "a",
      ["ResourceGroup g"],
    );
    clusterOf(V205, present);
    const group = inputsOf(resourceGroup, {
      __label: "g",
      name: "g",
      members: ["a"],
      meta: { note: "é" },
    });
    expect(await messageOf(cibLifecycle(resourceGroup).create(group))).toMatch(
      /\nNothing was changed. Use ASCII, or Pacemaker 2.1.3 or later\na stays stopped until this is created: /,
    );
  });

  test("does not keep an object from being read and deleted", async () => {
    const args = dummy({ parameters: { fake: "café" } });
    const altered = dummy({ parameters: { fake: String.raw`caf\37777777703\37777777651` } });
    const node = clusterOf(V205, primitive.put(cib(), { args: altered, agent }).cib);
    const lifecycle = cibLifecycle(primitive);
    expect(await lifecycle.read("web", args)).toMatchObject({ parameters: altered.parameters });
    const deletion = lifecycle.delete("web", { ...args, waitFor: "none" });
    expect(await messageOf(deletion)).toBe("nothing was refused");
    expect(node.present).toEqual(expect.objectContaining({ children: cib().children }));
  });
});

/** Arguments that are not written into the CIB. */
const UNWRITTEN = ["cluster", "adopt", "waitFor", "waitTimeout", "label"];

/** Makes every text of a value non-ASCII. Returns it, and the number of its texts. */
function alter(value: unknown): { readonly altered: unknown; readonly texts: number } {
  if (typeof value === "string") return { altered: `${value}é`, texts: 1 };
  if (typeof value !== "object" || value === null) return { altered: value, texts: 0 };
  const parts = Object.entries(value).map(([name, v]) => [name, alter(v)] as const);
  const altered = Object.fromEntries(parts.map(([name, part]) => [name, part.altered]));
  return {
    altered: Array.isArray(value) ? Object.values(altered) : altered,
    texts: parts.reduce((sum, [, { texts }]) => sum + texts, 0),
  };
}

const samples = CIB_KINDS.flatMap((kind: CibKind<CommonInputs>) =>
  (KIND_SAMPLES[kind.type] ?? []).map((sample, i) => ({ kind, sample, type: kind.type, i })),
);

test.each(samples)(
  "$type, sample $i, is refused with every text of it that Pacemaker would alter",
  async ({ kind, sample }) => {
    const written = Object.entries(sample).filter(([name]) => !UNWRITTEN.includes(name));
    const own = Object.fromEntries(written.map(([name, [value]]) => [name, value]));
    const { altered, texts } = alter(own);
    const node = clusterOf(V205);
    const message = await messageOf(cibLifecycle(kind).create(inputsOf(kind, altered as object)));
    expect(
      message.split("\n").filter((line) => /^ {2}[\w.#[\]-]+: ".*é"$/.test(line)),
    ).toHaveLength(texts);
    expect([node.patches, node.present]).toEqual([0, cib()]);
  },
);
