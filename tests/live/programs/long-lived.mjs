// Replaces Pulumi's provider process in process.test.ts: many operations on one cluster. It closes no connection, and is
// interrupted at the end as by the CLI. The last line of its output is JSON.
import { isDeepStrictEqual } from "node:util";
import { create, delete as remove, read, update } from "pulumi-pacemaker/engine";

const { cluster, cycles } = JSON.parse(process.argv[2]);

const primitive = (name, fake, more) => ({
  __kind: "pacemaker:Primitive",
  cluster,
  name,
  agent: "ocf:pacemaker:Dummy",
  parameters: { fake },
  ...more,
});
const constraint = (name, score) => ({
  __kind: "pacemaker:LocationConstraint",
  cluster,
  name,
  resource: "runs",
  node: "rsha1",
  score,
  waitFor: "none",
});
const stopped = { meta: { targetRole: "Stopped" }, waitFor: "none" };

/** Runs five operations. Deletes an object that the test made, so that the number of objects stays constant. */
async function cycle(i) {
  const make = i % 2 === 0 ? (n, v) => primitive(n, v, stopped) : constraint;
  const [before, after] = [make(`new${i}`, 1), make(`new${i}`, 2)];
  const { id } = await create(before);
  const seen = [await read(id, before)];
  await update(id, before, after);
  seen.push(await read(id, after));
  await remove(`old${i}`, make(`old${i}`, 1));
  const found = seen.map(({ props }) => props);
  return isDeepStrictEqual(found, [before, after]) ? 0 : 1;
}

await create(primitive("runs", "x"));
const heap = [];
let wrong = 0;
for (let i = 0; i < cycles; i++) {
  wrong += await cycle(i);
  globalThis.gc();
  heap.push(process.memoryUsage().heapUsed);
}
console.log(JSON.stringify({ wrong, heap }));
process.emit("SIGINT", "SIGINT");
