import { type Element, configurationOf, walk, withChildren } from "../cib/xml/element";
import { writeLines } from "../cib/xml/parse";
import { PatchRefused, PreconditionFailed } from "../errors";
import type { Session } from "../host/ssh/session";
import { verifyCib } from "../host/commands/pacemaker-commands";

/** Names the element that the cluster's schema refused. Pacemaker itself only reports that it refused one. */
export async function explainRefusal(
  session: Session,
  planned: Element,
  refusal: PatchRefused,
): Promise<Error> {
  if (refusal.kind !== "schema") return refusal;
  const found = await findRefusedElement(session, planned);
  const where = found ? `the element ${describeElement(found)}` : "the declared configuration";
  return new PreconditionFailed(
    `the cluster's schema (${schemaOf(planned)}) does not allow ${where}; nothing was changed. Correct the value of its role, action or option (crm_verify on the node knows what is allowed)`,
    { cause: refusal },
  );
}

/**
 * Refuses a deletion before it stops anything, if the schema does not allow what would be left.
 * @throws PreconditionFailed
 */
export async function refuseInvalid(session: Session, id: string, planned: Element): Promise<void> {
  const found = await findRefusedElement(session, planned);
  if (!found) return;
  throw new PreconditionFailed(
    `${id}: without it the cluster's schema (${schemaOf(planned)}) would not allow ${describeElement(found)}; nothing was changed. Change that first, then run again`,
  );
}

const schemaOf = (planned: Element): string => planned.attributes["validate-with"] ?? "unknown";

const verify = (session: Session, cib: Element): Promise<string> =>
  verifyCib(session, writeLines(cib));

/** Finds the element by the line number of the first complaint: `writeLines` puts each element on its own line. */
async function findRefusedElement(
  session: Session,
  planned: Element,
): Promise<Element | undefined> {
  const complaints = await verify(session, planned);
  const line = /line (\d+): element/.exec(complaints)?.[1];
  if (line !== undefined) return walk(planned)[Number(line) - 1];
  const kind = COMPLAINTS.find((complaint) => complaint.test(complaints));
  return kind === undefined ? undefined : narrow(session, planned, configurationOf(planned), kind);
}

/**
 * Complaints of libxml2 without a line (crm_verify 3.0.3). `crm_verify` also has complaints that are not the schema's. A
 * reference is a kind of its own: what is left out to find an element may be referred to.
 */
const COMPLAINTS = [
  /^Element \S+ (?:has extra content|failed to validate)/m,
  /^IDREF attribute \S+ references/m,
];

/**
 * Finds the deepest element without which the schema allows the rest, by halves: some fifteen runs of crm_verify for a
 * thousand resources. Returns the place where several elements are at fault. The sections themselves are needed.
 */
async function narrow(
  session: Session,
  cib: Element,
  at: Element,
  complaint: RegExp,
): Promise<Element> {
  const isValidWithout = async (gone: readonly Element[]): Promise<boolean> =>
    !complaint.test(await verify(session, without(cib, new Set(gone))));
  const isTop = at.name === "configuration";
  let suspects = isTop ? at.children.flatMap(({ children }) => children) : at.children;
  while (suspects.length > 1) {
    const half = Math.ceil(suspects.length / 2);
    const [first, second] = [suspects.slice(0, half), suspects.slice(half)];
    suspects = (await isValidWithout(first)) ? first : second;
  }
  const [found] = suspects;
  if (found === undefined || !(await isValidWithout([found]))) return at;
  return narrow(session, cib, found, complaint);
}

const without = (e: Element, gone: ReadonlySet<Element>): Element =>
  withChildren(
    e,
    e.children.filter((c) => !gone.has(c)).map((c) => without(c, gone)),
  );

/** Writes the start tag without `value`: the values of pairs may be secret. */
function describeElement(e: Element): string {
  const attributes = Object.entries(e.attributes)
    .filter(([name]) => name !== "value")
    .map(([name, value]) => ` ${name}="${value}"`);
  return `<${e.name}${attributes.join("")}>`;
}
