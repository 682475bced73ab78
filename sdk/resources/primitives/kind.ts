import { type Agent, validateParameters } from "../../cib/model/agent";
import { validateOperations } from "../../cib/model/operations/operation-matching";
import { isTargetStopped } from "../../cib/model/target-role";
import { describeUnknownOption } from "../../cib/model/known-options";
import { outerId } from "../../cib/model/clone";
import { type PrimitiveSpec, putPrimitive, removePrimitive } from "../../cib/model/primitive";
import { describeUndeclarable, observePrimitive } from "../../cib/model/observe-primitive";
import { type Element, idOf, byId, parentOf } from "../../cib/xml/element";
import { agentNameOf, findTemplate, parametersOfTemplate } from "../../cib/model/template";
import { PreconditionFailed } from "../../errors";
import { validateTable } from "../../kind/arguments";
import type { CibKind } from "../../kind/cib-kind";
import { type Rule, allRules, pairsRule } from "../../kind/rules";
import { withInline } from "../inline-constraints/kind";
import { cloneSpec, describeUnknownCloneMeta, observedCloneArgs, validateClone } from "../clones";
import { describeImpossibleSets, describeUnknownInSets } from "../value-sets/spec";
import { validateSets } from "../value-sets/validate";
import type { PrimitiveDefinition, PrimitiveInputs, PrimitiveTable } from "./definition";
import { buildPrimitiveSpec, observePrimitiveArgs } from "./spec";

/** What `clone` and `promotable` mean, if a kind does not define its own clone. */
const CLONEABLE = {
  clone: cloneSpec,
  cloneArguments: observedCloneArgs,
  // If the old and the new primitive ran at the same time, an address or a mount would be on two nodes. With
  // startWithGroup, the new one is created stopped. Two clones cannot have one id.
  deleteFirst: (before: PrimitiveInputs, args: PrimitiveInputs): boolean =>
    args.startWithGroup !== true ||
    (cloneSpec(before) !== undefined && cloneSpec(before)?.id === cloneSpec(args)?.id),
};

/** Makes the kind of a primitive from its argument table. */
export function primitiveKind<D, A extends PrimitiveInputs>(
  given: PrimitiveDefinition<D, A>,
): CibKind<A> {
  const d = { ...CLONEABLE, ...given };
  const declared: PrimitiveTable = d.arguments;
  const table = {
    ...declared,
    parameters: { ...declared.parameters, rule: allRules(pairsRule, withoutTyped(declared)) },
  };
  const spec = (args: A): PrimitiveSpec => buildPrimitiveSpec(table, d, args);
  const pulumiId = (args: A): string => (d.idIsClone ? outerId(spec(args)) : args.name);
  return withInline((args) => outerId(spec(args)), {
    type: d.type,
    arguments: table,
    validate: (args) => [
      ...validateTable(table, args, "; other parameters of the agent go into `parameters`"),
      ...(d.validate?.(args) ?? []),
      ...validateClone(args),
    ],
    agents: (args) => [d.agent(args) ?? []].flat(),
    templates: (args) => [d.template?.(args) ?? []].flat(),
    locate: (cib, args) => byId(cib, args.name),
    put: (cib, { args, before, agent }) => {
      const metadata = agent(agentOf(cib, spec(args)));
      refuseInvalid(cib, spec(args), before && spec(before), metadata, parameterNames(table));
      const hold = {
        now: args.startWithGroup ?? false,
        before: before?.startWithGroup ?? false,
      };
      const next = putPrimitive(cib, spec(args), before && spec(before), metadata, hold);
      return { cib: next, id: pulumiId(args), warnings: describeUnknownMeta(spec(args)) };
    },
    observe: (cib, _id, args) => {
      const seen = observePrimitive(cib, spec(args));
      return seen && observePrimitiveArgs(table, d, args, seen);
    },
    remove: (cib, _id, args) => removePrimitive(cib, args.name),
    ...(d.read ? { read: d.read } : {}),
    awaits: (cib, _id, args) => ({
      resources: waitsForGroup(cib, args) ? [] : [outerId(spec(args))],
      ...(d.attribute ? { attribute: d.attribute(args) } : {}),
    }),
    replacing: { deleteFirst: d.deleteFirst },
    running: {
      stopTarget: (cib, _id, args) => [outerId(spec(args)), args.name].find((id) => byId(cib, id)),
    },
    referenced: { referenceIds: (_id, args) => [...new Set([args.name, outerId(spec(args))])] },
  });
}

