import type { Agent } from "./agent";
import {
  type Element,
  append,
  idOf,
  byId,
  parentOf,
  removeById,
  updateById,
  updateSection,
} from "../xml/element";
import type { Operation } from "./operations/operation";
import { defaultMonitors, editOperations, hasMonitor } from "./operations/edit-operations";
import { withSpelledRoles } from "./operations/spelled-roles";
import { findTemplate } from "./template";
import { holdResource, releaseResource } from "./target-role";
import { freeAddedIds } from "./free-ids";
import { isComposed } from "./resource-tree";
import { type Cloned, findClone, putClone, wrapInClone } from "./clone";
import { operationHistory } from "../status/history";
import { activeNodes } from "../status/status";
import {
  type SettingsSpec,
  appendOperations,
  buildSettings,
  editSettings,
  setUtilization,
} from "./settings";
import { withoutReferred } from "./referred-pairs";

/** A primitive as declared. Everything that is not declared belongs to the operator. */
export interface PrimitiveSpec extends Cloned, SettingsSpec {}

/** Whether a primitive is held until its group starts it: by this declaration, and by the previous one. */
export interface Hold {
  readonly now: boolean;
  readonly before: boolean;
}

/** Creates or edits a primitive, at the top level or inside a group or clone. `before` is the previous declaration. */
export const putPrimitive = (
  cib: Element,
  spec: PrimitiveSpec,
  before: PrimitiveSpec | undefined,
  agent: Agent,
  hold: Hold,
): Element =>
  freeAddedIds(
    cib,
    addOrEdit(cib, withSpelledRoles(cib, spec), before, withSpelledRoles(cib, agent), hold),
  );

function addOrEdit(
  cib: Element,
  spec: PrimitiveSpec,
  before: PrimitiveSpec | undefined,
  agent: Agent,
  hold: Hold,
): Element {
  const present = byId(cib, spec.id);
  const template = spec.template === undefined ? undefined : findTemplate(cib, spec.template);
  if (!present) {
    const built = buildPrimitive(cib, spec, agent, hold, template);
    const cloned = spec.clone ? wrapInClone(cib, built, spec.clone) : built;
    return updateSection(cib, "resources", (r) => append(r, cloned));
  }
  const isTopLevel = parentOf(cib, spec.id)?.name === "resources";
  const current = before && isTopLevel ? updateHold(cib, spec.id, hold) : cib;
  const own = !isComposed(present)
    ? spec
    : {
        ...spec,
        parameters: withoutReferred(cib, present, "instance_attributes", spec.parameters),
        meta: withoutReferred(cib, present, "meta_attributes", spec.meta),
        utilization: withoutReferred(cib, present, "utilization", spec.utilization ?? {}),
      };
  const edited = updateById(current, spec.id, (e) =>
    editPrimitive(cib, e, own, before, agent, template),
  );
  return putClone(edited, spec, before);
}

/**
 * Releases a top-level primitive that no longer waits for a group. Holds one that waits from now on if it has failed and
 * runs nowhere.
 */
function updateHold(cib: Element, id: string, { now, before }: Hold): Element {
  if (before && !now) return updateById(cib, id, releaseResource);
  const hasFailed = operationHistory(cib, id).length > 0 && activeNodes(cib, id).length === 0;
  return now && !before && hasFailed ? updateById(cib, id, holdResource) : cib;
}

function buildPrimitive(
  cib: Element,
  spec: PrimitiveSpec,
  agent: Agent,
  hold: Hold,
  template: Element | undefined,
): Element {
  const built = buildSettings(cib, "primitive", spec);
  const withSets = hold.now ? holdResource(built) : built;
  const operated = template
    ? editOperations(withSets, spec.operations, [], [], inheritedMonitors(agent, template))
    : appendOperations(withSets, spec, agent);
  return setUtilization(operated, spec);
}

/** The monitors that a primitive gets if neither the program nor its template has one. */
const inheritedMonitors = (agent: Agent, template: Element): readonly Operation[] =>
  hasMonitor(template) ? [] : defaultMonitors(agent.operations);

function editPrimitive(
  cib: Element,
  e: Element,
  spec: PrimitiveSpec,
  before: PrimitiveSpec | undefined,
  agent: Agent,
  template: Element | undefined,
): Element {
  const sets = editSettings(cib, e, spec, before);
  const [now, then] = [spec.operations, before?.operations ?? []];
  return template
    ? editOperations(sets, now, then, [], inheritedMonitors(agent, template))
    : editOperations(sets, now, then, agent.operations);
}

/** Removes a primitive together with its clone. */
export function removePrimitive(cib: Element, id: string): Element {
  const around = findClone(cib, id);
  return removeById(cib, around ? idOf(around) : id);
}
