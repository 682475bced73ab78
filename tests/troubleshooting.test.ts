import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "./lab/paths";
import { textOf } from "./pages";

const SDK = join(checkout, "sdk");

/** All that the library can say, as it stands in its source, with values left out. */
const said = readdirSync(SDK, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => readFileSync(join(SDK, file), "utf8"))
  .join("\n")
  .replace(/["`]\s*\+\s*\n\s*["`]/g, "")
  .replaceAll('\\"', '"');

/** The messages that the page explains: what stands in the first column of its tables. */
const quoted = textOf("docs/troubleshooting.md")
  .split("\n")
  .filter((line) => /^\| `/.test(line))
  .flatMap((line) => [...(line.split(" | ")[0] ?? "").matchAll(/`([^`]+)`/g)])
  .map(([, message = ""]) => message);

test("every message that the page on troubleshooting explains is one that the library says", () => {
  const parts = (message: string): string[] => message.split("…").map((part) => part.trim());
  const unsaid = quoted.filter((message) => !parts(message).every((part) => said.includes(part)));
  expect([quoted.length > 50, unsaid]).toEqual([true, []]);
});
