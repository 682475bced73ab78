import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { ClientProject } from "./client-project";
import { packagesOf, twoCopies } from "./clients";
import { npm } from "./managers";

const FOLDER = "second";

/** Installs the library a second time, in a folder of the project that has its own packages. */
export async function addSecondCopy(project: ClientProject, tarball: string): Promise<void> {
  const dependencies = { ...packagesOf(twoCopies), "pulumi-pacemaker": `file:${tarball}` };
  mkdirSync(join(project.stack.directory, FOLDER));
  project.stack.write({
    [`${FOLDER}/package.json`]: JSON.stringify({ private: true, dependencies }),
    [`${FOLDER}/primitives.ts`]: 'export { PrimitiveResource } from "pulumi-pacemaker";\n',
  });
  await project.execute(npm, FOLDER);
  const copies = [".", FOLDER].map((folder) =>
    project.execute(["node", "--print", 'require.resolve("pulumi-pacemaker")'], folder),
  );
  expect(new Set(await Promise.all(copies)).size).toBe(2);
}
