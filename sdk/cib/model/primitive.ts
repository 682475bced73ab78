import { Refused } from "../../errors";
import { type Agent, parseAgentName, formatAgentName } from "./agent";
import { type Element, append, element, idOf, withAttributes } from "../xml/element";
import { byId, parentOf, removeById, replaceById, updateById, updateSection } from "../xml/find";
import {
  type Pairs,
  droppedNames,
  observePairs,
  overwritePairs,
  removePairs,
  setMeta,
  setPairs,
} from "../xml/nvset";
import { type Operation, buildOperation } from "./operation";
import { defaultOperations } from "./agent-default-operations";
import { editOperations, observeOperations } from "./edit-operations";
import { hold, release } from "./group";
import { findReferences } from "./references";
import { activeNodes, operationHistory } from "../status/status";
import { valueText } from "../xml/values";

/** A primitive as declared: what is not named here is not ours. */
export interface PrimitiveSpec {
  readonly id: string;
  readonly agent: string;
  readonly parameters: Pairs;
  readonly meta: Pairs;
  readonly operations: readonly Operation[];
  readonly clone?: CloneSpec;
}

export interface CloneSpec {
  readonly id: string;
  readonly meta: Pairs;
}

/** The element that constraints and groups name: the clone where there is one. */
export const outerId = (spec: PrimitiveSpec): string => spec.clone?.id ?? spec.id;

/** Makes or edits a primitive, wherever it lives now; `before` is what was declared last time. */
export function putPrimitive(
  cib: Element,
  spec: PrimitiveSpec,
  before: PrimitiveSpec | undefined,
  agent: Agent,
  held: boolean,
  wasHeld: boolean,
): Element {
  const present = byId(cib, spec.id);
  if (!present) return updateSection(cib, "resources", (r) => append(r, made(spec, agent, held)));
  const alone = parentOf(cib, spec.id)?.name === "resources";
  const ready = before && alone ? followHold(cib, spec.id, held, wasHeld) : cib;
  const edited = updateById(ready, spec.id, (e) => edit(e, spec, before, agent));
  return putClone(edited, spec, before);
}

/** A primitive on its own that no longer waits for a group is let go; one that failed and waits from now on is held. */
function followHold(cib: Element, id: string, held: boolean, wasHeld: boolean): Element {
  if (wasHeld && !held) return updateById(cib, id, release);
  const failed = operationHistory(cib, id).length > 0 && activeNodes(cib, id).length === 0;
  return held && !wasHeld && failed ? updateById(cib, id, hold) : cib;
}

function made(spec: PrimitiveSpec, agent: Agent, held: boolean): Element {
  const meta = held ? { ...spec.meta, "target-role": "Stopped" } : spec.meta;
  const bare = element("primitive", { id: spec.id, ...agentAttributes(spec.agent) });
  const withSets = setMeta(setParameters(bare, spec.id, spec.parameters), spec.id, meta);
  const operations = defaultOperations(spec.operations, agent.operations);
  const list = element(
    "operations",
    {},
    operations.map((o) => buildOperation(spec.id, o)),
  );
  const primitive = append(withSets, list);
  return spec.clone ? cloneOf(primitive, spec.clone) : primitive;
}

const cloneOf = (primitive: Element, { id, meta }: CloneSpec): Element =>
  setMeta(element("clone", { id }, [primitive]), id, meta);

const setParameters = (e: Element, id: string, pairs: Pairs): Element =>
  setPairs(e, "instance_attributes", `${id}-instance_attributes`, pairs);

function edit(
  e: Element,
  spec: PrimitiveSpec,
  before: PrimitiveSpec | undefined,
  agent: Agent,
): Element {
  const typed = withAttributes(e, { provider: undefined, ...agentAttributes(spec.agent) });
  const own = removePairs(
    typed,
    "instance_attributes",
    droppedNames(before?.parameters, spec.parameters),
  );
  const meta = removePairs(own, "meta_attributes", droppedNames(before?.meta, spec.meta));
  const literal = rewritten(meta, before?.parameters ?? {}, spec.parameters);
  const sets = setMeta(setParameters(literal, spec.id, spec.parameters), spec.id, spec.meta);
  return editOperations(sets, spec.operations, before?.operations ?? [], agent.operations);
}

/** Agents get a value as it stands: a new text of the program is written, also where Pacemaker would mean the same. */
const rewritten = (e: Element, before: Pairs, now: Pairs): Element =>
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
  const { class: standard, provider, type } = parseAgentName(agent) ?? unreadable(agent);
  return { class: standard, type, provider };
}

function unreadable(agent: string): never {
  throw new Error(`${agent} is not the name of a resource agent`);
}

/** The clone that directly holds a primitive. */
function cloneAround(cib: Element, primitive: string): Element | undefined {
  const parent = parentOf(cib, primitive);
  return parent?.name === "clone" || parent?.name === "master" ? parent : undefined;
}

function putClone(cib: Element, spec: PrimitiveSpec, before: PrimitiveSpec | undefined): Element {
  const around = cloneAround(cib, spec.id);
  const { clone } = spec;
  if (around && clone && idOf(around) === clone.id)
    return updateById(cib, clone.id, (e) =>
      setMeta(
        removePairs(e, "meta_attributes", droppedNames(before?.clone?.meta, clone.meta)),
        clone.id,
        clone.meta,
      ),
    );
  const goes = around && (clone ?? before?.clone);
  if (goes) refuseNamed(cib, idOf(around));
  const bare = goes ? unwrap(cib, around) : cib;
  return clone ? replaceById(bare, spec.id, (e) => [cloneOf(e, clone)]) : bare;
}

/** Constraints that name a clone would be left without it. */
function refuseNamed(cib: Element, clone: string): void {
  const naming = findReferences(cib, clone).map((r) => r.text);
  if (naming.length > 0)
    throw new Refused(
      `clone: ${clone} cannot be dissolved or renamed while ${naming.join(", ")} ${naming.length === 1 ? "names" : "name"} it; remove that first, run pulumi up, then declare it again`,
    );
}

const unwrap = (cib: Element, clone: Element): Element =>
  replaceById(cib, idOf(clone), (c) => c.children.filter((e) => e.name === "primitive"));

/** What is there of a declared primitive; `undefined` when it is gone. */
export function observePrimitive(cib: Element, spec: PrimitiveSpec): PrimitiveSpec | undefined {
  const e = byId(cib, spec.id);
  if (e?.name !== "primitive") return undefined;
  const around = cloneAround(cib, spec.id);
  const { class: standard = "", provider, type = "" } = e.attributes;
  const clone = spec.clone ?? { id: "", meta: {} };
  return {
    id: spec.id,
    agent: formatAgentName({ class: standard, type, ...(provider ? { provider } : {}) }),
    parameters: observePairs(e, "instance_attributes", spec.parameters),
    meta: observePairs(e, "meta_attributes", spec.meta),
    operations: observeOperations(e, spec.operations),
    ...(around && spec.clone
      ? { clone: { id: idOf(around), meta: observePairs(around, "meta_attributes", clone.meta) } }
      : {}),
  };
}

/** Removes a primitive together with the clone around it. */
export function removePrimitive(cib: Element, id: string): Element {
  const around = cloneAround(cib, id);
  return removeById(cib, around ? idOf(around) : id);
}
