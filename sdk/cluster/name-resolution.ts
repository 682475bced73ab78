import { resolveNames } from "../host/commands/pcs-commands";
import type { Session } from "../host/ssh/session";

/**
 * What is wrong with the addresses to which names resolve on the nodes: corosync binds to what a node's own name resolves
 * to, and 127.0.1.1 in /etc/hosts makes a cluster of one.
 * @param otherwise another remedy for a name than to correct what resolves it
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
