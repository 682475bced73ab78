/** A section of corosync.conf: `key: value` lines, and nested sections. */
export interface ConfSection {
  readonly name: string;
  readonly entries: readonly (readonly [key: string, value: string])[];
  readonly sections: readonly ConfSection[];
}

interface OpenSection {
  readonly name: string;
  readonly entries: (readonly [string, string])[];
  readonly sections: OpenSection[];
}

/**
 * Parses corosync.conf as corosync does: one item per line, `#` only at the start of a line, no quoting.
 * @throws Error naming the line
 */
export function parseSections(text: string): ConfSection {
  const root: OpenSection = { name: "", entries: [], sections: [] };
  const path = [root];
  text.split("\n").forEach((raw, i) => {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) return;
    const failure = readLine(line, path);
    if (failure !== undefined) throw new Error(`line ${i + 1}: ${failure}`);
  });
  if (path.length > 1) throw new Error(`the section ${path.at(-1)?.name ?? ""} is not closed`);
  return root;
}

function readLine(line: string, path: OpenSection[]): string | undefined {
  const inside = path.at(-1);
  if (inside === undefined) return "there is no section to close";
  if (line.endsWith("{")) {
    const section: OpenSection = { name: line.slice(0, -1).trim(), entries: [], sections: [] };
    inside.sections.push(section);
    path.push(section);
    return undefined;
  }
  if (line === "}") {
    if (path.length === 1) return "there is no section to close";
    path.pop();
    return undefined;
  }
  const colon = line.indexOf(":");
  if (colon < 1) return `neither \`key: value\` nor a section: ${line}`;
  inside.entries.push([line.slice(0, colon).trim(), line.slice(colon + 1).trim()]);
  return undefined;
}

/** Finds the direct subsections with a name. */
export const sectionsNamed = (section: ConfSection, name: string): readonly ConfSection[] =>
  section.sections.filter((s) => s.name === name);

/** Collects the `key: value` lines of all subsections with a name. The last of two equal keys counts. */
export const valuesIn = (section: ConfSection, name: string): Readonly<Record<string, string>> =>
  Object.fromEntries(sectionsNamed(section, name).flatMap((s) => s.entries));
