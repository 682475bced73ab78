import { type Operation, operationAttributes } from "../../cib/model/operations/operation";
import { agentNameOf } from "../../cib/model/template";
import { type Element, childNamed, childrenNamed, idOf } from "../../cib/xml/element";
import { observeAllPairs } from "../../cib/xml/nvset";
import { parseBoolean } from "../../cib/xml/values";
import type { ReadArguments } from "../../kind/cib-kind";
import { readClone } from "../clones";

/** Reads a primitive of the cluster, and the clone around it, as arguments of a `PrimitiveResource`. */
export const readPrimitive: ReadArguments = (cib, e) =>
  e.name === "primitive"
    ? withoutEmpty({
        name: idOf(e),
        ...readOrigin(e),
        ...readParts(e),
        ...readClone(cib, idOf(e)),
      })
    : undefined;

/** Reads a template of the cluster as arguments of a `ResourceTemplate`. */
export const readTemplate: ReadArguments = (_cib, e) =>
  e.name === "template"
    ? withoutEmpty({ name: idOf(e), ...readOrigin(e), ...readParts(e) })
    : undefined;

/** Reads the sets of pairs and the operations of a primitive or a template. */
const readParts = (e: Element): Readonly<Record<string, unknown>> => ({
  parameters: observeAllPairs(e, "instance_attributes", {}),
  meta: observeAllPairs(e, "meta_attributes", {}),
  utilization: observeAllPairs(e, "utilization", {}),
  operations: readOperations(e),
});

const readOrigin = (e: Element): Readonly<Record<string, unknown>> =>
  e.attributes.template === undefined
    ? { agent: agentNameOf(e) }
    : { template: e.attributes.template };

const readOperations = (e: Element): readonly Operation[] =>
  childrenNamed(childNamed(e, "operations") ?? e, "op").map(readOperation);

const BOOLEANS: readonly string[] = ["enabled", "recordPending"];

function readOperation(op: Element): Operation {
  const attributes = operationAttributes.flatMap(([property, attribute]) => {
    const text = op.attributes[attribute];
    const value = BOOLEANS.includes(property) ? (parseBoolean(text ?? "") ?? text) : text;
    return value === undefined ? [] : [[property, value] as const];
  });
  const parameters = observeAllPairs(op, "instance_attributes", {});
  return withoutEmpty({ ...Object.fromEntries(attributes), parameters }) as unknown as Operation;
}

/** Leaves out empty objects and lists: they declare nothing. */
export const withoutEmpty = (args: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(args).filter(
      ([, value]: [string, unknown]) =>
        value !== undefined &&
        (typeof value !== "object" || value === null || Object.keys(value).length > 0),
    ),
  );
