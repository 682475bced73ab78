import type { Lab } from "../../lab/cluster/lab";
import { Stack } from "../cli/stack";
import { runInlinePrograms } from "../support/automation";
import { describeLive, ensureCluster } from "../support/cluster";

describeLive("Inline programs of the Automation API", (lab: Lab) => {
  let stack: Stack;

  beforeAll(async () => {
    await ensureCluster(lab);
    stack = await Stack.make(lab);
  }, 180_000);
  afterAll(() => stack.discard());

  test(
    "of two stacks run at once and again and again in one process",
    () => runInlinePrograms(lab, stack, process.execPath),
    300_000,
  );
});
