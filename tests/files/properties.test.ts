import * as fc from "fast-check";
import { editProperties, readSection } from "../../sdk/files/properties";

const FILE = [
  "# Abiquo",
  "",
  "[server]",
  "abiquo.server.sessionTimeout = 60",
  "",
  "[remote-services]",
  "abiquo.rabbitmq.host = 127.0.0.1",
  "  abiquo.redis.port=6379   ",
  "# a comment",
  "",
  "[m-outbound]",
  "abiquo.redis.port = 1",
].join("\n");

const edit = (
  text: string,
  set: Record<string, string>,
  unset: string[] = [],
  section = "remote-services",
): string => editProperties(text, { section, set, unset });

describe("editProperties", () => {
  test("changes only the line of a key that differs, and only after its separator", () => {
    expect(
      edit(FILE, { "abiquo.rabbitmq.host": "10.60.13.28", "abiquo.redis.port": "6379   " }),
    ).toBe(FILE.replace("host = 127.0.0.1", "host = 10.60.13.28"));
  });

  test("adds new keys after the section's last key, in the spelling of their neighbours", () => {
    expect(edit(FILE, { b: "2", a: "1" })).toBe(FILE.replace("6379   \n", "6379   \na=1\nb=2\n"));
    expect(edit("[s]\na : 1\n\n[t]\n", { b: "2" }, [], "s")).toBe("[s]\na : 1\nb : 2\n\n[t]\n");
  });

  test("removes the line of a removed key, and nothing else", () => {
    expect(edit(FILE, {}, ["abiquo.rabbitmq.host", "never.there"])).toBe(
      FILE.replace("abiquo.rabbitmq.host = 127.0.0.1\n", ""),
    );
  });

  test("appends a missing section, and adds no line break at the end of the file", () => {
    expect(edit(FILE, { a: "1" }, [], "new")).toBe(`${FILE}\n\n[new]\na = 1`);
    expect(edit(`${FILE}\n`, { a: "1" }, [], "new")).toBe(`${FILE}\n\n[new]\na = 1\n`);
    expect(edit(`${FILE}\n\n`, { a: "1" }, [], "new")).toBe(`${FILE}\n\n[new]\na = 1\n`);
    expect(edit("", { b: "2", a: "1" }, [], "new")).toBe("[new]\na=1\nb=2\n");
  });

  test("adds a key to an empty section after its header, before the comment of the next section", () => {
    expect(edit("[a]\n\n# of b\n[b]\nx=1\n", { k: "v" }, [], "a")).toBe(
      "[a]\nk=v\n\n# of b\n[b]\nx=1\n",
    );
  });

  test.each([
    ["a=1\n\n[s]\nb=2\n", "a=1\nk=v\n\n[s]\nb=2\n"],
    [
      "# licence\n# of two lines\n\n# of s\n[s]\n",
      "# licence\n# of two lines\nk=v\n\n# of s\n[s]\n",
    ],
    ["# of s\n[s]\n", "k=v\n# of s\n[s]\n"],
    ["\uFEFF[s]\r\na=1\r\n", "\uFEFFk=v\r\n[s]\r\na=1\r\n"],
    ["", "k=v\n"],
  ])("adds a key without a section before the first section: %j", (text, wanted) => {
    expect(editProperties(text, { set: { k: "v" }, unset: [] })).toBe(wanted);
  });

  test.each([
    ["a = 1\r\nb = 2", { a: "9", c: "3" }, "a = 9\r\nb = 2\r\nc = 3"],
    ["a:1\n", { a: "2" }, "a:2\n"],
    ["a\n", { a: "2" }, "a=2\n"],
    ["a 1\n", { a: "2" }, "a=2\n"],
    ["a 1\n", { a: "1" }, "a 1\n"],
    ["a=1,\\\n    2\nb=3\n", { a: "1,2" }, "a=1,\\\n    2\nb=3\n"],
    ["a=1,\\\n    2\nb=3\n", { a: "4" }, "a=4\nb=3\n"],
    ["a=x\\\\\nb=3\n", { b: "4" }, "a=x\\\\\nb=4\n"],
    ["# a=1\n;a=2\n!a=3\na=4\n", { a: "" }, "# a=1\n;a=2\n!a=3\na=\n"],
  ])("keeps the spelling of %j with %j", (text, set, wanted) => {
    expect(editProperties(text, { set, unset: [] })).toBe(wanted);
  });
});

