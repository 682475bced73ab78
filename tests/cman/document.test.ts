import fc from "fast-check";
import { type DomElement, parseDocument, attributeValue } from "../../sdk/cman/document";
import { applySteps } from "../../sdk/cman/edit/splice";
import { confText } from "./conf-texts";

const refusal = (text: string): string => {
  try {
    parseDocument(text);
    return "no refusal";
  } catch (e) {
    return (e as Error).message;
  }
};

describe("parseDocument", () => {
  test("reads elements with their values and positions", () => {
    const text = `<?xml version="1.0"?>\r\n<cluster  name='a&#38;b&quot;'\n x = "1">\n<!-- <cman/> --><cman/><![CDATA[<rm>]]></cluster >\n`;
    const { root } = parseDocument(text);
    expect(
      root.attributes.map(({ name, value, start, end }) => [name, value, text.slice(start, end)]),
    ).toEqual([
      ["name", 'a&b"', "  name='a&#38;b&quot;'"],
      ["x", "1", '\n x = "1"'],
    ]);
    const slices = ({ start, openEnd, closeStart, end }: DomElement): string[] => [
      text.slice(start, openEnd).slice(-5),
      text.slice(closeStart, end),
    ];
    expect([root, ...root.children].map(slices)).toEqual([
      [' "1">', "</cluster >"],
      ["man/>", ""],
    ]);
  });

  test.each([
    ["", "line 1: "],
    ["cluster", "line 1: "],
    ["<cluster>\n<cman>\n</cluster>\n", "line 2: Opening and ending tag mismatch"],
    ["<cluster>\n<cman/>\n", "unclosed xml tag(s)"],
    ["<cluster/>\n<cluster/>\n", "line 2: "],
    ["<cluster/>\nmore", "line 1: Extra content at the end of the document"],
    ["\n\n<other/>\n", "line 3: the root element is not <cluster>"],
    ["<cluster a='1' a='2'/>", "Attribute a redefined"],
    ["<cluster a/>", "line 1: "],
    ["<cluster a=1/>", "line 1: "],
    ["<cluster a='<'/>", "Unescaped '<' not allowed in attributes values"],
    ["<cluster>&x;</cluster>", "line 1: entity not found"],
    ["<cluster>\n\u0001</cluster>", "line 2: a character that XML cannot hold"],
    ["<cluster a='&#1;'/>", "line 1: a character that XML cannot hold"],
    ["<cluster>\n\ufffd</cluster>", "Unicode replacement character detected"],
    [
      "<!-- -->\n<!DOCTYPE cluster [<!ENTITY a 'b'>]><cluster/>",
      "line 2: a document type declaration",
    ],
    ["<!DOCTYPE cluster SYSTEM '/etc/passwd'><cluster/>", "line 1: a document type declaration"],
    [`<cluster>${"<a>".repeat(300)}${"</a>".repeat(300)}</cluster>`, "nested more than 256 deep"],
  ])("throws with the line number for an invalid text: %j", (text, message) => {
    expect(refusal(text)).toContain(message);
  });

  test("shows nothing of the text in an error, since it may hold passwords", () => {
    const text = `<cluster>\n<fencedevice passwd="hunter2"x" b=hunter2 hunter2/>&hunter2;</cluster>`;
    const cuts = Array.from({ length: text.length }, (_, i) => refusal(text.slice(0, i)));
    const blots = Array.from({ length: text.length }, (_, i) =>
      refusal(`${text.slice(0, i)}<"&'${text.slice(i + 1)}`),
    );
    expect([...cuts, ...blots].filter((message) => message.includes("hunter"))).toEqual([]);
  });

  test("accepts a document type declaration and tags inside a comment", () => {
    expect(refusal("<!-- <!DOCTYPE x> --><cluster><!-- <a> --></cluster>")).toBe("no refusal");
  });
});

describe("applySteps", () => {
  test("keeps a document without edits, to the letter", () => {
    fc.assert(
      fc.property(confText, (text) => {
        expect(applySteps(text, [() => []])).toBe(text);
        const { root } = parseDocument(text);
        expect(text.slice(root.start, root.end)).toMatch(/^<cluster[\s\S]*>$/);
        expect(attributeValue(root, "name")).toBeDefined();
      }),
    );
  });
});
