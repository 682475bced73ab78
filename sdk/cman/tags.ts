/** A tag of a well-formed text, with its attributes where they stand. */
export interface Tag {
  readonly kind: "start" | "end" | "empty";
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** From the blank before the name to the closing quote. */
  readonly attributes: readonly { name: string; start: number; end: number }[];
}

/** Comments, processing instructions and CDATA sections may hold what looks like a tag: they are skipped whole. */
const MARKUP =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[[\s\S]*?\]\]>|<\/([^\s>]+)\s*>|<([^\s/>!?]+)((?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/g;

const ATTRIBUTE = /\s+([^\s=]+)\s*=\s*(?:"[^"]*"|'[^']*')/g;

/** The tags of a text in their order; the text must be well-formed and without a document type declaration. */
export const findTags = (text: string): readonly Tag[] => [...text.matchAll(MARKUP)].flatMap(tag);

function tag(match: RegExpExecArray): readonly Tag[] {
  const [whole, closed, opened, attributes = "", slash] = match;
  const place = { start: match.index, end: match.index + whole.length };
  if (closed !== undefined) return [{ kind: "end", name: closed, ...place, attributes: [] }];
  if (opened === undefined) return [];
  const from = match.index + 1 + opened.length;
  return [
    {
      kind: slash ? "empty" : "start",
      name: opened,
      ...place,
      attributes: [...attributes.matchAll(ATTRIBUTE)].map((a) => ({
        name: a[1] ?? "",
        start: from + a.index,
        end: from + a.index + a[0].length,
      })),
    },
  ];
}
