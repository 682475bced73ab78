import { locationConstraint } from "../../sdk/resources/constraints/location";
import { lsb } from "../../sdk/resources/primitives/lsb";
import { pacemakerProperties } from "../../sdk/resources/properties/pacemaker-properties";
import { primitive } from "../../sdk/resources/primitives/primitive";
import { resourceGroup } from "../../sdk/resources/groups/resource-group";
import { failures } from "../resources/kind-helpers";

const DUMMY = { name: "d", agent: "ocf:pacemaker:Dummy" };

/** The scheduler writes each name as an XML attribute without escaping. */
const NAMES = ["a b", "1st", "-x", "a:b", `"/><pwned x="`, "²", ""];
const OTHERS = { "a.b-c_1": "kept", Ärger: "kept", שלום: "kept", constructor: "kept" };

describe("Pacemaker strings", () => {
  test("refuse a name that breaks the scheduler's XML, without showing its value", () => {
    const given = { ...OTHERS, ...Object.fromEntries(NAMES.map((n) => [n, "hidden"])) };
    const reason = NAMES.map(
      (n) =>
        `${JSON.stringify(n)} is not a name that Pacemaker can carry: it must begin with a letter or "_" and hold only letters, digits, "_", "-" and "."`,
    ).join("; ");
    expect([
      ...failures(primitive, { ...DUMMY, parameters: given, meta: given }),
      ...failures(primitive, { ...DUMMY, operations: [{ name: "monitor", parameters: given }] }),
      ...failures(primitive, { ...DUMMY, clone: { name: "c", meta: given } }),
      ...failures(resourceGroup, { name: "g", members: ["a"], meta: given }),
      ...failures(pacemakerProperties, {
        label: "o",
        properties: given,
        resourceDefaults: given,
        operationDefaults: given,
      }),
    ]).toEqual([
      ` | parameters: ${reason}`,
      ` | meta: ${reason}`,
      ` | operations: [0] parameters: ${reason}`,
      ` | clone: meta: ${reason}`,
      ` | meta: ${reason}`,
      ` | properties: ${reason}`,
      ` | resourceDefaults: ${reason}`,
      ` | operationDefaults: ${reason}`,
    ]);
  });

  test.each(["a\nb", "a\rb", "a\tb", "a\x7Fb"])(
    "refuse a value that Pacemaker alters: %j",
    (text) => {
      const reason = "must not hold line breaks, tabs or the character DEL: Pacemaker alters them";
      expect([
        ...failures(primitive, { ...DUMMY, parameters: { fake: text } }),
        ...failures(lsb, { name: "l", service: "tomcat", meta: { description: text } }),
        ...failures(locationConstraint, { resource: "a", node: text }),
      ]).toEqual([
        ` | parameters: "fake" ${reason}`,
        ` | meta: "description" ${reason}`,
        `node | node: ${reason}`,
      ]);
    },
  );

  test.each(["é&", 'a\u{1F600}b"', `€><x y="z">`])(
    "refuse markup after a non-ASCII character, which Pacemaker does not escape: %j",
    (text) => {
      const reason =
        'must not hold &, < or " behind a character that is not ASCII: Pacemaker 2.1.3 to 2.1.7 takes them for XML';
      expect([
        ...failures(primitive, { ...DUMMY, parameters: { fake: text, ok: `<&">'é' >]]>` } }),
        ...failures(locationConstraint, { resource: "a", node: text }),
      ]).toEqual([` | parameters: "fake" ${reason}`, `node | node: ${reason}`]);
    },
  );

  test.each(["\n", "\t", "\u00A0", "\uFEFF", "\u2003"])(
    "refuse a time or a score with a blank that Pacemaker does not read: %j",
    (blank) => {
      const [time, score] = [`5${blank}s`, `5${blank}`];
      expect([
        ...failures(primitive, { ...DUMMY, operations: [{ name: "monitor", interval: time }] }),
        ...failures(locationConstraint, { resource: "a", node: "n", score }),
      ]).toEqual([
        ` | operations: [0] interval: ${JSON.stringify(time)} is not a time, such as 20 (seconds), "500ms", "20s", "2min" or "1h" (not negative)`,
        `score | score: ${JSON.stringify(score)} is not a score: give a whole number, "INFINITY" or "-INFINITY"`,
      ]);
    },
  );

  test("refuse values that are too long for an agent's environment", () => {
    const [most, more] = ["x".repeat(99_990), "é".repeat(50_001)];
    const why =
      "must not be longer than 100000 bytes: Pacemaker can neither start nor stop an agent that has more in its environment";
    expect([
      ...failures(primitive, { ...DUMMY, parameters: { fake: most }, meta: { a: most } }),
      ...failures(primitive, { ...DUMMY, parameters: { fake: more } }),
      ...failures(primitive, { ...DUMMY, parameters: { a: most, b: most } }),
      ...failures(primitive, {
        ...DUMMY,
        operations: [{ name: "monitor", parameters: { a: more } }],
      }),
      ...failures(lsb, { name: "i".repeat(100_001), service: "tomcat" }),
      ...failures(locationConstraint, { resource: "a", node: more }),
    ]).toEqual([
      ` | parameters: "fake" ${why}`,
      ` | parameters: together ${why}`,
      ` | operations: [0] parameters: "a" ${why}`,
      `name | name: ${why}`,
      `node | node: ${why}`,
    ]);
  });
});
