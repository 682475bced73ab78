import type { Lab } from "../../lab/cluster/lab";
import { failure } from "../cli/output";
import { Stack } from "../cli/stack";
import type { Declaration } from "../programs/declared";
import { describeLive, ensureCluster } from "../support/cluster";
import { cib } from "../support/cluster-status";
import { FLAPPING, whileOthersWrite } from "../support/foreign";
import { on } from "../support/shell";

/** Patches of an `up`, and of a `destroy`: 100 together. */
const count = 50;
const ids = Array.from({ length: count }, (_, i) => `ours-${i}`);
const program: Declaration = Object.fromEntries(
  ids.map((name) => [name, { is: "Location", name, resource: "foreign", rule: { defined: name } }]),
);
const authors = ["timer", "status", "flapper"] as const;

describeLive("Beside a resource that flaps and a foreign writer", (lab: Lab) => {
  let stack: Stack;
  beforeAll(async () => {
    await ensureCluster(lab);
    await on(lab, "rsha1", FLAPPING);
    stack = await Stack.make(lab, { env: { PULUMI_PACEMAKER_LOG: "debug" } });
  }, 300_000);
  afterAll(() => stack.discard());

  test.each(["up", "destroy"] as const)(
    `${count} patches of one %s are committed, none is lost, none refused`,
    async (verb) => {
      stack.declare(program);
      // One resource at a time, so that each is a patch of its own.
      const { done, made } = await whileOthersWrite(lab, authors, () =>
        stack[verb]("--parallel", "1"),
      );
      expect(failure(done)).toBe("");
      expect(authors.filter((author) => (made[author] ?? []).length === 0)).toEqual([]);
      const patches = done.output.match(/transaction: epoch \d+ -> \d+/g) ?? [];
      expect(patches.length).toBeGreaterThanOrEqual(count);
      const now = await cib(lab);
      const isThere = (id: string): boolean => now.includes(`id="${id}"`);
      const wanted = [...(made.timer ?? []), ...(verb === "up" ? ids : [])];
      const left = verb === "up" ? [] : ids.filter(isThere);
      expect({ lost: wanted.filter((id) => !isThere(id)), left }).toEqual({ lost: [], left: [] });
    },
    300_000,
  );
});
