/** A line of a properties or INI file; an entry that goes on behind a backslash is one line with its parts. */
export type PropertiesLine = PropertiesEntry | Other;

interface Other {
  readonly is: "blank" | "comment" | "section";
  readonly text: string;
  readonly end: string;
  /** Of a section: its name. */
  readonly name?: string;
}

/** `key = value`: everything that stands before the value, to write it again with another one. */
export interface PropertiesEntry {
  readonly is: "entry";
  readonly text: string;
  readonly end: string;
  readonly key: string;
  /** Indentation, key, separator and the blanks around it. */
  readonly lead: string;
  readonly value: string;
}

const BLANKS = "[ \\t\\f]*";
const HEADER = new RegExp(`^${BLANKS}\\[([^\\]]*)\\]${BLANKS}(?:[#;].*)?$`, "s");
const COMMENT = new RegExp(`^${BLANKS}[#;!]`);
const BLANK = new RegExp(`^${BLANKS}$`);
const ASSIGNMENT = new RegExp(`^(${BLANKS}([^=:]*?)${BLANKS}[=:]${BLANKS})(.*)$`, "s");
/** Java also takes a blank for the separator, and a key alone for one without a value. */
const WORD = new RegExp(`^(${BLANKS}([^ \\t\\f]+)(?:[ \\t\\f]+|$))(.*)$`, "s");

/** The lines of a text; put together again they are that very text. */
export function splitLines(text: string): readonly PropertiesLine[] {
  const physical = [...text.matchAll(/([^\r\n]*)(\r\n|\n|\r|$)/g)].filter(
    ([whole]) => whole !== "",
  );
  const lines: PropertiesLine[] = [];
  for (let i = 0; i < physical.length; i++) {
    let [, own = "", end = ""] = physical[i] ?? [];
    let value = own;
    while (goesOn(own) && i + 1 < physical.length) {
      const [, next = "", nextEnd = ""] = physical[++i] ?? [];
      value = value.slice(0, -1) + next.replace(/^[ \t\f]+/, "");
      own += end + next;
      end = nextEnd;
    }
    lines.push(lineOf(own, value, end));
  }
  return lines;
}

export const joinLines = (lines: readonly PropertiesLine[]): string =>
  lines.map(({ text, end }) => text + end).join("");

/** An odd number of backslashes at the end of an entry makes the next line a part of it. */
const goesOn = (text: string): boolean =>
  endsWithOddBackslashes(text) && !COMMENT.test(text) && !HEADER.test(text);

export const endsWithOddBackslashes = (text: string): boolean =>
  (/\\*$/.exec(text)?.[0].length ?? 0) % 2 === 1;

/** @param joined the text without the breaks inside of it */
function lineOf(text: string, joined: string, end: string): PropertiesLine {
  if (BLANK.test(text)) return { is: "blank", text, end };
  if (COMMENT.test(text)) return { is: "comment", text, end };
  const [, name] = HEADER.exec(text) ?? [];
  if (name !== undefined) return { is: "section", text, end, name: name.trim() };
  const [, lead = "", key = "", value = ""] = ASSIGNMENT.exec(joined) ?? WORD.exec(joined) ?? [];
  return { is: "entry", text, end, key, lead, value };
}
