/** Matches an assignment. CMAN's init script sources the file, so the last assignment counts. */
const ASSIGNMENT =
  /^([ \t]*(?:export[ \t]+)?CMAN_QUORUM_TIMEOUT=)("[^"\n]*"|'[^'\n]*'|[^\s#;]*)(.*)$/gm;

const findLast = (text: string): RegExpExecArray | undefined =>
  [...text.matchAll(ASSIGNMENT)].at(-1);

/** Finds the line of /etc/sysconfig/cman that sets the quorum timeout. `undefined` without one. */
export const findQuorumTimeoutLine = (text: string): string | undefined => findLast(text)?.[0];

/** Reads the quorum timeout in seconds, as written. `undefined` without one, which means 45. */
export const readQuorumTimeout = (text: string): string | undefined =>
  findLast(text)?.[2]?.replace(/^(["'])(.*)\1$/, "$2");

/**
 * Sets the quorum timeout: in the line that counts now, else in a new line at the end. Everything else stays, including a
 * missing line break at the end. `undefined` (no file) gives a new file.
 */
export function withQuorumTimeout(text: string | undefined, seconds: number): string {
  const line = `CMAN_QUORUM_TIMEOUT=${seconds}`;
  if (text === undefined || text === "") return `${line}\n`;
  const found = findLast(text);
  if (found === undefined) return text.endsWith("\n") ? `${text}${line}\n` : `${text}\n${line}`;
  if (readQuorumTimeout(text) === String(seconds)) return text;
  return replaceLine(text, found, `${found[1] ?? ""}${seconds}${found[3] ?? ""}`);
}

/** Restores the line to `line`. `undefined` removes the line. */
export function withQuorumTimeoutLine(text: string, line: string | undefined): string {
  const found = findLast(text);
  if (found === undefined || found[0] === line) return text;
  if (line !== undefined) return replaceLine(text, found, line);
  const end = found.index + found[0].length;
  const before = text.slice(0, found.index);
  return end < text.length ? before + text.slice(end + 1) : before.replace(/\n$/, "");
}

const replaceLine = (text: string, found: RegExpExecArray, line: string): string =>
  text.slice(0, found.index) + line + text.slice(found.index + found[0].length);
