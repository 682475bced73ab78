/** A line of a properties or INI file. An entry that a backslash continues is one line with all its parts. */
export type PropertiesLine = PropertiesEntry | OtherLine;

interface OtherLine {
  readonly is: "blank" | "comment" | "section";
  readonly text: string;
  readonly end: string;
  /** Name of a section. */
  readonly name?: string;
}

/** `key = value`, with the text before the value, so that it can be written with another value. */
export interface PropertiesEntry {
  readonly is: "entry";
  readonly text: string;
  readonly end: string;
  readonly key: string;
  /** Indentation, key, and separator with its blanks. */
  readonly lead: string;
  readonly value: string;
}

const BLANKS = "[ \\t\\f]*";
const HEADER = new RegExp(`^${BLANKS}\\[([^\\]]*)\\]${BLANKS}(?:[#;].*)?$`, "s");
const COMMENT = new RegExp(`^${BLANKS}[#;!]`);
const BLANK = new RegExp(`^${BLANKS}$`);
const ASSIGNMENT = new RegExp(`^(${BLANKS}([^=:]*?)${BLANKS}[=:]${BLANKS})(.*)$`, "s");
/** Matches the other entries that Java reads: a blank as the separator, or a key without a value. */
const WORD = new RegExp(`^(${BLANKS}([^ \\t\\f]+)(?:[ \\t\\f]+|$))(.*)$`, "s");

/** Splits a text into lines. `joinLines` restores exactly that text. */
export function splitLines(text: string): readonly PropertiesLine[] {
  const physical = [...text.matchAll(/([^\r\n]*)(\r\n|\n|\r|$)/g)].filter(([line]) => line !== "");
  const lines: PropertiesLine[] = [];
  for (let i = 0; i < physical.length; i++) {
    let [, raw = "", end = ""] = physical[i] ?? [];
    let value = raw;
    while (isContinued(raw) && i + 1 < physical.length) {
      const [, next = "", nextEnd = ""] = physical[++i] ?? [];
      value = value.slice(0, -1) + next.replace(/^[ \t\f]+/, "");
      raw += end + next;
      end = nextEnd;
    }
    lines.push(parseLine(raw, value, end));
  }
  return lines;
}

export const joinLines = (lines: readonly PropertiesLine[]): string =>
  lines.map(({ text, end }) => text + end).join("");

/** Whether the next line belongs to this entry: an odd number of backslashes at its end. */
const isContinued = (text: string): boolean =>
  endsWithOddBackslashes(text) && !COMMENT.test(text) && !HEADER.test(text);

export const endsWithOddBackslashes = (text: string): boolean =>
  (/\\*$/.exec(text)?.[0].length ?? 0) % 2 === 1;

/** @param joined the text without its inner line breaks */
function parseLine(text: string, joined: string, end: string): PropertiesLine {
  if (BLANK.test(text)) return { is: "blank", text, end };
  if (COMMENT.test(text)) return { is: "comment", text, end };
  const [, name] = HEADER.exec(text) ?? [];
  if (name !== undefined) return { is: "section", text, end, name: name.trim() };
  const [, lead = "", key = "", value = ""] = ASSIGNMENT.exec(joined) ?? WORD.exec(joined) ?? [];
  return { is: "entry", text, end, key, lead, value };
}
