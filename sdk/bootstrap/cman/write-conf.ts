import { PreconditionFailed } from "../../errors";
import { stageConf } from "../../host/commands/cman-commands";
import { runChecked } from "../../host/ssh/session";
import { type NodeChange, NodeChanges } from "../../hosts/node-changes";
import type { InspectedCmanNode } from "./inspect";

/**
 * Writes cluster.conf on every node or on none. Each node has to have the file that its inspection has read.
 * @throws PreconditionFailed when another writer has changed it since
 */
export async function writeConf(nodes: readonly InspectedCmanNode[], text: string): Promise<void> {
  const made = new NodeChanges();
  try {
    await made.carryOut(nodes.map((node) => confChange(node, text)));
  } catch (e) {
    throw await made.takeBack(e);
  }
  await made.finish();
}

const confChange = ({ session, facts }: InspectedCmanNode, text: string): NodeChange => ({
  node: session.node,
  prepare: async () => {
    const staged = await stageConf(session, text, facts.conf);
    if (staged === undefined) throw overtaken(session.node);
    const { install, ...rest } = staged;
    const carryOut = async (): Promise<boolean> => {
      if (await install()) return true;
      throw overtaken(session.node);
    };
    const isKept = (): Promise<boolean> => runChecked(session, ["sync"]).then(() => true);
    return { ...rest, carryOut, isKept };
  },
});

const overtaken = (node: string): PreconditionFailed =>
  new PreconditionFailed(
    `${node}: another writer has changed /etc/cluster/cluster.conf since it was read, so it was not written; run again`,
  );
