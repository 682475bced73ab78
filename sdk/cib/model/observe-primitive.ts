import { type Element, byId } from "../xml/element";
import { type Pairs, type SetTag, observePairs } from "../xml/nvset";
import { hasMonitor, observeOperations } from "./operations/edit-operations";
import type { PrimitiveSpec } from "./primitive";
import { describeReferred, observeReferred } from "./referred-pairs";
import { observeClone } from "./clone";
import { isComposed } from "./resource-tree";
import { observeValueSets, withoutSets } from "./value-sets";
import { agentNameOf, expandTemplate } from "./template";

/** Observes a declared primitive. Returns `undefined` if the primitive is gone. */
export function observePrimitive(cib: Element, spec: PrimitiveSpec): PrimitiveSpec | undefined {
  const e = byId(cib, spec.id);
  return e?.name === "primitive" ? observeSettings(cib, e, spec) : undefined;
}

/** Observes a declared primitive or template that exists. */
export function observeSettings(cib: Element, e: Element, spec: PrimitiveSpec): PrimitiveSpec {
  const clone = observeClone(cib, spec);
  const plain = withoutSets(e, spec);
  return {
    id: spec.id,
    ...(e.attributes.template === undefined
      ? { agent: agentNameOf(e) }
      : { template: e.attributes.template }),
    parameters: observeAll(cib, plain, "instance_attributes", spec.parameters),
    meta: observeAll(cib, plain, "meta_attributes", spec.meta),
    operations: observeOperations(e, spec.operations, hasMonitor(expandTemplate(cib, e))),
    ...observeValueSets(e, spec),
    ...(clone ? { clone } : {}),
    ...(spec.utilization
      ? { utilization: observeAll(cib, e, "utilization", spec.utilization) }
      : {}),
  };
}

const observeAll = (cib: Element, e: Element, tag: SetTag, declared: Pairs): Pairs => ({
  ...observePairs(e, tag, declared),
  ...observeReferred(cib, e, tag, declared),
});

/**
 * Explains why a program cannot declare a primitive of the cluster.
 * @param before the previous declaration, which may have a template that the new one gives up
 */
export function describeUndeclarable(
  cib: Element,
  e: Element,
  { template: declared, parameters, meta, utilization = {} }: PrimitiveSpec,
  before: PrimitiveSpec | undefined,
): readonly string[] {
  const { template } = e.attributes;
  if (template !== undefined && declared === undefined && before?.template === undefined)
    return [
      `name: the cluster makes this primitive from the template ${template}; declare it as a PrimitiveResource with ` +
        "`template` in place of an agent, replace it by a primitive of its own (class, provider, type), or declare another name",
    ];
  if (!isComposed(e)) return [];
  return [
    ...describeReferred(cib, e, "instance_attributes", parameters).map((r) => `parameters: ${r}`),
    ...describeReferred(cib, e, "meta_attributes", meta).map((r) => `meta: ${r}`),
    ...describeReferred(cib, e, "utilization", utilization).map((r) => `utilization: ${r}`),
  ];
}
