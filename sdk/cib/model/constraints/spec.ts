import type { LocationRule } from "../../rules/rule";

type Attributes = Readonly<Record<string, string>>;

/** The elements that are constraints. */
export type ConstraintTag = "rsc_colocation" | "rsc_order" | "rsc_location" | "rsc_ticket";

/** A list of resources in a constraint, in place of single ones. */
export interface ResourceSet {
  /** The ids, in order. */
  readonly resources: readonly string[];
  readonly attributes: Attributes;
}

/** A constraint: the attributes of one element, the rules of a location, and sets in place of single resources. */
export interface ConstraintSpec {
  readonly tag: ConstraintTag;
  readonly attributes: Attributes;
  /** Select the nodes of a location constraint, instead of a node name. */
  readonly rules?: readonly LocationRule[];
  readonly sets?: readonly ResourceSet[];
  /** The id that pcs would write. It is used if the program declares none. */
  readonly proposedId: string;
}

export const proposeConstraintId = (...parts: readonly string[]): string =>
  parts.map((p, i) => (i === 0 ? p : p.replace(/[^0-9a-zA-Z_.-]/g, ""))).join("-");

/** Proposes the id of a constraint with sets as pcs does: the first and last letters of three resources. */
export function proposeSetConstraintId(
  prefix: string,
  sets: readonly Pick<ResourceSet, "resources">[],
): string {
  const ids = sets.flatMap(({ resources }) => resources).slice(0, 3);
  return `${prefix}_set_${ids.map((id) => `${id.at(0) ?? ""}${id.at(-1) ?? ""}`).join("")}`;
}

/** The attributes that name single resources, or belong to one of them. A constraint with sets has none of them. */
export const SINGLE_ATTRIBUTES = [
  "rsc",
  "rsc-pattern",
  "with-rsc",
  "first",
  "then",
  "role",
  "rsc-role",
  "with-rsc-role",
  "first-action",
  "then-action",
  "node-attribute",
] as const;
