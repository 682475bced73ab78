import type { CommonInputs } from "../kind/lifecycle";
import { release, retain } from "../reconcile/retained-objects";

/** Names a resource of the program: its kind and its Pulumi name. */
const keyOf = ({ __kind, __label = "" }: CommonInputs): string => `${__kind} ${__label}`;

/** Parts that a `diff` has retained, by resource. */
const retainedParts = new Map<string, readonly string[]>();
/** Resources whose object existed already when this run created them, by the name of the retained object. */
const adopted = new Map<string, string>();

/** Notes that a resource of the program keeps its object. */
export function noteKept(inputs: CommonInputs, parts: readonly string[]): void {
  retainedParts.set(keyOf(inputs), parts);
  for (const part of parts) retain(inputs.cluster, part);
}

/**
 * Notes a check without old inputs. After a `diff` it means that the engine replaces the resource although the provider did
 * not propose it (`replaceOnChanges`): its object is not kept.
 */
export function noteCheckWithoutOlds(inputs: CommonInputs): void {
  const parts = retainedParts.get(keyOf(inputs)) ?? [];
  for (const part of parts) release(inputs.cluster, part);
  retainedParts.delete(keyOf(inputs));
}

/** Notes that a resource has taken over its object. */
export function noteAdopted(inputs: CommonInputs, object: string): void {
  adopted.set(object, keyOf(inputs));
}

/**
 * Tells whether a deletion is the second half of a replacement that the engine does without asking for a diff
 * (`--replace`): the same resource has taken over its own object before.
 */
export const isReplaced = (olds: CommonInputs, object: string): boolean =>
  olds.__label !== undefined && adopted.get(object) === keyOf(olds);
