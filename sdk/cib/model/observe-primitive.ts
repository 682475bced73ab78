import { type Element, byId } from "../xml/element";
import { type Pairs, type SetTag, observePairs } from "../xml/nvset";
import { formatAgentName } from "./agent";
import { observeOperations } from "./operations/edit-operations";
import type { PrimitiveSpec } from "./primitive";
import { describeReferred, observeReferred } from "./referred-pairs";
import { observeClone } from "./clone";

/** Observes a declared primitive. Returns `undefined` if the primitive is gone. */
export function observePrimitive(cib: Element, spec: PrimitiveSpec): PrimitiveSpec | undefined {
  const e = byId(cib, spec.id);
  if (e?.name !== "primitive") return undefined;
  const clone = observeClone(cib, spec);
  return {
    id: spec.id,
    agent: observeAgent(e),
    parameters: observeAll(cib, e, "instance_attributes", spec.parameters),
    meta: observeAll(cib, e, "meta_attributes", spec.meta),
    operations: observeOperations(e, spec.operations),
    ...(clone ? { clone } : {}),
    ...(spec.utilization
      ? { utilization: observeAll(cib, e, "utilization", spec.utilization) }
      : {}),
  };
}

/** A template has the agent of the primitives that are made from it. */
function observeAgent({ attributes: a }: Element): string {
  if (a.template !== undefined) return `template ${a.template}`;
  const { class: standard = "", provider, type = "" } = a;
  return formatAgentName({ class: standard, type, ...(provider ? { provider } : {}) });
}

const observeAll = (cib: Element, e: Element, tag: SetTag, declared: Pairs): Pairs => ({
  ...observePairs(e, tag, declared),
  ...observeReferred(cib, e, tag, declared),
});

/** Explains why a program cannot declare a primitive of the cluster. */
export function describeUndeclarable(
  cib: Element,
  e: Element,
  { parameters, meta, utilization = {} }: PrimitiveSpec,
): readonly string[] {
  const { template } = e.attributes;
  if (template !== undefined)
    return [
      `name: the cluster makes this primitive from the template ${template}, which cannot be declared here; ` +
        "replace it by a primitive of its own (class, provider, type), or declare another name",
    ];
  return [
    ...describeReferred(cib, e, "instance_attributes", parameters).map((r) => `parameters: ${r}`),
    ...describeReferred(cib, e, "meta_attributes", meta).map((r) => `meta: ${r}`),
    ...describeReferred(cib, e, "utilization", utilization).map((r) => `utilization: ${r}`),
  ];
}
