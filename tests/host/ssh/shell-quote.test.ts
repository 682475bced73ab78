import { execFileSync } from "node:child_process";
import { quote, quoteIfNeeded } from "../../../sdk/host/ssh/shell-quote";

test("every word stands in single quotes, and a quote inside one leaves and enters them", () => {
  expect(quote(["if", "A=b", "", "it's"])).toBe(String.raw`'if' 'A=b' '' 'it'\''s'`);
});

test("a real sh hands over exactly the words that went in", () => {
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

test("a word with a NUL is refused, because a shell would drop it without a word", () => {
  expect(() => quote(["cat", "a\0b"])).toThrow(
    "an argument of a command cannot hold a NUL character",
  );
});

test("a line for a person quotes only what a shell would take apart", () => {
  expect(quoteIfNeeded(["ssh-keygen", "-R", "[::1]:22", "-f", "/home/a b/hosts", "", "it's"])).toBe(
    String.raw`ssh-keygen -R '[::1]:22' -f '/home/a b/hosts' '' 'it'\''s'`,
  );
});
