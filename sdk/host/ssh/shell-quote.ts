/**
 * One POSIX shell line that runs exactly these arguments.
 * Every word is quoted, also plain ones: a bare `if` or `A=b` would not be a program's name.
 */
export function quote(argv: readonly string[]): string {
  return argv.map(quoteWord).join(" ");
}

function quoteWord(word: string): string {
  if (word.includes("\0")) throw new Error("an argument of a command cannot hold a NUL character");
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** The same for a line that a person reads and runs: what a shell leaves alone stands bare. */
export function quoteIfNeeded(argv: readonly string[]): string {
  return argv.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : quoteWord(word))).join(" ");
}
