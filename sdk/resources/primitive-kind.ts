import { parameterFailures } from "../cib/agent";
import type { Element } from "../cib/element";
import { byId, parentOf } from "../cib/find";
import { stoppedByHand } from "../cib/group";
import { observePrimitive, outerId, putPrimitive, removePrimitive } from "../cib/primitive";
import type { CibKind } from "../engine/kind";
import { Refused } from "../errors";
import type { PrimitiveInputs } from "./primitive-args";
import { validatePrimitive } from "./primitive-rules";
import { type PrimitiveDefinition, observed, specOf } from "./primitive-spec";

/** The kind of every primitive, from a table of its agent's parameters. */
export function primitiveKind<A extends PrimitiveInputs>(d: PrimitiveDefinition<A>): CibKind<A> {
  const spec = (args: A): ReturnType<typeof specOf> => specOf(d, args);
  const pulumiId = (args: A): string => (d.idIsClone ? outerId(spec(args)) : args.name);
  return {
    type: d.type,
    ...(d.identity ? { identity: d.identity } : {}),
    ...(d.deleteFirst ? { deleteFirst: d.deleteFirst } : {}),
    validate: (args) => [...validatePrimitive(d, args), ...(d.validate?.(args) ?? [])],
    agents: (args) => [d.agent(args)],
    locate: (cib, args) => byId(cib, args.name),
    put: (cib, { args, before, agent }) => {
      const about = agent(d.agent(args));
      refuseWrong(cib, args, parameterFailures(about, d.agent(args), spec(args).parameters));
      const was = before && specOf(d, before);
      const next = putPrimitive(cib, spec(args), was, about, args.startWithGroup ?? false);
      return { cib: next, id: pulumiId(args) };
    },
    observe: (cib, _id, args) => {
      const seen = observePrimitive(cib, spec(args));
      return seen && observed(d, args, seen);
    },
    stops: (_cib, _id, args) => outerId(spec(args)),
    remove: (cib, _id, args) => removePrimitive(cib, args.name),
    named: (_id, args) => [...new Set([args.name, outerId(spec(args))])],
    awaits: (cib, _id, args) => ({
      resources: waitsForGroup(cib, args) ? [] : [outerId(spec(args))],
      ...(d.attribute ? { attribute: d.attribute(args) } : {}),
    }),
  };
}

/** Held back until its group takes it in. */
function waitsForGroup(cib: Element, args: PrimitiveInputs): boolean {
  const e = byId(cib, args.name);
  return (
    args.startWithGroup === true &&
    e !== undefined &&
    stoppedByHand(e) &&
    parentOf(cib, args.name)?.name !== "group"
  );
}

function refuseWrong(cib: Element, args: PrimitiveInputs, failures: readonly string[]): void {
  const present = byId(cib, args.name);
  const taken =
    present && present.name !== "primitive"
      ? [
          `name: the id ${args.name} belongs to a ${present.name} of the cluster; choose another name`,
        ]
      : [];
  const all = [...taken, ...failures];
  if (all.length > 0) throw new Refused(all.map((f) => `${args.name}: ${f}`).join("\n"));
}
