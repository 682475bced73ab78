import { putLocation } from "../../rules/location-rule";
import { buildRule } from "../../rules/write";
import {
  type Element,
  append,
  byId,
  element,
  idOf,
  removeById,
  updateById,
  updateSection,
  withAttributes,
} from "../../xml/element";
import { droppedNames } from "../../xml/nvset";
import { freeIds, haveSameMeaningIn, sanitiseId } from "../../xml/values";
import { KEPT_SUFFIX } from "../references";
import { STRENGTHS, effectiveAttributes, undeclaredAttributes } from "./meaning";
import { buildSets, putSets } from "./resource-set";
import { type ConstraintSpec, SINGLE_ATTRIBUTES } from "./spec";

export interface PutConstraint {
  readonly cib: Element;
  readonly id: string;
}

/** Describes why a constraint cannot be declared by a program. Returns `undefined` if it can. */
export function describeUndeclarableParts(e: Element): string | undefined {
  const referred = e.children.find(
    (c) => c.name === "resource_set" && c.attributes["id-ref"] !== undefined,
  );
  if (referred)
    return `it has the set ${referred.attributes["id-ref"] ?? ""} of another constraint (id-ref)`;
  return e.children.some((c) => c.name === "lifetime") ? "it has a lifetime" : undefined;
}

/** Creates or edits a constraint. Attributes that are no longer declared are removed. */
export function putConstraint(
  cib: Element,
  id: string | undefined,
  spec: ConstraintSpec,
  before: ConstraintSpec | undefined,
): PutConstraint {
  const present = id === undefined ? undefined : byId(cib, id);
  if (!present) return addConstraint(cib, id, spec);
  const free = freeIds(cib);
  const { sets = [], rules = [] } = spec;
  const changes = changedAttributes(present, spec, before);
  return {
    cib: updateById(cib, idOf(present), (e) =>
      putLocation(putSets(withAttributes(e, changes), sets, free), rules, free),
    ),
    id: idOf(present),
  };
}

function addConstraint(cib: Element, id: string | undefined, spec: ConstraintSpec): PutConstraint {
  const free = freeIds(cib);
  const newId = id ?? free(sanitiseId(spec.proposedId));
  const { sets = [], rules = [] } = spec;
  const children = [
    ...buildSets(newId, sets, free),
    ...rules.map((rule) => buildRule(newId, rule, free)),
  ];
  return {
    cib: updateSection(removeById(cib, `${newId}${KEPT_SUFFIX}`), "constraints", (c) =>
      append(c, element(spec.tag, { id: newId, ...spec.attributes }, children)),
    ),
    id: newId,
  };
}

/** Returns the attributes to write, and those to remove, which are `undefined`. */
function changedAttributes(
  present: Element,
  spec: ConstraintSpec,
  before: ConstraintSpec | undefined,
): Readonly<Record<string, string | undefined>> {
  // At create the constraint must say what is declared, and nothing more.
  const dropped = before
    ? droppedNames(before.attributes, spec.attributes)
    : undeclaredAttributes(spec, present);
  const inForce = effectiveAttributes(spec.tag, present.attributes);
  const changed = Object.entries(spec.attributes).filter(([name, value]) => {
    // What is not written is adopted with Pacemaker's default. A declared change is written in any case.
    const now = present.attributes[name] ?? (before ? undefined : inForce[name]);
    return now === undefined || !haveSameMeaningIn(name, now, value);
  });
  const names = changed.map(([name]) => name);
  const isChanged = (name: string): boolean => names.includes(name);
  const replaced = [STRENGTHS, ["rsc", "rsc-pattern"]]
    .filter((group) => group.some(isChanged))
    .flatMap((group) => group.filter((name) => !isChanged(name)))
    .filter((name) => present.attributes[name] !== undefined);
  const single = spec.sets === undefined ? [] : SINGLE_ATTRIBUTES;
  return {
    ...Object.fromEntries([...dropped, ...replaced, ...single].map((n) => [n, undefined])),
    ...Object.fromEntries(changed),
  };
}
