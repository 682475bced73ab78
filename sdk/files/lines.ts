/** A line of a properties or INI file. An entry that a backslash continues is one line with all its parts. */
export type PropertiesLine = PropertiesEntry | OtherLine;

interface OtherLine {
  readonly is: "blank" | "comment" | "section";
  readonly text: string;
  readonly end: string;
  /** Name of a section. */
  readonly name?: string;
}

/** `key = value`, in parts, so that it can be written with another value. */
export interface PropertiesEntry {
  readonly is: "entry";
  readonly text: string;
  readonly end: string;
  /** The key without escapes. */
  readonly key: string;
  /** Indentation, and key as written. */
  readonly lead: string;
  /** Separator with its blanks. */
  readonly separator: string;
  readonly value: string;
}

const BLANKS = "[ \\t\\f]*";
const HEADER = new RegExp(`^${BLANKS}\\[([^\\]]*)\\]${BLANKS}(?:[#;].*)?$`, "s");
const COMMENT = new RegExp(`^${BLANKS}[#;!]`);
const BLANK = new RegExp(`^${BLANKS}$`);
/**
 * An entry as `java.util.Properties.load` reads it: the key ends before the first blank, `=` or `:` without a backslash.
 * The npm package dot-properties is no replacement: it has no sections and no comments with `;`, and it takes the key
 * `a\\` + CRLF + `b` apart.
 */
const ENTRY = /^([ \t\f]*((?:\\.|[^\\ \t\f=:])*))([ \t\f]*[=:]?[ \t\f]*)(.*)$/s;

/**
 * Splits a text into lines. `joinLines` restores exactly that text.
 * @param keys the declared keys: one with a blank in it ends at `=` or `:`, as in an INI file
 */
export function splitLines(
  text: string,
  keys: ReadonlySet<string> = new Set(),
): readonly PropertiesLine[] {
  const spaced = new Set([...keys].filter((key) => /[ \t\f]/.test(key)));
  const physical = [...text.matchAll(/([^\r\n]*)(\r\n|\n|\r|$)/g)].filter(([line]) => line !== "");
  const lines: PropertiesLine[] = [];
  for (let i = 0; i < physical.length; i++) {
    const [, first = "", firstEnd = ""] = physical[i] ?? [];
    const [raw, joined] = [[first], [first]];
    let [last, end] = [first, firstEnd];
    if (!COMMENT.test(first) && !HEADER.test(first))
      while (endsWithOddBackslashes(last) && i + 1 < physical.length) {
        const [, next = "", nextEnd = ""] = physical[++i] ?? [];
        raw.push(end, next);
        joined.push((joined.pop() ?? "").slice(0, -1), next.replace(/^[ \t\f]+/, ""));
        [last, end] = [next, nextEnd];
      }
    lines.push(parseLine(raw.join(""), joined.join(""), { end, spaced }));
  }
  return lines;
}

export const joinLines = (lines: readonly PropertiesLine[]): string =>
  lines.map(({ text, end }) => text + end).join("");

/** Whether the next line belongs to this one: an odd number of backslashes at its end. */
export function endsWithOddBackslashes(text: string): boolean {
  let from = text.length;
  while (text[from - 1] === "\\") from--;
  return (text.length - from) % 2 === 1;
}

interface Surroundings {
  readonly end: string;
  readonly spaced: ReadonlySet<string>;
}

/** @param joined the text without its inner line breaks */
function parseLine(text: string, joined: string, { end, spaced }: Surroundings): PropertiesLine {
  if (BLANK.test(text)) return { is: "blank", text, end };
  if (COMMENT.test(text)) return { is: "comment", text, end };
  const [, name] = HEADER.exec(text) ?? [];
  if (name !== undefined) return { is: "section", text, end, name: name.trim() };
  const [, lead = "", key = "", separator = "", value = ""] =
    (spaced.size > 0 && splitSpaced(joined, spaced)) || (ENTRY.exec(joined) ?? []);
  return { is: "entry", text, end, key: unescapeKey(key), lead, separator, value };
}

/** Splits an entry whose key has blanks. Returns parts as `ENTRY` does. */
function splitSpaced(joined: string, spaced: ReadonlySet<string>): readonly string[] | undefined {
  const at = joined.search(/[=:]/);
  const key = joined.slice(0, Math.max(at, 0)).trim();
  if (!spaced.has(key)) return undefined;
  const lead = joined.slice(0, joined.indexOf(key) + key.length);
  const [separator = ""] = /^[ \t\f]*[=:][ \t\f]*/.exec(joined.slice(lead.length)) ?? [];
  return [joined, lead, key, separator, joined.slice(lead.length + separator.length)];
}

const ESCAPES: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r", f: "\f" };

const unescapeKey = (key: string): string =>
  key.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_all, code?: string, sign: string = "") =>
    code === undefined ? (ESCAPES[sign] ?? sign) : String.fromCharCode(parseInt(code, 16)),
  );