describe("Entries are read as Java reads them", () => {
  // The right values are those of java.util.Properties.load (JDK 21 documentation).
  test.each<[string, string, string]>([
    ["abiquo.url http://x:80/?a=b\n", "abiquo.url", "http://x:80/?a=b"],
    ["abiquo.url\thttp://x\n", "abiquo.url", "http://x"],
    ["abiquo.url : a=b\n", "abiquo.url", "a=b"],
    ["abiquo.url = :b\n", "abiquo.url", ":b"],
    ["abiquo.\\u0075rl=1\n", "abiquo.url", "1"],
    ["ab\\iquo.url 1\n", "abiquo.url", "1"],
    ["abiquo.\\\r\n   url=1\r\n", "abiquo.url", "1"],
    ["abiquo.url=a,\\\r\n   b\r\n", "abiquo.url", "a,b"],
    ["abiquo.url=a\\\n# b\n", "abiquo.url", "a# b"],
    ["# abiquo.url=a\\\nabiquo.url=b\n", "abiquo.url", "b"],
    ["a\\:b\\=c\\ d = e\n", "a:b=c d", "e"],
    ["abiquo.url\n", "abiquo.url", ""],
    ["=x\n", "", "x"],
  ])("%j has the key %j with the value %j", (text, key, value) => {
    expect([...readSection(text).values]).toEqual([[key, value]]);
    expect(editProperties(text, { set: { [key]: value }, unset: [] })).toBe(text);
    expect(editProperties(text, { set: {}, unset: [key] })).toBe(
      text.startsWith("#") ? "# abiquo.url=a\\\n" : "",
    );
  });

  test.each([
    ["abiquo.\\u0075rl 1\nb=2\n", "abiquo.\\u0075rl=9\nb=2\n"],
    [" abiquo.\\u0075rl : 1\n", " abiquo.\\u0075rl : 9\n"],
    ["abiquo.url a=b\n", "abiquo.url=9\n"],
  ])("changes the value of %j and keeps the key's spelling", (text, wanted) => {
    expect(editProperties(text, { set: { "abiquo.url": "9" }, unset: [] })).toBe(wanted);
  });

  test("a declared key with a blank ends at the sign, as in an INI file", () => {
    const text = "some key : 1\nother key = 2\n";
    expect(readSection(text, undefined, ["some key"]).values.get("some key")).toBe("1");
    expect(editProperties(text, { set: { "some key": "9" }, unset: [] })).toBe(
      "some key : 9\nother key = 2\n",
    );
  });
});

describe("readSection", () => {
  test("reports repeated sections and keys, and a file that ends with a backslash", () => {
    const { count, doubled, values } = readSection("[s]\na=1\n[t]\n[ s ]\nb=1\n", "s");
    expect({ count, doubled, values: [...values] }).toEqual({
      count: 2,
      doubled: [],
      values: [["a", "1"]],
    });
    expect(readSection("a=1\nb=2\na = 3\n").doubled).toEqual(["a"]);
    expect(
      ["a=1\\", "a=1\\\n", "a=1\\\\\n", "# c\\\n", ""].map((t) => readSection(t).open),
    ).toEqual([...[true, true], ...[false, false, false]]);
  });
});

