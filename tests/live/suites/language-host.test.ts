import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Lab } from "../../lab/cluster/lab";
import { describeLive } from "../support/cluster";
import { failure } from "../cli/output";
import { Stack } from "../cli/stack";

const HOOK_FILE = "hook.json";

/** The hook writes what the engine passes to it. The resource needs no cluster. */
const program = `
import { writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { ResourceHook, dynamic } from "@pulumi/pulumi";

const provider: dynamic.ResourceProvider = {
  create: ({ text }) => Promise.resolve({ id: "id-of-" + text, outs: { text } }),
};
class Note extends dynamic.Resource {}

const report = new ResourceHook("report", ({ name, id, newOutputs }) => {
  writeFileSync("${HOOK_FILE}", JSON.stringify({ name, id, text: newOutputs?.text }));
});
new Note(provider, "note", { text: "declared" }, {
  hooks: { afterCreate: [report] },
  transforms: [
    async ({ props, opts }) => {
      await setTimeout(1);
      return { props: { ...props, text: "transformed" }, opts };
    },
  ],
});
`;

describeLive("The Node.js language host", (lab: Lab) => {
  let stack: Stack;

  beforeAll(async () => {
    const packages = ["@pulumi/pulumi", "typescript", "@types"];
    stack = await Stack.make(lab, { files: { "index.ts": program }, packages });
  }, 60_000);
  afterAll(() => stack.discard());

  it("runs a resource hook after an async transform has changed the resource", async () => {
    expect(failure(await stack.up())).toBe("");
    const hook = JSON.parse(readFileSync(join(stack.directory, HOOK_FILE), "utf8")) as unknown;
    expect(hook).toEqual({ name: "note", id: "id-of-transformed", text: "transformed" });
  }, 60_000);
});
