import { afterConstruction, refersTo } from "./named";
import type { Declared } from "./run";

/**
 * Returns the resources of the program that govern a primitive or a group: the group that holds it, and what has
 * constraints that name it. The list is complete for what the program constructs before it first waits (`await`).
 */
export async function governorsOf(cluster: object, own: Declared): Promise<string[]> {
  const all = await afterConstruction(cluster);
  const target = all.find(({ declared }) => declared === own);
  if (target === undefined) return [];
  return all
    .filter((other) => other !== target && refersTo(other, target))
    .map(({ declared }) => declared.key)
    .sort();
}
