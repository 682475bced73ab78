import { idOf, sectionOf } from "../cib/xml/element";
import { parseXml } from "../cib/xml/parse";
import { NodeUnusable } from "../errors";
import type { Session } from "../host/ssh/session";
import { readFile } from "../host/commands/host-facts";
import { queryCib } from "../host/commands/pacemaker-commands";

/** A reachable member of the cluster. */
export interface ReachableMember {
  readonly session: Session;
  /** Whether Pacemaker runs on the member. */
  readonly running: boolean;
}

const CIB_FILE = "/var/lib/pacemaker/cib/cib.xml";

/** Returns the ids of a cluster's resources, from a running node, or else from the CIB file of a stopped node. */
export async function findRemainingResources(
  members: readonly ReachableMember[],
): Promise<readonly string[]> {
  const cib = (await liveCib(members)) ?? (await storedCib(members));
  return cib === undefined ? [] : sectionOf(parseXml(cib), "resources").children.map(idOf);
}

async function liveCib(members: readonly ReachableMember[]): Promise<string | undefined> {
  for (const { session, running } of members) {
    if (!running) continue;
    const cib = await queryCib(session).catch((e: unknown) => {
      if (e instanceof NodeUnusable) return undefined;
      throw e;
    });
    if (cib !== undefined) return cib;
  }
  return undefined;
}

async function storedCib(members: readonly ReachableMember[]): Promise<string | undefined> {
  for (const { session } of members) {
    const cib = await readFile(session, CIB_FILE);
    if (cib !== undefined) return cib;
  }
  return undefined;
}
