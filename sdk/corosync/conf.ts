/** A section of corosync.conf: `key: value` lines, and sections inside it. */
export interface ConfSection {
  readonly name: string;
  readonly entries: readonly (readonly [key: string, value: string])[];
  readonly sections: readonly ConfSection[];
}

interface Open {
  readonly name: string;
  readonly entries: (readonly [string, string])[];
  readonly sections: Open[];
}

/**
 * Parses corosync.conf as corosync does: one item per line, `#` only at the start of a line, nothing quoted.
 * @throws Error naming the line
 */
export function parseSections(text: string): ConfSection {
  const root: Open = { name: "", entries: [], sections: [] };
  const path = [root];
  text.split("\n").forEach((raw, i) => {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) return;
    const failure = take(line, path);
    if (failure !== undefined) throw new Error(`line ${i + 1}: ${failure}`);
  });
  if (path.length > 1) throw new Error(`the section ${path.at(-1)?.name ?? ""} is not closed`);
  return root;
}

function take(line: string, path: Open[]): string | undefined {
  const inside = path.at(-1);
  if (inside === undefined) return "there is no section to close";
  if (line.endsWith("{")) {
    const section: Open = { name: line.slice(0, -1).trim(), entries: [], sections: [] };
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

/** All sections of a name under a section. */
export const sectionsNamed = (section: ConfSection, name: string): readonly ConfSection[] =>
  section.sections.filter((s) => s.name === name);

/** All `key: value` lines under the sections of a name; of two with the same key the last counts. */
export const valuesIn = (section: ConfSection, name: string): Readonly<Record<string, string>> =>
  Object.fromEntries(sectionsNamed(section, name).flatMap((s) => s.entries));
