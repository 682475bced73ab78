// A provider process of its own for two-file-writers.test.ts. For each line of its input it writes one key of a properties
// file, and prints "done" or the error.
import { createInterface } from "node:readline";
import { update } from "pulumi-pacemaker/engine";

const { cluster, path, key } = JSON.parse(process.argv[2]);
const inputs = (properties) => ({ __kind: "pacemaker:PropertiesFile", cluster, path, properties });

for await (const value of createInterface({ input: process.stdin })) {
  const done = update(path, inputs({}), inputs({ [key]: value }));
  console.log(await done.then(() => "done", String));
}
