// Program of the benchmark: makes the resources in declared.json with the kinds in kinds.ts, this library's or the floor's.
// A string "@name" refers to an earlier resource.
import { readFileSync } from "node:fs";
import { kinds } from "./kinds";

interface Declared {
  readonly is: string;
  readonly cluster?: number;
  readonly [argument: string]: unknown;
}

const { clusters, resources } = JSON.parse(readFileSync("declared.json", "utf8")) as {
  clusters: object[];
  resources: Record<string, Declared>;
};

const made: Record<string, object> = {};
const nameOf = (name: string): unknown => (made[name] as { name?: unknown } | undefined)?.name;
const refer = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(refer);
  return typeof value === "string" && value.startsWith("@") ? nameOf(value.slice(1)) : value;
};

for (const [name, { is, cluster = 0, ...args }] of Object.entries(resources)) {
  const own = Object.fromEntries(Object.entries(args).map(([k, v]) => [k, refer(v)]));
  made[name] = kinds(is, name, { cluster: clusters[cluster], ...own });
}
