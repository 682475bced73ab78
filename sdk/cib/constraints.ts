import { type Element, append, element, withAttributes } from "./element";
import { byId, section, updateById, updateSection } from "./find";
import { freeId, sanitise } from "./ids";
import { sameMeaning } from "./values";

/** A constraint between whole resources, as attributes of one element. */
export interface ConstraintSpec {
  readonly tag: "rsc_colocation" | "rsc_order" | "rsc_location";
  readonly attributes: Readonly<Record<string, string>>;
  /** The id that pcs would write, used where the program gives none. */
  readonly proposedId: string;
}

export const proposedId = (...parts: readonly string[]): string =>
  parts.map((p, i) => (i === 0 ? p : p.replace(/[^0-9a-zA-Z_.-]/g, ""))).join("-");

const agrees = (e: Element, attributes: Readonly<Record<string, string>>): boolean =>
  Object.entries(attributes).every(([name, value]) => {
    const present = e.attributes[name];
    return present !== undefined && sameMeaning(present, value);
  });

/** The same constraint under whatever id it has: nothing is declared that it does not say, and it says no more. */
export function equalConstraint(cib: Element, spec: ConstraintSpec): Element | undefined {
  return section(cib, "constraints").children.find(
    (e) =>
      e.name === spec.tag &&
      e.children.length === 0 &&
      agrees(e, spec.attributes) &&
      Object.keys(e.attributes).every((name) => name === "id" || name in spec.attributes),
  );
}

export interface PutConstraint {
  readonly cib: Element;
  readonly id: string;
}

/** Makes or edits a constraint; attributes declared before and not now are removed. */
export function putConstraint(
  cib: Element,
  id: string | undefined,
  spec: ConstraintSpec,
  before: ConstraintSpec | undefined,
): PutConstraint {
  const present = id === undefined ? undefined : byId(cib, id);
  if (!present) {
    const made = id ?? freeId(cib, sanitise(spec.proposedId));
    return {
      cib: updateSection(cib, "constraints", (c) =>
        append(c, element(spec.tag, { id: made, ...spec.attributes })),
      ),
      id: made,
    };
  }
  const gone = Object.keys(before?.attributes ?? {}).filter((name) => !(name in spec.attributes));
  const changed = Object.entries(spec.attributes).filter(([name, value]) => {
    const now = present.attributes[name];
    return now === undefined || !sameMeaning(now, value);
  });
  const changes = {
    ...Object.fromEntries(gone.map((n) => [n, undefined])),
    ...Object.fromEntries(changed),
  };
  return {
    cib: updateById(cib, present.attributes.id ?? "", (e) => withAttributes(e, changes)),
    id: present.attributes.id ?? "",
  };
}
