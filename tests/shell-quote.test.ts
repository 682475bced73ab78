import { execFileSync } from "node:child_process";
import { commandFor, quote, quoteIfNeeded } from "../sdk/shell-quote";

describe("quote", () => {
  test("puts every word in single quotes, and escapes quotes", () => {
    expect(quote(["if", "A=b", "", "it's"])).toBe(String.raw`'if' 'A=b' '' 'it'\''s'`);
  });

  test("passes every word through a real sh unchanged", () => {
    const words = [
      "plain",
      "",
      " two  blanks ",
      "'",
      "''",
      `'"'`,
      "a\nb\n",
      "$HOME `id` $(id) ${x}",
      String.raw`back\slash\\ \' \n`,
      "*?[a-z]~ {a,b} !! # ; & | < > ( )",
      "-n",
      "ä €  \u{1F600}",
      "\t\r\u0007\u001b[31m",
    ];
    const line = quote(["printf", String.raw`%s\0`, ...words]);
    const output = execFileSync("sh", ["-c", line], { encoding: "utf8" });
    expect(output.split("\0").slice(0, -1)).toEqual(words);
  });

  test("refuses a word with a NUL, which a shell would drop silently", () => {
    expect(() => quote(["cat", "a\0b"])).toThrow(
      "an argument of a command cannot hold a NUL character",
    );
  });
});

describe("quoteIfNeeded", () => {
  test("quotes only words that a shell would change", () => {
    expect(
      quoteIfNeeded(["ssh-keygen", "-R", "[::1]:22", "-f", "/home/a b/hosts", "", "it's"]),
    ).toBe(String.raw`ssh-keygen -R '[::1]:22' -f '/home/a b/hosts' '' 'it'\''s'`);
  });
});

describe("commandFor", () => {
  test("quotes the values that a shell would change", () => {
    expect(commandFor`run ${"a b"} ${"plain"}: ${["*", "c"]} n=${"it's"} ${""}`).toBe(
      String.raw`run 'a b' plain: '*' c n='it'\''s' ''`,
    );
  });
});
