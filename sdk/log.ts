/** Where lines go that are more than standard output. */
interface EngineLog {
  readonly progress: (line: string) => void;
  readonly warn: (line: string) => void;
}

let engineLog: EngineLog = {
  progress: (line) => console.log(line),
  warn: (line) => console.log(line),
};

/** Replaces standard output as the place of progress and warnings. */
export function setEngineLog(log: EngineLog): void {
  engineLog = log;
}

/** Shows one line while something happens. Pulumi does not repeat it at the end. */
export const progress = (line: string): void => engineLog.progress(hideSecrets(line));

/** Warns of something that is left when the run is over. */
export const warn = (line: string): void => engineLog.warn(hideSecrets(line));

/** Prints one line. Pulumi shows it under the stack, and again at the end. */
export function info(line: string): void {
  console.log(hideSecrets(line));
}

/** Prints one line if the environment has `PULUMI_PACEMAKER_LOG=debug`. */
export function debug(line: string): void {
  if (process.env.PULUMI_PACEMAKER_LOG === "debug") console.log(`[debug] ${hideSecrets(line)}`);
}

/** A value that is secret in the program. */
export type SecretValue = string | number;

const HIDDEN = "[secret]";
/** A shorter text is part of too many words. It is hidden between quotes only. */
const SHORTEST = 4;
/** A message may cut a text. Its beginning is enough to recognise it. */
const BEGINNING = 16;

/** Hides one value in a text. Its spellings are found once: every line of the process is searched for every secret. */
interface Hider {
  readonly value: SecretValue;
  readonly length: number;
  readonly hide: (text: string) => string;
}

/** The secrets of every resource of this process: a transaction, and so its error, may contain several resources. */
let remembered: readonly Hider[] = [];

/** Adds values that no error and no line of this process may show. */
export function rememberSecrets(values: readonly SecretValue[]): void {
  const known = new Set(remembered.map(({ value }) => value));
  const added = [...new Set(values)].filter((value) => !known.has(value));
  if (added.length > 0) remembered = longestFirst([...remembered, ...added.map(hider)]);
}

/** Hides the remembered secrets in a text. Short numbers stay, because they are part of other numbers. */
export const hideSecrets = (text: string): string =>
  hideAll(
    text,
    remembered.filter(({ value, length }) => typeof value === "string" || length >= SHORTEST),
  );

/** Hides values in a text. */
export const hideValues = (text: string, values: readonly SecretValue[]): string =>
  hideAll(text, longestFirst(values.map(hider)));

/** Sorts the longest first, because a value may be part of a longer one. */
const longestFirst = (hiders: readonly Hider[]): readonly Hider[] =>
  [...hiders].sort((a, b) => b.length - a.length);

const hideAll = (text: string, hiders: readonly Hider[]): string =>
  hiders.reduce((left, { hide }) => hide(left), text);

const hider = (value: SecretValue): Hider => ({
  value,
  length: String(value).length,
  hide: hideValue(value),
});

function hideValue(value: SecretValue): Hider["hide"] {
  if (typeof value === "number") {
    const whole = new RegExp(`(?<![\\w.])${escapeRegExp(value)}(?![\\w.]*\\w)`, "g");
    return (text) => text.replace(whole, HIDDEN);
  }
  const quoted = JSON.stringify(value);
  if (value.length < SHORTEST) return (text) => text.replaceAll(quoted, `"${HIDDEN}"`);
  const spellings = [...new Set([value, quoted.slice(1, -1), ...asXml(value)])];
  return (text) => spellings.reduce(hideText, text);
}

/** Hides a text, also if only its beginning is left. */
function hideText(text: string, secret: string): string {
  const beginning = secret.slice(0, BEGINNING);
  let left = text;
  for (
    let at = left.indexOf(beginning);
    at >= 0;
    at = left.indexOf(beginning, at + HIDDEN.length)
  ) {
    let end = at + beginning.length;
    while (end - at < secret.length && left[end] === secret[end - at]) end++;
    left = left.slice(0, at) + HIDDEN + left.slice(end);
  }
  return left;
}

const escapeRegExp = (value: SecretValue): string => String(value).replace(/[.+-]/g, "\\$&");

const XML: Readonly<Record<string, string>> = {
  ...{ "&": "&amp;", "<": "&lt;", ">": "&gt;" },
  ...{ '"': "&quot;", "'": "&apos;" },
};
/** Writers of XML escape `'` and `>` or leave them. */
const asXml = (text: string): readonly string[] =>
  [/[&<"]/g, /[&<>"]/g, /[&<>"']/g].map((escaped) => text.replace(escaped, (c) => XML[c] ?? c));
