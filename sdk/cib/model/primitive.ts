import { type Agent, parseAgentName } from "./agent";
import {
  type Element,
  append,
  element,
  idOf,
  withAttributes,
  byId,
  parentOf,
  removeById,
  updateById,
  updateSection,
} from "../xml/element";
import {
  type Pairs,
  droppedNames,
  overwritePairs,
  removePairs,
  setMetaAttributes,
  setPairs,
} from "../xml/nvset";
import { type Operation, buildOperation } from "./operations/operation";
import { defaultOperations } from "./operations/operation-matching";
import { editOperations } from "./operations/edit-operations";
import { holdResource, releaseResource } from "./target-role";
import { freeAddedIds } from "./free-ids";
import { isComposed } from "./resource-tree";
import { type Cloned, findClone, putClone, wrapInClone } from "./clone";
import { operationHistory } from "../status/history";
import { activeNodes } from "../status/status";
import { valueText } from "../xml/values";
import { withoutReferred } from "./referred-pairs";

/** A primitive as declared. Everything that is not declared belongs to the operator. */
export interface PrimitiveSpec extends Cloned {
  readonly agent: string;
  readonly parameters: Pairs;
  readonly meta: Pairs;
  readonly operations: readonly Operation[];
  readonly utilization?: Pairs;
}

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
): Element => freeAddedIds(cib, addOrEdit(cib, spec, before, agent, hold));

function addOrEdit(
  cib: Element,
  spec: PrimitiveSpec,
  before: PrimitiveSpec | undefined,
  agent: Agent,
  hold: Hold,
): Element {
  const present = byId(cib, spec.id);
  if (!present) {
    const built = buildPrimitive(spec, agent, hold);
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
  const edited = updateById(current, spec.id, (e) => editPrimitive(e, own, before, agent));
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

function buildPrimitive(spec: PrimitiveSpec, agent: Agent, hold: Hold): Element {
  const bare = element("primitive", { id: spec.id, ...agentAttributes(spec.agent) });
  const sets = setMetaAttributes(setParameters(bare, spec.id, spec.parameters), spec.id, spec.meta);
  const withSets = hold.now ? holdResource(sets) : sets;
  const operations = defaultOperations(spec.operations, agent.operations);
  const list = element(
    "operations",
    {},
    operations.map((o) => buildOperation(spec.id, o)),
  );
  return setUtilization(append(withSets, list), spec);
}

const setUtilization = (e: Element, { id, utilization = {} }: PrimitiveSpec): Element =>
  setPairs(e, "utilization", `${id}-utilization`, utilization);

const setParameters = (e: Element, id: string, pairs: Pairs): Element =>
  setPairs(e, "instance_attributes", `${id}-instance_attributes`, pairs);

function editPrimitive(
  e: Element,
  spec: PrimitiveSpec,
  before: PrimitiveSpec | undefined,
  agent: Agent,
): Element {
  const typed = withAttributes(e, { provider: undefined, ...agentAttributes(spec.agent) });
  const withoutDropped = removePairs(
    typed,
    "instance_attributes",
    droppedNames(before?.parameters, spec.parameters),
  );
  const meta = removePairs(
    withoutDropped,
    "meta_attributes",
    droppedNames(before?.meta, spec.meta),
  );
  const rewritten = rewriteParameters(meta, before?.parameters ?? {}, spec.parameters);
  const sets = setMetaAttributes(
    setParameters(rewritten, spec.id, spec.parameters),
    spec.id,
    spec.meta,
  );
  const dropped = droppedNames(before?.utilization, spec.utilization ?? {});
  const used = setUtilization(removePairs(sets, "utilization", dropped), spec);
  return editOperations(used, spec.operations, before?.operations ?? [], agent.operations);
}

/**
 * Overwrites parameters whose declared text has changed, also if the meaning to Pacemaker is the same: agents receive the
 * literal text.
 */
const rewriteParameters = (e: Element, before: Pairs, now: Pairs): Element =>
  overwritePairs(
    e,
    "instance_attributes",
    Object.fromEntries(
      Object.entries(now).filter(
        ([name, value]) =>
          Object.hasOwn(before, name) && valueText(before[name] ?? "") !== valueText(value),
      ),
    ),
  );

function agentAttributes(agent: string): Readonly<Record<string, string | undefined>> {
  const { class: standard, provider, type } = parseAgentName(agent) ?? refuseAgent(agent);
  return { class: standard, type, provider };
}

function refuseAgent(agent: string): never {
  throw new Error(`${agent} is not the name of a resource agent`);
}

/** Removes a primitive together with its clone. */
export function removePrimitive(cib: Element, id: string): Element {
  const around = findClone(cib, id);
  return removeById(cib, around ? idOf(around) : id);
}
