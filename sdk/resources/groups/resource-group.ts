import * as pulumi from "@pulumi/pulumi";
import { type Element, element } from "../../cib/xml/element";
import { byId } from "../../cib/xml/find";
import {
  type GroupSpec,
  stopLeavingMembers,
  dissolveGroup,
  groupMembers,
  observeGroup,
  putGroup,
  membersRestartedBy,
} from "../../cib/model/group";
import { describeUnknownOptions } from "../../cib/model/known-options";
import type { Pairs } from "../../cib/xml/nvset";
import { activeNodes } from "../../cib/status/status";
import type { CibKind } from "../../kind/cib-kind";
import { type CommonArgs, type Ref, Referable, refInput } from "../../program/pacemaker-resource";
import {
  COMMON,
  type ArgumentNames,
  allRules,
  check,
  findRepeatedText,
  id,
  listOf,
  nonEmpty,
  pairsRule,
  required,
  unknownArguments,
} from "../../kind/rules";
import { isUnknown } from "../../kind/unknown-values";
import { Refused } from "../../errors";
import {
  INLINE_NAMES,
  type InlineConstraintArgs,
  inlineInputs,
  inlineClaims,
} from "../inline-constraints/args";
import { type InlineInputs, inlineIds, withInline } from "../inline-constraints/kind";
import { kebabKeys, observeKeys, spelledOnce } from "../spelling";
import { PrimitiveBase } from "../primitives/base";
import type { PrimitiveInputs, Value } from "../primitives/args";

export interface ResourceGroupArgs extends CommonArgs, InlineConstraintArgs {
  /** The id in the CIB. @default the Pulumi name */
  name?: pulumi.Input<string>;
  /** The members in start order; they stop in the reverse order. */
  members: Ref[];
  /** Meta attributes of the group, in camelCase or in Pacemaker's spelling. */
  meta?: pulumi.Input<Record<string, Value>>;
}

interface Inputs extends InlineInputs {
  readonly name: string;
  readonly members: readonly string[];
  readonly startWithGroup?: readonly string[];
  readonly meta?: Pairs;
}

const spec = (args: Inputs): GroupSpec => ({
  id: args.name,
  members: args.members,
  meta: kebabKeys(args.meta),
  held: args.startWithGroup ?? [],
});

const NAMES: ArgumentNames<ResourceGroupArgs & Pick<PrimitiveInputs, "startWithGroup">> = {
  ...COMMON,
  ...INLINE_NAMES,
  name: true,
  members: true,
  meta: true,
  startWithGroup: false,
};

/** @internal */
export const resourceGroup: CibKind<Inputs> = withInline((args) => args.name, {
  type: "pacemaker:ResourceGroup",
  references: ["members"],
  // A resource can be in one group only: the old group has to let its members go first.
  deleteFirst: (before, args) =>
    !isUnknown(args.members) && args.members.some((m) => before.members.includes(m)),
  validate: (args) => [
    ...unknownArguments(args, NAMES),
    ...required(args, "name", id),
    ...required(args, "members", allRules(listOf(nonEmpty), findRepeatedText)),
    ...check(args, "meta", allRules(pairsRule, spelledOnce)),
  ],
  locate: (cib, args) => byId(cib, args.name),
  put: (cib, { args, before }) => {
    const present = byId(cib, args.name);
    if (present && present.name !== "group")
      throw new Refused(
        `${args.name}: the id belongs to a ${present.name} of the cluster; set another \`name\``,
      );
    const restarted = membersRestartedBy(cib, spec(args));
    const notes =
      restarted.length > 0
        ? [`a new member goes in front of ${restarted.join(", ")}, which Pacemaker restarts`]
        : [];
    const strange = describeUnknownOptions("meta attribute", "meta", Object.keys(spec(args).meta));
    return {
      cib: putGroup(cib, spec(args), before && spec(before)),
      id: args.name,
      notes: [...notes, ...strange],
    };
  },
  looksAtStatus: true,
  yields: (cib, { args, before }) => stopLeavingMembers(cib, spec(args), spec(before)),
  observe: (cib, _id, args) => {
    const seen = observeGroup(cib, spec(args));
    if (!seen) return undefined;
    return {
      ...args,
      members: seen.members,
      ...(args.meta ? { meta: observeKeys(args.meta, seen.meta) } : {}),
    };
  },
  stops: (_cib, _id, args) => (args.startWithGroup?.length ? args.name : undefined),
  parting: (cib, _id, args) => {
    refuseForeign(cib, args);
    return parting(cib, args);
  },
  remove: (cib, _id, args) => dissolveGroup(cib, args.name, args.startWithGroup ?? []),
  named: (_id, args) => [args.name],
  awaits: (_cib, _id, args) => ({ resources: [args.name] }),
});

