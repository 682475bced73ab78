import type { Agent } from "../../cib/model/agent";
import { validateOperations, validateParameters } from "../../cib/model/agent-validation";
import { type Element, idOf } from "../../cib/xml/element";
import { byId, parentOf } from "../../cib/xml/find";
import { isTargetStopped } from "../../cib/model/group";
import { describeUnknownOptions } from "../../cib/model/known-options";
import {
  type PrimitiveSpec,
  observePrimitive,
  outerId,
  putPrimitive,
  removePrimitive,
} from "../../cib/model/primitive";
import type { CibKind } from "../../kind/cib-kind";
import { Refused } from "../../errors";
import { withInline } from "../inline-constraints/kind";
import type { PrimitiveInputs } from "./args";
import { validatePrimitive } from "./validate";
import { type PrimitiveDefinition, observePrimitiveArgs, buildPrimitiveSpec } from "./spec";

/** The kind of every primitive, from a table of its agent's parameters. */
export function primitiveKind<A extends PrimitiveInputs>(d: PrimitiveDefinition<A>): CibKind<A> {
  const spec = (args: A): ReturnType<typeof buildPrimitiveSpec> => buildPrimitiveSpec(d, args);
  const pulumiId = (args: A): string => (d.idIsClone ? outerId(spec(args)) : args.name);
  return withInline((args) => outerId(spec(args)), {
    type: d.type,
    ...(d.identity ? { identity: d.identity } : {}),
    // Two of one name would have one address or one mount on two nodes; one that waits for its group does not run.
    deleteFirst: d.deleteFirst ?? ((_before, args) => args.startWithGroup !== true),
    validate: (args) => [...validatePrimitive(d, args), ...(d.validate?.(args) ?? [])],
    agents: (args) => [d.agent(args)],
    locate: (cib, args) => byId(cib, args.name),
    put: (cib, { args, before, agent }) => {
      const about = agent(d.agent(args));
      const judged = Object.values(d.parameters).map(({ name }) => name);
      refuseWrong(cib, spec(args), about, judged);
      const was = before && buildPrimitiveSpec(d, before);
      const held = args.startWithGroup ?? false;
      const wasHeld = before?.startWithGroup ?? false;
      const next = putPrimitive(cib, spec(args), was, about, held, wasHeld);
      return { cib: next, id: pulumiId(args), notes: strangeNames(spec(args)) };
    },
    observe: (cib, _id, args) => {
      const seen = observePrimitive(cib, spec(args));
      return seen && observePrimitiveArgs(d, args, seen);
    },
    stops: (cib, _id, args) => [outerId(spec(args)), args.name].find((id) => byId(cib, id)),
    remove: (cib, _id, args) => removePrimitive(cib, args.name),
    named: (_id, args) => [...new Set([args.name, outerId(spec(args))])],
    awaits: (cib, _id, args) => ({
      resources: waitsForGroup(cib, args) ? [] : [outerId(spec(args))],
      ...(d.attribute ? { attribute: d.attribute(args) } : {}),
    }),
  });
}

function strangeNames({ meta, clone }: PrimitiveSpec): readonly string[] {
  return [
    ...describeUnknownOptions("meta attribute", "meta", Object.keys(meta)),
    ...describeUnknownOptions("meta attribute", "clone.meta", Object.keys(clone?.meta ?? {})),
  ];
}

/** Held back until its group takes it in. */
function waitsForGroup(cib: Element, args: PrimitiveInputs): boolean {
  const e = byId(cib, args.name);
  return (
    args.startWithGroup === true &&
    e !== undefined &&
    isTargetStopped(e) &&
    parentOf(cib, args.name)?.name !== "group"
  );
}

function refuseWrong(
  cib: Element,
  spec: PrimitiveSpec,
  about: Agent,
  judged: readonly string[],
): void {
  const all = [
    ...taken(cib, spec),
    ...validateParameters(about, spec.agent, spec.parameters, judged),
    ...validateOperations(about, spec.agent, spec.operations),
  ];
  if (all.length > 0) throw new Refused(all.map((f) => `${spec.id}: ${f}`).join("\n"));
}

/** What else has the ids, and where the primitive cannot be cloned. */
function taken(cib: Element, { id, clone }: PrimitiveSpec): readonly string[] {
  const belongs = (name: string, to: string): string =>
    `the id ${name} belongs to a ${to} of the cluster; choose another name`;
  const own = byId(cib, id)?.name ?? "primitive";
  if (own !== "primitive") return [`name: ${belongs(id, own)}`];
  if (!clone) return [];
  const around = parentOf(cib, id);
  if (around?.name === "group")
    return [`clone: it is in the group ${idOf(around)}, and no member of a group can be cloned`];
  const other = byId(cib, clone.id);
  return other && other !== around ? [`clone: ${belongs(clone.id, other.name)}`] : [];
}
