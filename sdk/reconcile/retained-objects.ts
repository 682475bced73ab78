import { createHash } from "node:crypto";
import type { ClusterAddress } from "../host/ssh/connection";
import { endpointsOf } from "../kind/cluster-identity";
import type { CommonInputs } from "../kind/lifecycle";
import { hasUnknown } from "../kind/rules";

/** Digests of the inputs that the program declares in this run. The inputs themselves may be large and contain secrets. */
const declared = new Set<string>();
/** What resources of this run have: objects and parts, by `keysOf`. */
const retained = new Set<string>();
/** What this run replaces. */
const replaced = new Set<string>();
/** What governs a primitive in this run's program. */
const governors = new Map<string, readonly string[]>();

/** Names an object or a part by its id and the endpoints of its cluster; none while a host is unknown. */
const keysOf = (address: ClusterAddress, id: string): readonly string[] =>
  hasUnknown(address.nodes) ? [] : endpointsOf(address).map((endpoint) => `${endpoint} ${id}`);

const digest = (inputs: string): string => createHash("sha256").update(inputs).digest("base64");

/**
 * Notes inputs that the program declares in this run. A refresh also calls diff, even for resources that the same run
 * deletes (`up --refresh`, `destroy --refresh`). Check is called for declared inputs only.
 */
export function noteDeclared(inputs: string): void {
  declared.add(digest(inputs));
}

export const isDeclared = (inputs: string): boolean => declared.has(digest(inputs));

/**
 * Notes that a resource of the program has an object (by its id), or a part of one. Pulumi deletes undeclared resources
 * last. Another resource may have adopted their object by then.
 */
export function retain(address: ClusterAddress, part: string): void {
  for (const key of keysOf(address, part)) retained.add(key);
}

/** Takes back what `retain` noted. */
export function release(address: ClusterAddress, part: string): void {
  for (const key of keysOf(address, part)) retained.delete(key);
}

/** Returns the retained files of a cluster, by their absolute paths. */
export function retainedFiles(address: ClusterAddress): readonly string[] {
  const prefixes = keysOf(address, "");
  const parts = [...retained].flatMap((key) =>
    prefixes.filter((p) => key.startsWith(`${p}/`)).map((p) => key.slice(p.length)),
  );
  return [...new Set(parts)];
}

export const isRetained = (address: ClusterAddress, part: string): boolean =>
  keysOf(address, part).some((key) => retained.has(key));

/** Notes that an object is deleted and made anew in this run. */
export function noteReplaced(address: ClusterAddress, id: string): void {
  for (const key of keysOf(address, id)) replaced.add(key);
}

export const isBeingReplaced = (address: ClusterAddress, id: string): boolean =>
  keysOf(address, id).some((key) => replaced.has(key));

/** Notes what governs a primitive. */
export function noteGovernors(address: ClusterAddress, id: string, list: readonly string[]): void {
  for (const key of keysOf(address, id)) governors.set(key, list);
}

/** Returns what governs a primitive in this run's program; `undefined` if the run has not checked it. */
export const declaredGovernors = (
  address: ClusterAddress,
  id: string,
): readonly string[] | undefined =>
  keysOf(address, id)
    .map((key) => governors.get(key))
    .find((list) => list !== undefined);

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
 * not propose it (`replaceOnChanges`): its object is not kept. Without a `diff` the resource is new, or the engine replaces
 * it without asking (`--replace`).
 */
export function noteCheckWithoutOlds(inputs: CommonInputs): void {
  const parts = retainedParts.get(keyOf(inputs)) ?? [];
  for (const part of parts) release(inputs.cluster, part);
  for (const part of [...parts, inputs.name ?? ""]) noteReplaced(inputs.cluster, part);
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
