import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "./lab/paths";
import { textOf } from "./pages";

const SDK = join(checkout, "sdk");

/** The source text of the library, which contains every message without its values. */
const source = readdirSync(SDK, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => readFileSync(join(SDK, file), "utf8"))
  .join("\n")
  .replace(/["`]\s*\+\s*\n\s*["`]/g, "")
  .replaceAll('\\"', '"');

/** The messages that the page explains: the first column of its tables. */
const explained = textOf("docs/troubleshooting.md")
  .split("\n")
  .filter((line) => /^\| `/.test(line))
  .flatMap((line) => [...(line.split(" | ")[0] ?? "").matchAll(/`([^`]+)`/g)])
  .map(([, message = ""]) => message);

describe("docs/troubleshooting.md", () => {
  test("explains only messages that the library contains", () => {
    const parts = (message: string): string[] => message.split("…").map((part) => part.trim());
    const unknown = explained.filter(
      (message) => !parts(message).every((part) => source.includes(part)),
    );
    expect([explained.length > 50, unknown]).toEqual([true, []]);
  });
});
