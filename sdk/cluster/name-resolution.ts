import { resolveNames } from "../host/commands/pcs-commands";
import type { Session } from "../host/ssh/session";

/**
 * Finds names that do not resolve to usable addresses on the nodes, in words with the remedy. Corosync binds to the address
 * of the node's own name, so 127.0.1.1 in /etc/hosts makes a cluster of one node.
 * @param otherwise words for a second remedy for a name
 */
export async function checkNameResolution(
  sessions: readonly Session[],
  names: readonly string[],
  otherwise: (name: string) => string = () => "",
): Promise<string[]> {
  const answers = sessions.map(async (session) => {
    const found = await resolveNames(session, names);
    return names.flatMap((name) => {
      const why = badAddress(name, found.get(name));
      return why === undefined
        ? []
        : [`${session.node}: ${why}; correct /etc/hosts or DNS there${otherwise(name)}`];
    });
  });
  return (await Promise.all(answers)).flat();
}

function badAddress(name: string, address: string | undefined): string | undefined {
  if (address === undefined) return `the name ${name} does not resolve`;
  if (/^(127\.|::1$)/.test(address))
    return `the name ${name} resolves to ${address}, which no other node reaches`;
  return undefined;
}
