import { setTimeout as delay } from "node:timers/promises";
import { type Element, childNamed, childrenNamed, sectionOf } from "../../cib/xml/element";
import { parseXml } from "../../cib/xml/parse";
import { parseBoolean } from "../../cib/xml/values";
import { NotConverged } from "../../errors";
import { forgetNode, forgetNodeAgain } from "../../host/commands/cman-commands";
import { queryCib } from "../../host/commands/pacemaker-commands";
import type { Session } from "../../host/ssh/session";
import { commandFor } from "../../shell-quote";

/** Milliseconds after which a removed node has come back, if it does. */
const RETURN_MS = 2000;

/** Names of the cluster nodes that Pacemaker knows, without remote and guest nodes. */
export function listPacemakerNodes(cib: Element): readonly string[] {
  const isMember = ({ attributes: { type = "member" } }: Element): boolean =>
    ["member", "normal"].includes(type);
  const states = childrenNamed(childNamed(cib, "status") ?? cib, "node_state");
  const known = [
    ...childrenNamed(sectionOf(cib, "nodes"), "node").filter(isMember),
    ...states.filter((s) => parseBoolean(s.attributes.remote_node ?? "") !== true),
  ];
  return [...new Set(known.flatMap((e) => e.attributes.uname ?? []))];
}

/**
 * Removes nodes from Pacemaker's list, twice. Reason: Pacemaker 1.1.10 puts a node that was dead at its removal back into
 * its cache when the node's state is deleted, and lists it again at the next change of membership (measured).
 * @throws NotConverged when Pacemaker still lists one
 */
export async function forgetNodes(session: Session, names: readonly string[]): Promise<void> {
  const listed = await findListed(session, names);
  for (const name of listed) await forgetNode(session, name);
  if (listed.length === 0) return;
  await delay(RETURN_MS);
  for (const name of listed) await forgetNodeAgain(session, name);
  const left = await findListed(session, names);
  if (left.length > 0)
    throw new NotConverged(
      left.map(
        (name) =>
          `${name}: Pacemaker still lists the removed node; run \`${commandFor`crm_node --force --remove ${name}`}\` on ${session.node}`,
      ),
    );
}

const findListed = async (
  session: Session,
  names: readonly string[],
): Promise<readonly string[]> => {
  const present = listPacemakerNodes(parseXml(await queryCib(session)));
  return names.filter((name) => present.includes(name));
};
