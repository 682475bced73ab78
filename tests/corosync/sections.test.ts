import { parseSections, sectionsNamed, valuesIn } from "../../sdk/corosync/sections";
import { twoNodes } from "./confs";

describe("parseSections", () => {
  test("parses entries and nested sections in the order of the file", () => {
    expect(parseSections("a {\n  k: v: w\n  b {\n\tx:1\n  }\n}\n#c {\n\ny {\n}\n")).toEqual({
      name: "",
      entries: [],
      sections: [
        {
          name: "a",
          entries: [["k", "v: w"]],
          sections: [{ name: "b", entries: [["x", "1"]], sections: [] }],
        },
        { name: "y", entries: [], sections: [] },
      ],
    });
  });

  test("merges repeated sections, and the last value wins", () => {
    const root = parseSections("totem {\n token: 1\n join: 50\n}\ntotem {\n token: 2\n}\n");
    expect(sectionsNamed(root, "totem")).toHaveLength(2);
    expect(valuesIn(root, "totem")).toEqual({ token: "2", join: "50" });
  });

  test.each([
    ["totem {\n  token\n}", "line 2: neither `key: value` nor a section: token"],
    ["}\n", "line 1: there is no section to close"],
    [twoNodes.slice(0, twoNodes.indexOf("}")), "the section totem is not closed"],
  ])("throws with the line number for an invalid text: %j", (text, message) => {
    expect(() => parseSections(text)).toThrow(message);
  });
});
