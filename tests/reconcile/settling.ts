import type { Goal } from "../../sdk/await/goal";
import type { Element } from "../../sdk/cib/xml/element";
import { clusterAt } from "../../sdk/cluster/cluster";
import type { CibKind, HeldWait, WaitTarget } from "../../sdk/kind/cib-kind";
import type { CommonInputs } from "../../sdk/kind/lifecycle";
import { CibOperation } from "../../sdk/reconcile/operation";
import { waitUntilSettled } from "../../sdk/reconcile/wait-started";
import { cib } from "../helpers";
import { SharedCluster, ownAddress } from "./shared-cluster";

/** What an operation has committed, and what the program wants to wait for. */
export interface Situation {
  readonly target?: WaitTarget;
  readonly args?: Partial<CommonInputs> & { readonly value?: string };
  /** The arguments before an update. A create has none. */
  readonly before?: Partial<CommonInputs> & { readonly value?: string };
  readonly released?: readonly string[];
  readonly held?: Readonly<Record<string, HeldWait>>;
  readonly committed?: Element;
  /** The CIB after the wait. @default the committed one */
  readonly now?: Element;
}

interface Waited {
  readonly goals: readonly Goal[];
  readonly cleaned: readonly string[];
}

/** Waits for `p`. Returns the goals of the wait, and the resources that were cleaned up before. */
export async function wait({
  target = { resources: ["p"] },
  args = {},
  before,
  released = [],
  held = {},
  committed = cib(["p", "a", "b"].map((id) => `<primitive id="${id}"/>`).join("")),
  now = committed,
}: Situation): Promise<Waited> {
  const inputs = { __kind: "k", cluster: args.cluster ?? ownAddress() };
  const kind = { type: "k", awaits: () => target } as unknown as CibKind<CommonInputs>;
  new SharedCluster(committed);
  const cluster = clusterAt(inputs.cluster);
  for (const [id, how] of Object.entries(held)) cluster.heldWaits.set(id, how);
  const waiting = jest
    .spyOn(cluster.watcher, "waitFor")
    .mockResolvedValue({ cib: now } as Awaited<ReturnType<typeof cluster.watcher.waitFor>>);
  const cleanup = jest.spyOn(cluster, "cleanup").mockResolvedValue();
  const op = new CibOperation(
    kind,
    { ...inputs, ...args },
    "p",
    before && { ...inputs, cluster: ownAddress(), ...before },
  );
  const applied = { id: "p", cib: committed, released, existedBefore: false, at: 0 };
  const seen = await waitUntilSettled(op, applied);
  expect(seen).toBe(waiting.mock.calls.length === 0 ? undefined : now);
  return { goals: waiting.mock.calls.map(([, goal]) => goal), cleaned: cleanup.mock.calls.flat() };
}
