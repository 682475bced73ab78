import {
  type PropertiesEntry,
  type PropertiesLine,
  endsWithOddBackslashes,
  splitLines,
  joinLines,
} from "./lines";

/** Some editors of Windows put it in front. */
const BOM = "\uFEFF";

/** What a file says of the keys of one section. */
export interface PropertiesSection {
  /** How often the section stands in the file; keys outside any section are always there. */
  readonly count: number;
  readonly values: ReadonlyMap<string, string>;
  /** Keys that stand there more than once: which one counts depends on who reads the file. */
  readonly doubled: readonly string[];
  /** Whether the file ends with a backslash: what is put behind it would belong to its last line. */
  readonly open: boolean;
}

/** @param section without one: the keys before the first section */
export function readSection(text: string, section?: string): PropertiesSection {
  const lines = splitLines(text.startsWith(BOM) ? text.slice(1) : text);
  const count = section === undefined ? 1 : lines.filter((l) => isHeader(l, section)).length;
  const entries = entriesIn(lines, section);
  const keys = entries.map((e) => e.key);
  return {
    count,
    values: new Map(entries.map((e) => [e.key, e.value])),
    doubled: [...new Set(keys.filter((key, i) => keys.indexOf(key) !== i))],
    open: lines.at(-1)?.is === "entry" && endsWithOddBackslashes(lines.at(-1)?.text ?? ""),
  };
}

export interface PropertiesEdit {
  readonly section?: string;
  readonly set: Readonly<Record<string, string>>;
  readonly unset: readonly string[];
}

/**
 * The text with those keys set, and those gone; every other byte stays. What is new goes behind the section's last key, a
 * section that is missing to the end of the text.
 */
export function editProperties(text: string, edit: PropertiesEdit): string {
  if (text.startsWith(BOM)) return BOM + editProperties(text.slice(1), edit);
  const lines = splitLines(text);
  const [from, to] = rangeOf(lines, edit.section);
  const own = lines.slice(from, to);
  const there = new Set(own.flatMap((l) => (l.is === "entry" ? [l.key] : [])));
  const missing = Object.keys(edit.set)
    .filter((key) => !there.has(key))
    .sort();
  const kept = own.flatMap((line) => changed(line, edit));
  const style = styleOf(own, lines);
  const added = missing.map((key) => `${key}${style.separator}${edit.set[key] ?? ""}`);
  const [before, after] = [lines.slice(0, from), lines.slice(to)];
  if (from < 0) return withSection(text, edit.section ?? "", added, style.end);
  return withoutNewEnd(text, [
    ...before,
    ...inserted(kept, added, style.end, { before, after }),
    ...after,
  ]);
}

const isHeader = (line: PropertiesLine, section: string): boolean =>
  line.is === "section" && line.name === section;

/** Where the lines of a section begin and end, without its header; -1 when it is not there. */
function rangeOf(lines: readonly PropertiesLine[], section: string | undefined): [number, number] {
  const header = section === undefined ? -1 : lines.findIndex((l) => isHeader(l, section));
  if (section !== undefined && header < 0) return [-1, -1];
  const next = lines.findIndex((l, i) => i > header && l.is === "section");
  return [header + 1, next < 0 ? lines.length : next];
}

function entriesIn(
  lines: readonly PropertiesLine[],
  section: string | undefined,
): readonly PropertiesEntry[] {
  const [from, to] = rangeOf(lines, section);
  return from < 0
    ? []
    : lines.slice(from, to).filter((l): l is PropertiesEntry => l.is === "entry");
}

/** A line as it shall be: one whose value is right stays as it is written. */
function changed(line: PropertiesLine, { set, unset }: PropertiesEdit): readonly PropertiesLine[] {
  if (line.is !== "entry") return [line];
  if (Object.hasOwn(set, line.key)) {
    const value = set[line.key] ?? "";
    return [line.value === value ? line : { ...line, text: leadOf(line) + value, value }];
  }
  return unset.includes(line.key) ? [] : [line];
}

/** A key alone, or with a blank for a separator, needs one that everybody understands. */
const leadOf = ({ lead, key }: PropertiesEntry): string =>
  /[=:]/.test(lead) ? lead : `${lead.slice(0, lead.indexOf(key) + key.length)}=`;

/** How the neighbours are written. */
function styleOf(
  own: readonly PropertiesLine[],
  all: readonly PropertiesLine[],
): { separator: string; end: string } {
  const entries = (lines: readonly PropertiesLine[]): PropertiesEntry[] =>
    lines.filter((l) => l.is === "entry");
  const model = [...entries(own), ...(entries(own).length > 0 ? [] : entries(all))].at(-1);
  const [, before = "", sign = "=", after = ""] = /(\s*)([=:])(\s*)$/.exec(model?.lead ?? "") ?? [];
  const blank = (s: string): string => (s === "" ? "" : " ");
  return {
    separator: `${blank(before)}${sign}${blank(after)}`,
    end: [...own, ...all].find((l) => l.end !== "")?.end ?? "\n",
  };
}

/** New lines behind the last key; in a section without one behind its header, or behind the comment that opens the file. */
function inserted(
  kept: readonly PropertiesLine[],
  added: readonly string[],
  end: string,
  around: { readonly before: readonly PropertiesLine[]; readonly after: readonly PropertiesLine[] },
): readonly PropertiesLine[] {
  if (added.length === 0) return kept;
  const last = kept.findLastIndex((l) => l.is === "entry") + 1;
  const at = last > 0 || around.before.length > 0 ? last : opening([...kept, ...around.after]);
  const lines = added.map((text): PropertiesLine => ({
    is: "entry",
    text,
    end,
    key: "",
    lead: "",
    value: "",
  }));
  return [...kept.slice(0, at), ...lines, ...kept.slice(at)];
}

/** The length of the comment that a file begins with, where a blank line parts it from what follows. */
function opening(lines: readonly PropertiesLine[]): number {
  const length = lines.findIndex((l) => l.is !== "comment");
  if (length < 0) return lines.length;
  return lines[length]?.is === "blank" ? length : 0;
}

function withSection(text: string, section: string, added: readonly string[], end: string): string {
  if (added.length === 0) return text;
  const lines = [`[${section}]`, ...added].join(end);
  if (text === "") return lines + end;
  const last = splitLines(text).at(-1);
  const open = last?.end === "";
  const gap = last?.is === "blank" ? "" : end;
  return `${text}${open ? end : ""}${gap}${lines}${open ? "" : end}`;
}

/** The text of lines one of which may have been the last one without a line break: the last one has none then, too. */
function withoutNewEnd(before: string, lines: readonly PropertiesLine[]): string {
  const open = before !== "" && !/[\r\n]$/.test(before);
  const fallback = lines.find((l) => l.end !== "")?.end ?? "\n";
  return joinLines(
    lines.map((line, i) => {
      if (i === lines.length - 1) return open ? { ...line, end: "" } : line;
      return line.end === "" ? { ...line, end: fallback } : line;
    }),
  );
}
