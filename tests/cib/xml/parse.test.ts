import { COMMENT, element } from "../../../sdk/cib/xml/element";
import { parseXml, writeXml } from "../../../sdk/cib/xml/parse";
import { random } from "../../helpers";
import { RandomTrees } from "../random-trees";

describe("parseXml and writeXml", () => {
  test("reads a written tree as the same tree", () => {
    const tree = element("cib", { epoch: "7" }, [
      element("a", { id: "one", value: `<&>"'\n\r\t ü€\u{1F600}  ` }),
      element("b", {}, [element("a"), element("b", { empty: "" })]),
      element("a", { id: "two" }),
    ]);
    expect(parseXml(writeXml(tree))).toEqual(tree);
  });

  test("escapes characters that an attribute value cannot contain", () => {
    expect(writeXml(element("a", { v: `<&>"'\n\r\t` }))).toBe(
      `<a v="&lt;&amp;&gt;&quot;'&#10;&#13;&#9;"/>`,
    );
  });

  test("keeps the order of siblings with alternating names", () => {
    expect(parseXml("<r><a/><b/><a/><c/><b/></r>").children.map((c) => c.name)).toEqual([
      "a",
      "b",
      "a",
      "c",
      "b",
    ]);
  });

  test("counts a comment as a child, but not text and white space", () => {
    expect(parseXml("<r> text <!-- one --><a/>\n<!--<b/>--> <a/></r>")).toEqual(
      element("r", {}, [element(COMMENT), element("a"), element(COMMENT), element("a")]),
    );
  });

  test("drops comments around the root element", () => {
    expect(parseXml("<?xml version='1.0'?><!-- before --><r/><!-- after -->")).toEqual(
      element("r"),
    );
  });

  test("counts CDATA and processing instructions as children, whatever they contain", () => {
    expect(parseXml("<r><![CDATA[ <!-- <x/> --> ]]><a/><?do <!-- <!DOCTYPE ?><b/></r>")).toEqual(
      element("r", {}, [element(COMMENT), element("a"), element(COMMENT), element("b")]),
    );
  });

  test("ignores a document type or a placeholder inside a comment", () => {
    expect(parseXml("<r><!-- <!DOCTYPE x> <_comment_/> --><_/><_comment_/></r>")).toEqual(
      element("r", {}, [element(COMMENT), element("_"), element("_comment_")]),
    );
  });

  test("keeps prefixes, name spaces and xml: attributes", () => {
    const text = `<r xml:lang="de" xmlns:x="urn:y" x:z="1"><x:b xml:space="preserve"/></r>`;
    expect(writeXml(parseXml(text))).toBe(text);
  });

  describe("parseXml with an older tree", () => {
    const older = parseXml(
      '<cib epoch="1"><!-- --><a id="1"><x/></a><a id="2"/><!-- --><a id="3"><y v="1"/></a><b/></cib>',
    );

    test("shares equal elements, whatever was added, removed or changed around them", () => {
      const newer = parseXml(
        '<cib epoch="2"><!-- --><a id="1"><x/></a><n/><a id="3"><y v="1"/></a><b/></cib>',
        older,
      );
      expect(newer.attributes).toEqual({ epoch: "2" });
      expect(newer.children.map((c) => older.children.indexOf(c))).toEqual([0, 1, -1, 4, 5]);
    });

    test("builds the ancestors of a change anew", () => {
      const newer = parseXml('<cib epoch="1"><a id="1"><x w=""/></a><a id="2"/></cib>', older);
      expect(newer.children.map((c) => older.children.indexOf(c))).toEqual([-1, 2]);
    });

    test("returns the older tree itself if nothing has changed", () => {
      const text =
        '<cib epoch="1"><!-- c --><a id="1"><x/></a><a id="2"/><!-- --><a id="3"><y v="1"/></a><b/></cib>';
      expect(parseXml(text, older)).toBe(older);
    });

    test("returns the same result as without the older tree", () => {
      const trees = new RandomTrees(random(1));
      for (let i = 0; i < 300; i++) {
        const tree = trees.tree();
        const text = writeXml(trees.edited(tree));
        expect(parseXml(text, tree)).toEqual(parseXml(text));
      }
    });
  });

  test("limits the depth", () => {
    const nested = (depth: number): string => "<a>".repeat(depth) + "</a>".repeat(depth);
    expect(writeXml(parseXml(nested(256)))).toContain("<a><a/></a>");
    expect(() => parseXml(nested(257))).toThrow(
      new Error("XML that is nested more than 256 deep is not accepted"),
    );
  });

  test("ignores CDATA inside a comment", () => {
    expect(parseXml("<r><!-- <![CDATA[ --><a/><!-- ]]> --></r>")).toEqual(
      element("r", {}, [element(COMMENT), element("a"), element(COMMENT)]),
    );
  });

  test("reads entities and character references", () => {
    expect(parseXml(`<a v="&lt;&gt;&amp;&quot;&apos;&#10;&#x20AC;"/>`).attributes).toEqual({
      v: `<>&"'\n€`,
    });
  });

  test("writes no comments", () => {
    expect(writeXml(parseXml("<r><!-- c --><a/></r>"))).toBe("<r><a/></r>");
  });

  test.each(["constructor", "toString", "valueOf"])(
    "accepts attributes and elements named %s",
    (name) => {
      const text = `<r ${name}="v" w="x"><${name} ${name}="u"/></r>`;
      const read = parseXml(text);
      expect(Object.entries(read.attributes)).toEqual([
        [name, "v"],
        ["w", "x"],
      ]);
      expect(read.children.map((c) => [c.name, Object.entries(c.attributes)])).toEqual([
        [name, [[name, "u"]]],
      ]);
      expect(writeXml(read)).toBe(text);
    },
  );

  test("drops an attribute named __proto__", () => {
    const read = parseXml(`<r __proto__="v" w="x"/>`);
    expect(Object.entries(read.attributes)).toEqual([["w", "x"]]);
    expect(({} as Record<string, unknown>).w).toBeUndefined();
  });

  test.each([
    `<!DOCTYPE r><r/>`,
    `<!doctype r><r/>`,
    `<?xml version="1.0"?><!-- c --><!DOCTYPE r [<!ENTITY a "b">]><r v="&a;"/>`,
    `<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><r>&b;</r>`,
    `<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]><r v="&f;">&f;</r>`,
    `<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd"><r/>`,
  ])("refuses a document type: %s", (text) => {
    expect(() => parseXml(text)).toThrow(new Error("a document type declaration is not accepted"));
  });

  test.each([
    ["", "no element"],
    ["   ", "no element"],
    ["<!-- only -->", "no element"],
    ["text", "Non-whitespace before first tag."],
    ["<a/>rest", "Text data outside of root node."],
    ["<a/><b/>", "more than one root element"],
    ["<a", "Unexpected end"],
    ["<a>", "Unclosed root tag"],
    ["<a><b></a>", "Unexpected close tag"],
    ["<a><!DOCTYPE b></a>", "Inappropriately located doctype declaration"],
    ["<a v=1/>", "Unquoted attribute value"],
    ["<a v='&unknown;'/>", "Invalid character entity"],
    ["<a>&unknown;</a>", "Invalid character entity"],
    ["<a><!-- unclosed </a>", "Unclosed root tag"],
  ])("throws one error for text that is not well-formed: %s", (text, reason) => {
    expect(() => parseXml(text)).toThrow(new Error(`not well-formed XML: ${reason}`));
  });
});