const parameterNames = (table: PrimitiveTable): readonly string[] =>
  Object.values(table).flatMap(({ parameter }) => parameter ?? []);

/** Refuses entries of `parameters` that have their own argument. */
const withoutTyped =
  (table: PrimitiveTable): Rule =>
  (v) => {
    const reasons = Object.entries(table).flatMap(([argument, { parameter }]) =>
      parameter !== undefined && Object.hasOwn(v as object, parameter)
        ? [`${parameter} has its own argument, ${argument}: use that`]
        : [],
    );
    return reasons.length === 0 ? undefined : reasons.join("; ");
  };

const describeUnknownMeta = ({ meta, clone, ...sets }: PrimitiveSpec): readonly string[] => [
  ...Object.keys(meta).flatMap((n) => describeUnknownOption("meta attribute", "meta", n)),
  ...describeUnknownInSets(sets),
  ...describeUnknownCloneMeta(clone),
];

/** Tells whether the primitive is stopped until its group starts it. */
function waitsForGroup(cib: Element, args: PrimitiveInputs): boolean {
  const e = byId(cib, args.name);
  return (
    args.startWithGroup === true &&
    e !== undefined &&
    isTargetStopped(e) &&
    !["group", "bundle"].includes(parentOf(cib, args.name)?.name ?? "")
  );
}

/** The agent of a primitive, also if a template has it. */
const agentOf = (cib: Element, { agent, template }: PrimitiveSpec): string =>
  agent ?? agentNameOf(findTemplate(cib, template ?? ""));

/** The names of the parameters that a primitive has from its template, or in further sets. */
const inheritedParameters = (
  cib: Element,
  { template, parameterSets = [] }: PrimitiveSpec,
): readonly string[] => [
  ...(template === undefined ? [] : parametersOfTemplate(findTemplate(cib, template))),
  ...parameterSets.flatMap(({ values }) => Object.keys(values)),
];

function refuseInvalid(
  cib: Element,
  spec: PrimitiveSpec,
  before: PrimitiveSpec | undefined,
  metadata: Agent,
  validated: readonly string[],
): void {
  const name = agentOf(cib, spec);
  const inherited = inheritedParameters(cib, spec);
  const all = [
    ...describeTakenIds(cib, spec, before),
    ...describeImpossibleSets(cib, spec.id, spec),
    ...validateParameters(metadata, name, spec.parameters, validated, inherited),
    ...validateSets(metadata, name, spec, validated),
    ...validateOperations(metadata, name, spec.operations),
  ];
  if (all.length > 0) throw new PreconditionFailed(all.map((f) => `${spec.id}: ${f}`).join("\n"));
}

/** Finds ids that belong to other elements, what cannot be declared, and a group that prevents cloning. */
function describeTakenIds(
  cib: Element,
  spec: PrimitiveSpec,
  before: PrimitiveSpec | undefined,
): readonly string[] {
  const { id, clone } = spec;
  const belongs = (name: string, to: string): string =>
    `the id ${name} belongs to a ${to} of the cluster; choose another name`;
  const present = byId(cib, id);
  const own = present?.name ?? "primitive";
  if (own !== "primitive") return [`name: ${belongs(id, own)}`];
  const undeclarable = present ? describeUndeclarable(cib, present, spec, before) : [];
  if (undeclarable.length > 0) return undeclarable;
  if (!clone) return [];
  const around = parentOf(cib, id);
  if (around?.name === "group" || around?.name === "bundle")
    return [
      `clone: the primitive is in the ${around.name} ${idOf(around)}, and members of a ${around.name} cannot be cloned`,
    ];
  const other = byId(cib, clone.id);
  return other && other !== around ? [`clone: ${belongs(clone.id, other.name)}`] : [];
}
