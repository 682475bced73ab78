import { PreconditionFailed } from "../../errors";
import { type Element, element, idOf, parentOf, replaceById, updateById } from "../xml/element";
import { type Pairs, observePairs, setMetaAttributes } from "../xml/nvset";
import { parseBoolean, valueText } from "../xml/values";
import { areFeaturesBelow } from "../xml/versions";
import { findReferences } from "./references";
import { removalCommands } from "./removal-commands";

/** A clone as declared. It is promotable if its meta attribute `promotable` says so, in every generation. */
export interface CloneSpec {
  readonly id: string;
  readonly meta: Pairs;
}

/** A primitive or a group, and the clone around it, if any. */
export interface Cloned {
  readonly id: string;
  readonly clone?: CloneSpec;
}

/** The id that constraints and groups refer to: that of the clone if there is one. */
export const outerId = (spec: Cloned): string => spec.clone?.id ?? spec.id;

/** Pacemaker before 2.0 (feature set 3.1) calls these attributes otherwise. */
const OLDER_NAMES: Readonly<Record<string, string>> = {
  "promoted-max": "master-max",
  "promoted-node-max": "master-node-max",
};

const isPromotable = ({ promotable = false }: Pairs): boolean =>
  parseBoolean(valueText(promotable)) ?? false;

/** A clone in the words of a cluster. */
interface Written {
  readonly tag: string;
  readonly meta: Pairs;
  /** The name that a declared meta attribute has in the cluster. */
  readonly nameOf: (name: string) => string;
}

/**
 * Writes a clone in the words of a cluster. Before Pacemaker 2.0 a promotable clone is a `master` element and has no
 * attribute `promotable`. A `master` that a newer cluster has kept since its upgrade stays one while it is promotable.
 */
function write(cib: Element, meta: Pairs, present?: Element): Written {
  const isOld = areFeaturesBelow(cib, [3, 1]);
  const isMaster = isPromotable(meta) && (isOld || present?.name === "master");
  const nameOf = (name: string): string => (isOld ? (OLDER_NAMES[name] ?? name) : name);
  const written = Object.entries(meta)
    .filter(([name]) => name !== "promotable" || !(isOld || isMaster))
    .map(([name, value]) => [nameOf(name), value] as const);
  return { tag: isMaster ? "master" : "clone", meta: Object.fromEntries(written), nameOf };
}

/** Puts a clone around a resource that has none. */
export function wrapInClone(cib: Element, resource: Element, { id, meta }: CloneSpec): Element {
  const written = write(cib, meta);
  return setMetaAttributes(element(written.tag, { id }, [resource]), id, written.meta);
}

/** Finds the clone that is the parent of a primitive or a group. */
export function findClone(cib: Element, resource: string): Element | undefined {
  const parent = parentOf(cib, resource);
  return parent?.name === "clone" || parent?.name === "master" ? parent : undefined;
}

/** Puts, edits or dissolves the clone around a primitive or a group that exists. */
export function putClone(cib: Element, spec: Cloned, before: Cloned | undefined): Element {
  const present = findClone(cib, spec.id);
  const { clone } = spec;
  if (present && clone && idOf(present) === clone.id)
    return updateById(cib, clone.id, (e) => editClone(cib, e, clone, before?.clone));
  const dissolves = present && (clone ?? before?.clone);
  if (dissolves) refuseReferenced(cib, idOf(present));
  const bare = dissolves ? dissolveClone(cib, present) : cib;
  return clone ? replaceById(bare, spec.id, (e) => [wrapInClone(cib, e, clone)]) : bare;
}

function editClone(
  cib: Element,
  present: Element,
  clone: CloneSpec,
  before: CloneSpec | undefined,
): Element {
  const written = write(cib, clone.meta, present);
  const isOwn = "promotable" in { ...before?.meta, ...clone.meta };
  const name = isOwn ? written.tag : present.name;
  const renamed = name === present.name ? present : { ...present, name };
  return setMetaAttributes(renamed, clone.id, written.meta, before && write(cib, before.meta).meta);
}

/** Observes the clone around a resource. Returns `undefined` if there is none, or none is declared. */
export function observeClone(cib: Element, { id, clone }: Cloned): CloneSpec | undefined {
  const present = findClone(cib, id);
  if (!present || !clone) return undefined;
  const { tag, meta: written, nameOf } = write(cib, clone.meta, present);
  const seen = observePairs(present, "meta_attributes", written);
  const meta = Object.entries(clone.meta).flatMap(([name, declared]) => {
    const isTag = name === "promotable" && (present.name === "master" || !(name in written));
    const value = isTag ? observeTag(present, tag, declared) : seen[nameOf(name)];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { id: idOf(present), meta: Object.fromEntries(meta) };
}

/** Observes the declared `promotable` of a clone that has the attribute by its tag. */
const observeTag = (
  present: Element,
  tag: string,
  declared: Pairs[string],
): Pairs[string] | undefined =>
  present.name === tag ? declared : present.name === "master" ? true : undefined;

/** Refuses to dissolve a clone while constraints refer to it. */
function refuseReferenced(cib: Element, clone: string): void {
  const found = findReferences(cib, clone);
  const references = found.map((r) => r.text);
  const commands = removalCommands(cib, clone, found).join(", ");
  if (references.length > 0)
    throw new PreconditionFailed(
      `clone: ${clone} cannot be dissolved or renamed while ${references.join(", ")} ${references.length === 1 ? "names" : "name"} it; remove that first (${commands}), run pulumi up, then declare it again`,
    );
}

export const dissolveClone = (cib: Element, clone: Element): Element =>
  replaceById(cib, idOf(clone), (c) =>
    c.children.filter((e) => e.name === "primitive" || e.name === "group"),
  );
