/** Whether the pattern of a location selects an id. A pattern that begins with `!` selects the other ids. */
export function matchesPattern(pattern: string, id: string): boolean {
  const isInverted = pattern.startsWith("!");
  const expression = asRegExp(isInverted ? pattern.slice(1) : pattern);
  return expression !== undefined && expression.test(id) !== isInverted;
}

/** Reads a POSIX extended regular expression. Returns `undefined` for one that JavaScript does not read. */
export function asRegExp(pattern: string): RegExp | undefined {
  try {
    return new RegExp(withoutClasses(pattern));
  } catch {
    return undefined;
  }
}

/** POSIX's names of classes, as JavaScript writes them inside brackets. */
const CLASSES: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  digit: "0-9",
  lower: "a-z",
  upper: "A-Z",
  space: "\\s",
  punct: "!-/:-@\\[-`{-~",
};

const withoutClasses = (pattern: string): string =>
  pattern.replace(/\[:(\w+):\]/g, (all, name: string) => CLASSES[name] ?? all);
