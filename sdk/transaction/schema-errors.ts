import { type Element, walk } from "../cib/xml/element";
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
  const found = findRefusedElement(planned, await verifyCib(session, writeLines(planned)));
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
  const found = findRefusedElement(planned, await verifyCib(session, writeLines(planned)));
  if (!found) return;
  throw new PreconditionFailed(
    `${id}: without it the cluster's schema (${schemaOf(planned)}) would not allow ${describeElement(found)}; nothing was changed. Change that first, then run again`,
  );
}

const schemaOf = (planned: Element): string => planned.attributes["validate-with"] ?? "unknown";

/** Finds the element by the line number of the first complaint: `writeLines` puts each element on its own line. */
function findRefusedElement(planned: Element, complaints: string): Element | undefined {
  const line = /line (\d+): element/.exec(complaints)?.[1];
  return line === undefined ? undefined : walk(planned)[Number(line) - 1];
}

/** Writes the start tag without `value`: the values of pairs may be secret. */
function describeElement(e: Element): string {
  const attributes = Object.entries(e.attributes)
    .filter(([name]) => name !== "value")
    .map(([name, value]) => ` ${name}="${value}"`);
  return `<${e.name}${attributes.join("")}>`;
}
