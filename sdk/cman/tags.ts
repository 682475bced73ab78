/** A tag of a well-formed text, with the positions of its attributes. */
export interface XmlTag {
  readonly kind: "start" | "end" | "empty";
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Positions: from the blank before the name to the closing quote. */
  readonly attributes: readonly { name: string; start: number; end: number }[];
}

/** Matches tags. Comments, processing instructions and CDATA sections match too, because they may contain tags. */
const MARKUP =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[[\s\S]*?\]\]>|<\/([^\s>]+)\s*>|<([^\s/>!?]+)((?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/g;

const ATTRIBUTE = /\s+([^\s=]+)\s*=\s*(?:"[^"]*"|'[^']*')/g;

/** Finds the tags of a text in order. The text must be well-formed, without a document type declaration. */
export const findTags = (text: string): readonly XmlTag[] =>
  [...text.matchAll(MARKUP)].flatMap(readTag);

function readTag(match: RegExpExecArray): readonly XmlTag[] {
  const [matched, closed, opened, attributes = "", slash] = match;
  const position = { start: match.index, end: match.index + matched.length };
  if (closed !== undefined) return [{ kind: "end", name: closed, ...position, attributes: [] }];
  if (opened === undefined) return [];
  const from = match.index + 1 + opened.length;
  return [
    {
      kind: slash ? "empty" : "start",
      name: opened,
      ...position,
      attributes: [...attributes.matchAll(ATTRIBUTE)].map((a) => ({
        name: a[1] ?? "",
        start: from + a.index,
        end: from + a.index + a[0].length,
      })),
    },
  ];
}
