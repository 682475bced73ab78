import * as fc from "fast-check";
import type { Agent } from "../sdk/cib/model/agent";

/** Texts that break careless code: shells, XML, terminals, bidirectional text, Pulumi's markers, JavaScript. */
const NASTY = [
  "$(touch /tmp/pwned)",
  "`touch /tmp/pwned`",
  "'; touch /tmp/pwned; '",
  '" && touch /tmp/pwned #',
  "a'b\"c`d",
  "\\",
  "\\n",
  "-rf",
  "--force",
  "~root",
  "*",
  "&lt;",
  "]]>",
  "<!--",
  "<!-- x -->",
  "<![CDATA[x]]>",
  "<?xml version='1.0'?>",
  "<!DOCTYPE x [<!ENTITY a 'b'>]>",
  "&a;",
  '"/><nvpair id="pwned" name="x" value="y"/>',
  "'] | //*[@id='",
  "{{ x }}",
  "%s%n",
  "\u202Edcba",
  "שלום",
  "é<x a='b'>&amp;\"",
  "e\u0301\u0302\u0303",
  "\u{1F600}\u200D\u{1F525}",
  "\u0085\u2028\u2029\uFEFF",
  "\u00A0 x ",
  " leading and trailing ",
  "\n",
  "a\r\nb\tc",
  "\0",
  "\u0007\u001B[31m",
  "a\u007Fb",
  "\uD800",
  "x\uDC00y",
  "\uFFFE",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
  "4dabf18193072939515e22adb298388d",
  "true",
  "INFINITY",
  "007",
  "1e3",
  "5constructor",
  "",
];

const nasty = fc.constantFrom(...NASTY);

/** Generates every character, without halves of pairs. The one of fast-check lists a million of them at its first use. */
const character = fc
  .integer({ min: 0, max: 0x10ffff - 0x800 })
  .map((n) => String.fromCodePoint(n < 0xd800 ? n : n + 0x800));

/** Generates texts, well-formed or not. */
export const hostile: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: nasty },
  { weight: 2, arbitrary: fc.tuple(nasty, nasty).map((t) => t.join("")) },
  { weight: 2, arbitrary: fc.string({ unit: character, maxLength: 12 }) },
  { weight: 2, arbitrary: fc.string({ unit: "grapheme", maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom("a", "-", "B", "'", "<", " ") }) },
);

export const scalar: fc.Arbitrary<string | number | boolean> = fc.oneof(
  { weight: 6, arbitrary: hostile },
  fc.double(),
  fc.integer(),
  fc.boolean(),
);

/** Generates mostly valid names, so that the values are tested too. */
const name: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      "fake",
      "x.y-z_1",
      "_",
      "constructor",
      "toString",
      "שלום",
      "INFINITY",
    ),
  },
  { weight: 1, arbitrary: hostile },
);

/** Generates objects without `__proto__`: the program refuses names that Pulumi cannot transport. */
export const hostilePairs = fc
  .dictionary(name, scalar, { maxKeys: 4, noNullPrototype: true })
  .map((pairs) => Object.fromEntries(Object.entries(pairs).filter(([n]) => n !== "__proto__")));

/** Makes an agent that has all these parameters. */
export const anyAgent = (names: readonly string[]): Agent => ({
  parameters: names.map((name) => ({
    name,
    type: "string",
    required: false,
    obsoletes: [],
    named: [],
  })),
  operations: [{ name: "monitor", interval: "60s" }],
  actions: ["monitor"],
});
