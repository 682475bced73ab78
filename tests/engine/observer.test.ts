import { Observer } from "../../sdk/engine/observer";
import type { OnAnyNode } from "../../sdk/engine/transaction";
import { NoUsableNode, NodeUnusable } from "../../sdk/errors";
import { SEPARATOR } from "../../sdk/host/scripts";
import type { Session } from "../../sdk/host/session";
import { fixture } from "../helpers";

/** A node that shows a moment of the lab's cluster. */
function showing(node: string, state: string, quorum: "0" | "1"): Session {
  const cib = fixture(`snapshots/${state}.cib.xml`).replace(
    'have-quorum="1"',
    `have-quorum="${quorum}"`,
  );
  const stdout = [cib, SEPARATOR, fixture(`snapshots/${state}.simulation.xml`)].join("\n");
  return {
    node,
    run: () => Promise.resolve({ stdout, stderr: "", exitCode: 0 }),
    close: () => undefined,
  };
}

const first =
  (...sessions: readonly Session[]): OnAnyNode =>
  async (work) => {
    const failures: NodeUnusable[] = [];
    for (const session of sessions)
      try {
        return await work(session);
      } catch (e) {
        if (!(e instanceof NodeUnusable)) throw e;
        failures.push(e);
      }
    throw new NoUsableNode(failures);
  };

const waiting = (onAnyNode: OnAnyNode): Promise<unknown> =>
  new Observer(onAnyNode, () => undefined).reach("slow", { resources: ["slow"] }, 0);

test("what is waited for is looked at where there is quorum, whichever node is asked first", async () => {
  const [stopped, started] = [showing("rsha2", "starting", "0"), showing("rsha1", "started", "1")];
  await expect(waiting(first(stopped, started))).resolves.toMatchObject({
    cib: { attributes: { "have-quorum": "1" } },
  });
});

test("without quorum anywhere a wait ends at its deadline, and says why", async () => {
  const nodes = [showing("rsha1", "started", "0"), showing("rsha2", "started", "0")];
  const why =
    "its partition has no quorum: it does not speak for the cluster, and a change made there would be lost when the partition heals; bring the other nodes back";
  await expect(waiting(first(...nodes))).rejects.toThrow(
    `slow: no node of the cluster can be used:\n  - rsha1: ${why}\n  - rsha2: ${why}`,
  );
});