const OWN = ["own.a", "own.b", "own.c"];
const word = fc.string({
  unit: fc.constantFrom(...Array.from("aZ9.-_é[]#;!\\\"' ")),
  maxLength: 8,
});
const blanks = fc.constantFrom("", " ", "\t ");
const lineEnd = fc.constantFrom("\n", "\r\n");
const foreign = fc.oneof(
  fc.constantFrom("", "  ", "[t]", " [ u ] # x", "a long line\\", "noise", "=", ":x"),
  fc.tuple(fc.constantFrom("# ", ";", "!"), word).map((t) => t.join("")),
  fc
    .tuple(blanks, word, blanks, fc.constantFrom("=", ":"), blanks, word)
    .map((t) => t.join(""))
    .filter((line) => !line.includes("[s]")),
);
const ours = fc
  .tuple(blanks, fc.constantFrom(...OWN), blanks, fc.constantFrom("=", ":"), blanks, word)
  .map((t) => t.join(""));
const file = fc
  .tuple(
    fc.constantFrom("", "\uFEFF"),
    fc.array(
      fc.tuple(fc.oneof({ weight: 4, arbitrary: foreign }, ours, fc.constant("[s]")), lineEnd),
      {
        maxLength: 14,
      },
    ),
    fc.boolean(),
  )
  .map(([bom, lines, open]) => {
    const text = bom + lines.map((l) => l.join("")).join("");
    return open ? text.replace(/(\r?\n)$/, "") : text;
  })
  .filter((text) => {
    const section = readSection(text, "s");
    return section.count < 2 && section.doubled.length === 0 && !section.open;
  });
const value = word.map((w) => w.trim()).filter((w) => !w.endsWith("\\"));
const values = fc.dictionary(fc.constantFrom(...OWN), value, { noNullPrototype: true });

const withoutOwn = (text: string): string[] =>
  text
    .replace(/^\uFEFF/, "")
    .split(/(?<=\n)/)
    .filter(
      (line) =>
        !OWN.some((key) =>
          line
            .replace(/^\uFEFF/, "")
            .trimStart()
            .startsWith(key),
        ),
    )
    .map((line) => line.replace(/\r?\n$/, ""));

describe("editProperties and readSection", () => {
  test("reads back the set keys of any file, keeps all else, and changes nothing the second time", () => {
    fc.assert(
      fc.property(file, values, fc.constantFrom("s", undefined), (text, set, section) => {
        fc.pre(readSection(text, section).doubled.length === 0);
        const unset = OWN.filter((key) => !Object.hasOwn(set, key));
        const where = section === undefined ? {} : { section };
        const next = editProperties(text, { ...where, set, unset });
        const now = readSection(next, section);
        expect(Object.fromEntries(OWN.map((k) => [k, now.values.get(k)]))).toEqual(
          Object.fromEntries(OWN.map((k) => [k, set[k]])),
        );
        expect(editProperties(next, { ...where, set, unset })).toBe(next);
        const others = [...readSection(text, section).values].filter(([k]) => !OWN.includes(k));
        expect([...now.values].filter(([k]) => !OWN.includes(k))).toEqual(others);
      }),
      { numRuns: 3000, seed: 4 },
    );
  });

  test("restores any file when added keys are removed again", () => {
    fc.assert(
      fc.property(file, values, fc.constantFrom("s", undefined), (text, set, section) => {
        const before = readSection(text, section);
        const fresh = Object.fromEntries(
          Object.entries(set).filter(([k]) => !before.values.has(k)),
        );
        fc.pre(before.doubled.length === 0 && before.count === 1 && !/^\uFEFF?$/.test(text));
        const where = section === undefined ? {} : { section };
        const next = editProperties(text, { ...where, set: fresh, unset: [] });
        expect(editProperties(next, { ...where, set: {}, unset: Object.keys(fresh) })).toBe(text);
        expect(withoutOwn(next)).toEqual(withoutOwn(text));
      }),
      { numRuns: 3000, seed: 5 },
    );
  });
});
