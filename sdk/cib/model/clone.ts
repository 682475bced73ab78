import { PreconditionFailed } from "../../errors";
import { type Element, element, idOf, parentOf, replaceById, updateById } from "../xml/element";
import { type Pairs, droppedNames, removePairs, setMetaAttributes } from "../xml/nvset";
import { findReferences, removalCommands } from "./references";

export interface CloneSpec {
  readonly id: string;
  readonly meta: Pairs;
}

/** A primitive and the clone around it, if any. */
interface Cloned {
  readonly id: string;
  readonly clone?: CloneSpec;
}

export const buildClone = (primitive: Element, { id, meta }: CloneSpec): Element =>
  setMetaAttributes(element("clone", { id }, [primitive]), id, meta);

/** Finds the clone that is the parent of a primitive. */
export function findClone(cib: Element, primitive: string): Element | undefined {
  const parent = parentOf(cib, primitive);
  return parent?.name === "clone" || parent?.name === "master" ? parent : undefined;
}

export function putClone(cib: Element, spec: Cloned, before: Cloned | undefined): Element {
  const present = findClone(cib, spec.id);
  const { clone } = spec;
  if (present && clone && idOf(present) === clone.id)
    return updateById(cib, clone.id, (e) =>
      setMetaAttributes(
        removePairs(e, "meta_attributes", droppedNames(before?.clone?.meta, clone.meta)),
        clone.id,
        clone.meta,
      ),
    );
  const dissolves = present && (clone ?? before?.clone);
  if (dissolves) refuseReferenced(cib, idOf(present));
  const bare = dissolves ? dissolveClone(cib, present) : cib;
  return clone ? replaceById(bare, spec.id, (e) => [buildClone(e, clone)]) : bare;
}

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
  replaceById(cib, idOf(clone), (c) => c.children.filter((e) => e.name === "primitive"));
