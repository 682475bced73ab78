/**
 * Builds one POSIX shell line that runs exactly these arguments.
 * Quotes every word: a bare `if` or `A=b` would not be the name of a program.
 */
export function quote(argv: readonly string[]): string {
  return argv.map(quoteWord).join(" ");
}

function quoteWord(word: string): string {
  if (word.includes("\0")) throw new Error("an argument of a command cannot hold a NUL character");
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** Builds a line for a person to read and run. Quotes only words that a shell would change. */
export function quoteIfNeeded(argv: readonly string[]): string {
  return argv.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : quoteWord(word))).join(" ");
}

/** Writes a command for a person into a message. Quotes values, each item of a list by itself, that a shell would change. */
export const commandFor = (
  parts: TemplateStringsArray,
  ...values: readonly (string | readonly string[])[]
): string =>
  values.reduce<string>(
    (line, value, i) => `${line}${quoteIfNeeded([value].flat())}${parts[i + 1] ?? ""}`,
    parts[0] ?? "",
  );
