import { runEverywhere } from "../cluster/every-node";
import { toError } from "../kind/lifecycle";

/** The change of one node, before its preparation. */
export interface NodeChange {
  readonly node: string;
  /** All nodes prepare before any of them changes. */
  readonly prepare: () => Promise<PreparedChange>;
}

export interface PreparedChange {
  /** Returns false, and changes nothing, if the node has changed since its inspection. */
  readonly carryOut: () => Promise<boolean>;
  /** Undoes the preparation. */
  readonly discard?: () => Promise<void>;
  /** Tells whether the change is still there. @default it is */
  readonly isKept?: () => Promise<boolean>;
  /** Restores the former state after `carryOut`. Returns false, and changes nothing, if the node has changed since. */
  readonly undo?: () => Promise<boolean>;
  /** Removes what `undo` needs. */
  readonly finish?: () => Promise<void>;
}

interface MadeChange extends PreparedChange {
  readonly node: string;
}

/** The changes of all nodes that one operation makes, so that a failure can name them and take them back. */
export class NodeChanges {
  private made: MadeChange[] = [];

  /** Whether any node differs from its state before the operation. */
  get hasChanged(): boolean {
    return this.made.length > 0;
  }

  /** Changes all nodes. Returns false if another writer was faster on a node, or has overwritten a change. */
  async carryOut(changes: readonly NodeChange[]): Promise<boolean> {
    const prepared = await prepareAll(changes);
    const isDone = await runEverywhere(prepared, (change) => this.carryOutOne(change));
    if (!isDone.every(Boolean)) return false;
    const isKept = await runEverywhere(prepared, ({ isKept = kept }) => isKept());
    return isKept.every(Boolean);
  }

  private async carryOutOne(change: MadeChange): Promise<boolean> {
    try {
      const isDone = await change.carryOut();
      if (isDone) this.made.push(change);
      return isDone;
    } catch (e) {
      // A failure to discard is ignored, because the first failure already explains it.
      await change.discard?.().catch(() => undefined);
      throw e;
    }
  }

  /** Removes what a failure would have needed. A leftover harms nothing, so that is no reason to fail. */
  async finish(): Promise<void> {
    await Promise.allSettled(this.made.map(async ({ finish }) => finish?.()));
  }

  /** Takes the changes back after a failure. Returns the failure, which names the nodes that were changed before it. */
  async takeBack(failure: unknown): Promise<Error> {
    const error = toError(failure);
    const nodes = [...new Set(this.made.map(({ node }) => node))].sort();
    if (nodes.length === 0) return error;
    const outcomes = await Promise.all(nodes.map((node) => this.takeBackNode(node)));
    return new Error([error.message, ...outcomes].join("\n"), { cause: error });
  }

  private async takeBackNode(node: string): Promise<string> {
    const changes = this.made.filter((m) => m.node === node).reverse();
    try {
      for (const change of changes) {
        if (change.undo === undefined) return stays(node, "");
        if (!(await change.undo())) return stays(node, ": another writer has changed it since");
        this.made = this.made.filter((m) => m !== change);
      }
      return `${node}: had been changed before that, and was changed back`;
    } catch (e) {
      return stays(node, `, because it could not be changed back: ${toError(e).message}`);
    }
  }
}

const kept = (): Promise<boolean> => Promise.resolve(true);

const stays = (node: string, why: string): string =>
  `${node}: was changed before that, and stays changed${why}; correct the cause, and run again`;

/** Prepares all nodes or none: if one fails, the others discard. */
async function prepareAll(changes: readonly NodeChange[]): Promise<readonly MadeChange[]> {
  const preparing = changes.map(async ({ node, prepare }) => ({ ...(await prepare()), node }));
  try {
    return await runEverywhere(preparing, (prepared) => prepared);
  } catch (e) {
    await Promise.allSettled(preparing.map(async (prepared) => (await prepared).discard?.()));
    throw e;
  }
}
