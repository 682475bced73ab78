/** Why a text cannot be kept as it is, wherever it goes; `undefined` when it can. */
export function explainIllFormed(value: string): string | undefined {
  if (/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(value))
    return "holds half of a surrogate pair, which is no valid text";
  if (/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/.test(value))
    return "holds a control character, which XML cannot hold";
  return undefined;
}
