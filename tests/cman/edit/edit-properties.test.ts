import fc from "fast-check";
import { parseCmanConf } from "../../../sdk/cman/cluster-conf";
import { compareWithSpec } from "../../../sdk/cman/differences";
import { type DomElement, parseDocument } from "../../../sdk/cman/document";
import { editClusterConf } from "../../../sdk/cman/edit/edit";
import { validateCmanSpec, validateAgainstMembers } from "../../../sdk/cman/validate";
import type { CmanSpec, CmanOptions } from "../../../sdk/cman/spec";
import { confText } from "../conf-texts";

const RUNS = 100;

const some = <T>(...choices: readonly T[]): fc.Arbitrary<T | undefined> =>
  fc.constantFrom(undefined, ...choices);

const node = (name: string, id: number) =>
  fc.record({
    name: fc.constant(name),
    nodeId: some(id, id + 4),
    votes: some(1, 2),
    alternativeName: some(`${name}-alt`),
  });

const explicit = {
  devices: [{ name: "ipmi", agent: "fence_ipmilan", parameters: { passwd: "new", lanplus: true } }],
  methods: ["rsha1", "rsha2", "rsha3", "rsha4"].map((name) => ({
    node: name,
    name: "m",
    devices: [{ name: "ipmi", parameters: { delay: 3 } }],
  })),
};

const spec: fc.Arbitrary<CmanSpec> = fc.record({
  clusterName: fc.constantFrom("pacemaker1", "other"),
  nodes: fc
    .tuple(node("rsha1", 1), node("rsha2", 2), node("rsha3", 3), node("rsha4", 4))
    .chain((nodes) => fc.subarray(nodes, { minLength: 1 })),
  transport: some("udp" as const, "udpu" as const),
  multicast: some("239.9.9.9"),
  twoNode: some(false),
  totem: some<CmanOptions>({ token: 7000, secauth: false }, { join: 50 }),
  logging: some<CmanOptions>({ debug: true }, { to_syslog: false }),
  fencing: some<CmanSpec["fencing"]>("pcmk-redirect", explicit),
});

const cases = fc.record({ text: confText, spec, before: fc.option(spec, { nil: undefined }) });

describe("editClusterConf", () => {
  test("leaves nothing to edit after the first edit, and raises the version once", () => {
    fc.assert(
      fc.property(cases, ({ text, spec: declared, before }) => {
        const after = editClusterConf(text, declared, before);
        expect(editClusterConf(after, declared, before)).toBe(after);
        expect(editClusterConf(after, declared)).toBe(after);
        const version = parseCmanConf(text).version;
        expect(parseCmanConf(after).version).toBe(after === text ? version : (version ?? 0) + 1);
      }),
      { numRuns: RUNS },
    );
  });
});

describe("compareWithSpec", () => {
  test("finds a difference exactly where an edit changes something", () => {
    fc.assert(
      fc.property(cases, ({ text, spec: declared, before }) => {
        const list = compareWithSpec(text, declared, before);
        expect(list.length > 0).toBe(editClusterConf(text, declared, before) !== text);
        expect(JSON.stringify(list)).not.toMatch(/"p"|new|lanplus=|passwd=/);
      }),
      { numRuns: RUNS },
    );
  });
});

/** Everything that a spec cannot name: comments, text, foreign elements and attributes, in their order. */
function findForeign(text: string): readonly string[] {
  const odd =
    text.match(/<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[[\s\S]*?\]\]>|text &amp; more/g) ?? [];
  const names = ["rm", "event", "dlm", "quorumd", "heuristic", "logging_daemon"];
  const elements = (e: DomElement): readonly string[] => [
    ...(names.includes(e.name) ? [text.slice(e.start, e.end)] : []),
    ...(e.name === "cluster" ? e.attributes.filter((a) => !/name|version/.test(a.name)) : []).map(
      (a) => text.slice(a.start, a.end),
    ),
    ...e.children.flatMap(elements),
  ];
  return [...odd, ...elements(parseDocument(text).root)];
}

describe("editClusterConf, in a foreign file", () => {
  test("keeps foreign content if no node is removed", () => {
    fc.assert(
      fc.property(cases, ({ text, spec: declared }) => {
        expect(findForeign(editClusterConf(text, declared))).toEqual(findForeign(text));
      }),
      { numRuns: RUNS },
    );
  });

  test("restores the file, except for its version, when added settings are removed again", () => {
    fc.assert(
      fc.property(confText, (text) => {
        const { name, members, expectedVotes } = parseCmanConf(text);
        // A value set by an administrator may become the sum of all votes meanwhile.
        fc.pre(expectedVotes === undefined);
        const nodes = members.map((m) => ({ name: m.name }));
        // two_node sets its own expected_votes.
        const bare: CmanSpec = { clusterName: name, nodes, twoNode: false };
        const settled = editClusterConf(text, bare);
        const more: CmanSpec = {
          ...bare,
          nodes: [...bare.nodes, { name: "rsha9", nodeId: 9 }],
          totem: { hold: 100 },
          logging: { fileline: true },
        };
        const back = editClusterConf(editClusterConf(settled, more, bare), bare, more);
        const same = (t: string) =>
          t
            .replace(/\s*<(totem|logging)\/>/g, "")
            .replace(/config_version=.\w*./, "")
            .replace(/\s+/g, "");
        expect(same(back)).toBe(same(settled));
      }),
      { numRuns: RUNS },
    );
  });

  test("writes unique ids, and two_node only with two nodes, for a valid spec", () => {
    fc.assert(
      fc.property(cases, ({ text, spec: declared, before }) => {
        const present = parseCmanConf(text);
        fc.pre(validateCmanSpec(declared).length === 0);
        fc.pre(validateAgainstMembers(present, declared, before).length === 0);
        const { members, twoNode, expectedVotes } = parseCmanConf(
          editClusterConf(text, declared, before),
        );
        const ids = members.flatMap((m) => m.nodeId ?? []);
        expect(new Set(ids).size).toBe(ids.length);
        expect(twoNode && (members.length !== 2 || expectedVotes !== 1)).toBe(false);
      }),
      { numRuns: RUNS },
    );
  });
});