const membersNow = (cib: Element, name: string): readonly string[] =>
  groupMembers(byId(cib, name) ?? element("group"));

/** Stopping the group would stop what somebody else has put into it. */
function refuseForeign(cib: Element, { name, members, startWithGroup }: Inputs): void {
  if (!startWithGroup?.length) return;
  const foreign = membersNow(cib, name).filter((m) => !members.includes(m));
  if (foreign.length === 0) return;
  throw new Refused(
    `${name} cannot be deleted while it holds ${foreign.join(", ")}, which the program does not declare as its member; take ${foreign.length === 1 ? "it" : "them"} out first (pcs resource group remove ${name} ${foreign.join(" ")})`,
  );
}

/** What becomes of running members that are not stopped for good with the group. */
function parting(cib: Element, { name, startWithGroup = [] }: Inputs): readonly string[] {
  const running = membersNow(cib, name).filter(
    (m) => !startWithGroup.includes(m) && activeNodes(cib, m).length > 0,
  );
  if (running.length === 0) return [];
  const fate =
    startWithGroup.length > 0
      ? "stopped with the group, then started again without it"
      : "released running, on any node, and when deleted stopped in no promised order (startWithGroup: true keeps it)";
  return [`${running.join(", ")}: ${fate}`];
}

/**
 * Resources that run together on one node and start in order (a `<group>`).
 *
 * Members that are declared with `startWithGroup: true` are started by it for the first time, and are stopped when they
 * leave it. Inserting a member in front of running ones restarts those behind it; reordering restarts nothing. A member
 * that moves from one group of the program to another needs two runs: the second group takes it once the first let go.
 *
 * @example
 * ```ts
 * const services = new ResourceGroup("abiquo_rs", { cluster, members: [repository, address, tomcat] });
 * ```
 */
export class ResourceGroup extends Referable {
  declare readonly name: pulumi.Output<string>;
  declare readonly members: pulumi.Output<string[]>;
  declare private readonly __noted: pulumi.Output<unknown>;
  /** @internal */
  override readonly givenReference: pulumi.Input<string>;

  constructor(name: string, args: ResourceGroupArgs, opts?: pulumi.CustomResourceOptions) {
    const id = args.name ?? name;
    const inputs = {
      name: id,
      members: args.members.map(refInput),
      startWithGroup: held(args.members),
      ...inlineInputs(args),
    };
    const members = args.members.map(givenId);
    const places = inlineClaims(id, args);
    const outputs = ["__noted"];
    super(name, { type: "ResourceGroup", args, inputs, ids: [id], members, places, outputs }, opts);
    this.givenReference = id;
  }

  /** Ids of the constraints that are declared inside of it, as the cluster has them; unknown until they are there. */
  get constraints(): pulumi.Output<string[]> {
    return this.__noted.apply(inlineIds);
  }

  override get reference(): pulumi.Output<string> {
    return this.name;
  }
}

const givenId = (member: Ref): pulumi.Input<string> | undefined => {
  if (member instanceof PrimitiveBase) return member.givenId;
  return member instanceof Referable ? undefined : member;
};

/** The members that this group starts for the first time; sorted, so that a new order shows in `members` alone. */
function held(members: readonly Ref[]): pulumi.Output<string[]> | undefined {
  const own = members.filter((m) => m instanceof PrimitiveBase);
  if (own.length === 0) return undefined;
  return pulumi
    .all(own.map((m) => pulumi.all([m.name, m.startWithGroup])))
    .apply((list) => list.flatMap(([id, waits]) => (waits ? [id] : [])).sort());
}
