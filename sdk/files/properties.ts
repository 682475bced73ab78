import {
  type PropertiesEntry,
  type PropertiesLine,
  endsWithOddBackslashes,
  splitLines,
  joinLines,
} from "./lines";

/** Some editors on Windows write it at the start of a file. */
const BOM = "\uFEFF";

/** The keys of one section of a file. */
export interface PropertiesSection {
  /** Number of occurrences of the section. Always 1 for keys outside any section. */
  readonly count: number;
  readonly values: ReadonlyMap<string, string>;
  /** Keys that occur more than once. Which one counts depends on the reader of the file. */
  readonly doubled: readonly string[];
  /** Whether the file ends with a backslash, so that appended text would belong to its last line. */
  readonly open: boolean;
}

/**
 * @param section `undefined` for the keys before the first section
 * @param declared the keys that the program declares
 */
export function readSection(
  text: string,
  section?: string,
  declared: Iterable<string> = [],
): PropertiesSection {
  const lines = splitLines(text.startsWith(BOM) ? text.slice(1) : text, new Set(declared));
  const count = section === undefined ? 1 : lines.filter((l) => isHeader(l, section)).length;
  const entries = entriesIn(lines, section);
  const [seen, doubled] = [new Set<string>(), new Set<string>()];
  for (const { key } of entries) (seen.has(key) ? doubled : seen).add(key);
  return {
    count,
    values: new Map(entries.map((e) => [e.key, e.value])),
    doubled: [...doubled],
    open: lines.at(-1)?.is === "entry" && endsWithOddBackslashes(lines.at(-1)?.text ?? ""),
  };
}

export interface PropertiesEdit {
  readonly section?: string;
  readonly set: Readonly<Record<string, string>>;
  readonly unset: readonly string[];
}

/**
 * Sets and removes keys. Every other byte stays. New keys follow the section's last key. A missing section is appended to
 * the text.
 */
export function editProperties(text: string, edit: PropertiesEdit): string {
  if (text.startsWith(BOM)) return BOM + editProperties(text.slice(1), edit);
  const unset = new Set(edit.unset);
  const lines = splitLines(text, new Set([...Object.keys(edit.set), ...unset]));
  const [from, to] = findRange(lines, edit.section);
  const inSection = lines.slice(from, to);
  const present = new Set(inSection.flatMap((l) => (l.is === "entry" ? [l.key] : [])));
  const missing = Object.keys(edit.set)
    .filter((key) => !present.has(key))
    .sort();
  const kept = inSection.flatMap((line) => editLine(line, edit.set, unset));
  const style = detectStyle(inSection, lines);
  const added = missing.map((key) => `${key}${style.separator}${edit.set[key] ?? ""}`);
  const [before, after] = [lines.slice(0, from), lines.slice(to)];
  if (from < 0) return appendSection(text, edit.section ?? "", added, style.end);
  return keepOpenEnd(text, [
    ...before,
    ...insertLines(kept, added, style.end, { before, after }),
    ...after,
  ]);
}

const isHeader = (line: PropertiesLine, section: string): boolean =>
  line.is === "section" && line.name === section;

/** Finds the range of a section's lines, without its header. -1 when the section is missing. */
function findRange(
  lines: readonly PropertiesLine[],
  section: string | undefined,
): [number, number] {
  const header = section === undefined ? -1 : lines.findIndex((l) => isHeader(l, section));
  if (section !== undefined && header < 0) return [-1, -1];
  const next = lines.findIndex((l, i) => i > header && l.is === "section");
  return [header + 1, next < 0 ? lines.length : next];
}

function entriesIn(
  lines: readonly PropertiesLine[],
  section: string | undefined,
): readonly PropertiesEntry[] {
  const [from, to] = findRange(lines, section);
  return from < 0
    ? []
    : lines.slice(from, to).filter((l): l is PropertiesEntry => l.is === "entry");
}

/** Edits a line. A line with the desired value keeps its spelling. */
function editLine(
  line: PropertiesLine,
  set: PropertiesEdit["set"],
  unset: ReadonlySet<string>,
): readonly PropertiesLine[] {
  if (line.is !== "entry") return [line];
  if (Object.hasOwn(set, line.key)) {
    const value = set[line.key] ?? "";
    return [line.value === value ? line : { ...line, text: writeLead(line) + value, value }];
  }
  return unset.has(line.key) ? [] : [line];
}

/** Adds "=" to a key without a separator, or with a blank as the separator: every reader understands it. */
const writeLead = ({ lead, separator }: PropertiesEntry): string =>
  lead + (/[=:]/.test(separator) ? separator : "=");

/** Detects the spelling of separators and line ends from the neighbouring entries. */
function detectStyle(
  inSection: readonly PropertiesLine[],
  all: readonly PropertiesLine[],
): { separator: string; end: string } {
  const entries = (lines: readonly PropertiesLine[]): PropertiesEntry[] =>
    lines.filter((l) => l.is === "entry");
  const model = [...entries(inSection), ...(entries(inSection).length > 0 ? [] : entries(all))].at(
    -1,
  );
  const [, before = "", sign = "=", after = ""] =
    /^(\s*)([=:])(\s*)$/.exec(model?.separator ?? "") ?? [];
  const blank = (s: string): string => (s === "" ? "" : " ");
  return {
    separator: `${blank(before)}${sign}${blank(after)}`,
    end: [...inSection, ...all].find((l) => l.end !== "")?.end ?? "\n",
  };
}

/** Inserts lines after the last key. Without a key: after the section's header, or after the file's opening comment. */
function insertLines(
  kept: readonly PropertiesLine[],
  added: readonly string[],
  end: string,
  around: { readonly before: readonly PropertiesLine[]; readonly after: readonly PropertiesLine[] },
): readonly PropertiesLine[] {
  if (added.length === 0) return kept;
  const last = kept.findLastIndex((l) => l.is === "entry") + 1;
  const at =
    last > 0 || around.before.length > 0 ? last : openingCommentLength([...kept, ...around.after]);
  const lines = added.map((text): PropertiesLine => ({
    is: "entry",
    text,
    end,
    key: "",
    lead: "",
    separator: "",
    value: "",
  }));
  return [...kept.slice(0, at), ...lines, ...kept.slice(at)];
}

/** Counts the lines of the file's opening comment, which a blank line separates from the rest. */
function openingCommentLength(lines: readonly PropertiesLine[]): number {
  const length = lines.findIndex((l) => l.is !== "comment");
  if (length < 0) return lines.length;
  return lines[length]?.is === "blank" ? length : 0;
}

function appendSection(
  text: string,
  section: string,
  added: readonly string[],
  end: string,
): string {
  if (added.length === 0) return text;
  const lines = [`[${section}]`, ...added].join(end);
  if (text === "") return lines + end;
  const last = splitLines(text).at(-1);
  const open = last?.end === "";
  const gap = last?.is === "blank" ? "" : end;
  return `${text}${open ? end : ""}${gap}${lines}${open ? "" : end}`;
}

/** Joins lines. If `before` had no line break at its end, the result has none either. */
function keepOpenEnd(before: string, lines: readonly PropertiesLine[]): string {
  const open = before !== "" && !/[\r\n]$/.test(before);
  const fallback = lines.find((l) => l.end !== "")?.end ?? "\n";
  return joinLines(
    lines.map((line, i) => {
      if (i === lines.length - 1) return open ? { ...line, end: "" } : line;
      return line.end === "" ? { ...line, end: fallback } : line;
    }),
  );
}
