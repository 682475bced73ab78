import type { Element } from "../cib/xml/element";
import { walk } from "../cib/xml/find";
import { writeLines } from "../cib/xml/parse";
import { PatchRefused, Refused } from "../errors";
import type { Session } from "../host/ssh/session";
import { verifyCib } from "../host/commands/pacemaker-commands";

/** Says which element the cluster's schema refused: Pacemaker itself only says that one was. */
export async function explainRefusal(
  session: Session,
  planned: Element,
  refusal: PatchRefused,
): Promise<Error> {
  if (refusal.kind !== "schema") return refusal;
  const found = offender(planned, await verifyCib(session, writeLines(planned)));
  const where = found ? `the element ${shown(found)}` : "what is declared";
  return new Refused(
    `the cluster's schema (${planned.attributes["validate-with"] ?? "unknown"}) does not allow ${where}; nothing was changed. Correct the value of its role, action or option (crm_verify on the node knows what is allowed)`,
    { cause: refusal },
  );
}

/** Each element has a line of its own, so the line of the first complaint is the element. */
function offender(planned: Element, complaints: string): Element | undefined {
  const line = /line (\d+): element/.exec(complaints)?.[1];
  return line === undefined ? undefined : walk(planned)[Number(line) - 1];
}

/** An element as a person would recognise it; the values of pairs may be secret. */
function shown(e: Element): string {
  const attributes = Object.entries(e.attributes)
    .filter(([name]) => name !== "value")
    .map(([name, value]) => ` ${name}="${value}"`);
  return `<${e.name}${attributes.join("")}>`;
}
