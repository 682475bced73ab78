/** Sourced by the init script of CMAN: the last assignment counts. */
const ASSIGNMENT =
  /^([ \t]*(?:export[ \t]+)?CMAN_QUORUM_TIMEOUT=)("[^"\n]*"|'[^'\n]*'|[^\s#;]*)(.*)$/gm;

const last = (text: string): RegExpExecArray | undefined => [...text.matchAll(ASSIGNMENT)].at(-1);

/** The line in /etc/sysconfig/cman that says how long a start waits for quorum; `undefined` when there is none. */
export const findQuorumTimeoutLine = (text: string): string | undefined => last(text)?.[0];

/** The seconds that a start waits for quorum, as they are written; `undefined` when nothing is, which means 45. */
export const readQuorumTimeout = (text: string): string | undefined =>
  last(text)?.[2]?.replace(/^(["'])(.*)\1$/, "$2");

/**
 * The file with the time in it: in the line that counts now, else in one more at the end. Everything else stays, a
 * missing line break at the end too. Without a file it is a new one.
 */
export function withQuorumTimeout(text: string | undefined, seconds: number): string {
  const line = `CMAN_QUORUM_TIMEOUT=${seconds}`;
  if (text === undefined || text === "") return `${line}\n`;
  const found = last(text);
  if (found === undefined) return text.endsWith("\n") ? `${text}${line}\n` : `${text}\n${line}`;
  if (readQuorumTimeout(text) === String(seconds)) return text;
  return withLine(text, found, `${found[1] ?? ""}${seconds}${found[3] ?? ""}`);
}

/** The file with the line as it was found; nothing where there was none. */
export function withQuorumTimeoutLine(text: string, line: string | undefined): string {
  const found = last(text);
  if (found === undefined || found[0] === line) return text;
  if (line !== undefined) return withLine(text, found, line);
  const end = found.index + found[0].length;
  const before = text.slice(0, found.index);
  return end < text.length ? before + text.slice(end + 1) : before.replace(/\n$/, "");
}

const withLine = (text: string, found: RegExpExecArray, line: string): string =>
  text.slice(0, found.index) + line + text.slice(found.index + found[0].length);
