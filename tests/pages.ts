import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "./lab/paths";

/** A fenced code block of a page. */
export interface Block {
  readonly page: string;
  /** Number of the block's first line, from 1. */
  readonly line: number;
  /** The language after the fence; empty for plain text. */
  readonly language: string;
  /** The file that the block shows, if the fence names one: the complete file, or a `diff` of it. */
  readonly file: string | undefined;
  readonly text: string;
}

const inFolder = (folder: string, name = ""): string[] =>
  readdirSync(join(checkout, folder))
    .map((entry) => join(folder, entry, name))
    .filter((path) => path.endsWith(".md") && existsSync(join(checkout, path)))
    .sort();

/** The pages for users, as paths in the checkout. */
export const pages: readonly string[] = [
  "README.md",
  "CONTRIBUTING.md",
  ...inFolder("docs"),
  ...inFolder("examples", "README.md"),
];

export const textOf = (page: string): string => readFileSync(join(checkout, page), "utf8");

export function blocksOf(page: string): readonly Block[] {
  const found: Block[] = [];
  let open: (Omit<Block, "page" | "text"> & { readonly lines: string[] }) | undefined;
  for (const [i, line] of textOf(page).split("\n").entries()) {
    const fence = /^```(\S*) ?(\S+)?/.exec(line);
    if (open === undefined && fence)
      open = { line: i + 2, language: fence[1] ?? "", file: fence[2], lines: [] };
    else if (open !== undefined && fence) {
      const { lines, ...rest } = open;
      found.push({ page, ...rest, text: `${lines.join("\n")}\n` });
      open = undefined;
    } else open?.lines.push(line);
  }
  if (open !== undefined)
    throw new Error(`${page}:${open.line - 1}: the block has no closing fence`);
  return found;
}

/** Returns the blocks of all pages in the given languages. */
export const blocksIn = (...languages: readonly string[]): readonly Block[] =>
  pages.flatMap(blocksOf).filter(({ language }) => languages.includes(language));

/** A command line and its place. */
export interface Command {
  readonly at: string;
  readonly words: readonly string[];
}

/** Returns the commands in shell blocks and between backticks that begin with the given word. */
export function commands(first: string): readonly Command[] {
  const inBlocks = blocksIn("sh").flatMap(({ page, line, text }) =>
    text.split("\n").map((command, i) => ({ at: `${page}:${line + i}`, command })),
  );
  const inText = pages.flatMap((page) =>
    textOf(page)
      .split("\n")
      .flatMap((line, i) =>
        [...line.matchAll(/`([^`]+)`/g)].map((m) => ({
          at: `${page}:${i + 1}`,
          command: m[1] ?? "",
        })),
      ),
  );
  return [...inBlocks, ...inText].flatMap(({ at, command }) => {
    const line = command.replace(/\s+#.*$/, "").trim();
    const words = line.match(/'[^']*'|"[^"]*"|\S+/g) ?? [];
    return words[0] === first ? [{ at, words: words.slice(1) }] : [];
  });
}
