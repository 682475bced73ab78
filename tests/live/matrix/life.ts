import { clusterStatus } from "../support/cluster-status";
import { type Ended, counts, diagnostics, failure } from "../cli/output";
import type { ClientProject } from "./client-project";
import { RESOURCES } from "./client-program";
import type { Lab } from "../../lab/cluster/lab";

/** Checks that the language host and the provider have run with the project's Node.js, of this major version. */
export async function expectRuntime(project: ClientProject, major: string): Promise<void> {
  const version = (await project.execute(["node", "--version"])).trim();
  expect(version.split(".")[0]).toBe(`v${major}`);
  expect(project.runtimes()).toEqual([`dynamic-provider ${version}`, `run ${version}`]);
}

/** Lines of Node.js about ts-node, which loads ES modules and calls a deprecated constructor. */
const OF_TS_NODE = /^\(node:\d+\) \[DEP0180\] |^\(Use `node --trace-deprecation /;

/** Returns what the CLI prints about the program and its resources. */
const messages = (ended: Ended): string[] =>
  Object.values(diagnostics(ended))
    .flat()
    .filter((line) => !OF_TS_NODE.test(line));

/** Takes the program through its life on the cluster: preview, up, no change, a change, destroy. */
export async function live(project: ClientProject, lab: Lab): Promise<void> {
  const { stack } = project;
  const preview = await stack.preview();
  expect({ failed: failure(preview), counts: counts(preview), said: messages(preview) }).toEqual({
    failed: "",
    counts: [`+ ${RESOURCES} to create`],
    said: [],
  });
  const up = await stack.up();
  expect([failure(up), counts(up)]).toEqual(["", [`+ ${RESOURCES} created`]]);
  const version = (await project.execute(["node", "--version"])).trim();
  expect(up.output).toContain(`node: "${version}"`);
  expect((await clusterStatus(lab)).compounds).toEqual({ group: ["first", "second"] });
  expect(failure(await stack.preview("--refresh", "--expect-no-changes"))).toBe("");
  await project.change();
  const changed = await stack.up();
  expect([failure(changed), counts(changed)]).toEqual([
    "",
    ["~ 1 updated", `${RESOURCES - 1} unchanged`],
  ]);
  const destroyed = await stack.destroy();
  expect([failure(destroyed), counts(destroyed)]).toEqual(["", [`- ${RESOURCES} deleted`]]);
  expect((await clusterStatus(lab)).resources).toEqual({});
}
