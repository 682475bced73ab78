import type * as pulumi from "@pulumi/pulumi";
import {
  type GroupSpec,
  observeGroup,
  putGroup,
  stopLeavingMembers,
} from "../../cib/model/groups/group";
import { dissolveGroup } from "../../cib/model/groups/leave-group";
import { describeUnknownOption } from "../../cib/model/known-options";
import { type Element, byId } from "../../cib/xml/element";
import type { Pairs } from "../../cib/xml/nvset";
import { PreconditionFailed } from "../../errors";
import { COMMON_ARGUMENTS, type TableOf, validateTable } from "../../kind/arguments";
import type { CibKind } from "../../kind/cib-kind";
import { allRules, findRepeatedText, id, isUnknown, listOf, nonEmpty } from "../../kind/rules";
import {
  type CommonArgs,
  type Ref,
  Referable,
  refInput,
  resourceType,
} from "../../program/pacemaker-resource";
import {
  INLINE_ARGUMENTS,
  type InlineConstraintArgs,
  inlineClaims,
  inlineInputs,
  inlineReferences,
} from "../inline-constraints/args";
import type { InlineInputs } from "../inline-constraints/entries";
import { inlineIds, withInline } from "../inline-constraints/kind";
import type { Value } from "../primitives/args";
import { findHeldMembers, givenId, mapMembers } from "./declared-members";
import { describeReleased, describeRestarted, refuseForeignMembers, stopsMembers } from "./members";
import { metaAttributes } from "../option-values";
import { kebabKeys, observeKeys } from "../spelling";

export interface ResourceGroupArgs extends CommonArgs, InlineConstraintArgs {
  /** The id in the CIB. @default the Pulumi name */
  name?: pulumi.Input<string>;
  /**
   * The members in start order; they stop in the reverse order. Give a plain list where you can: two groups that list one
   * member are refused only there. In an output of a list, a plain id beside an output of a resource is not seen in time, and
   * that member may start before the group is there.
   */
  members: pulumi.Input<Ref[]>;
  /** Meta attributes of the group, in camelCase or in Pacemaker's spelling. */
  meta?: pulumi.Input<Record<string, Value>>;
}

interface Inputs extends InlineInputs {
  readonly name: string;
  readonly members: readonly string[];
  readonly startWithGroup?: readonly string[];
  readonly meta?: Pairs;
  /** Members that the program no longer declares. No program gives it. */
  readonly undeclared?: readonly string[];
}

const spec = (args: Inputs): GroupSpec => ({
  id: args.name,
  members: args.members,
  meta: kebabKeys(args.meta),
  held: args.startWithGroup ?? [],
  undeclared: args.undeclared ?? [],
});

const ARGUMENTS: TableOf<ResourceGroupArgs & Pick<Inputs, "startWithGroup">> = {
  ...COMMON_ARGUMENTS,
  name: { rule: id, required: true, identity: true },
  members: { rule: allRules(listOf(nonEmpty), findRepeatedText), required: true, reference: true },
  meta: { rule: metaAttributes, secret: true },
  startWithGroup: { internal: true },
  ...INLINE_ARGUMENTS,
};

/** @internal */
export const resourceGroup: CibKind<Inputs> = withInline((args) => args.name, {
  type: "pacemaker:ResourceGroup",
  arguments: ARGUMENTS,
  validate: (args) => validateTable(ARGUMENTS, args),
  locate: (cib, args) => byId(cib, args.name),
  put: (cib, { args, before }) => {
    refuseTakenId(cib, args.name);
    return {
      cib: putGroup(cib, spec(args), before && spec(before)),
      id: args.name,
      notes: describeRestarted(cib, spec(args)),
      warnings: Object.keys(spec(args).meta).flatMap((n) =>
        describeUnknownOption("meta attribute", "meta", n),
      ),
    };
  },
  observe: (cib, _id, args) => {
    const seen = observeGroup(cib, spec(args));
    if (!seen) return undefined;
    return {
      ...args,
      members: seen.members,
      ...(args.meta ? { meta: observeKeys(args.meta, seen.meta) } : {}),
    };
  },
  remove: (cib, _id, args) => dissolveGroup(cib, args.name, spec(args)),
  noteUndeclared: (args, isDeclared) => {
    const { startWithGroup: held = [] } = args;
    const undeclared = args.members.filter((id) => !isDeclared(id) && !held.includes(id));
    return undeclared.length > 0 ? { ...args, undeclared } : args;
  },
  awaits: (_cib, _id, args) => ({ resources: [args.name] }),
  replacing: {
    // A resource can be in one group only, so the old group must release its members first.
    deleteFirst: (before, args) =>
      !isUnknown(args.members) && args.members.some((m) => before.members.includes(m)),
  },
  running: {
    stopTarget: (_cib, _id, args) => (stopsMembers(args) ? args.name : undefined),
    stopBeforePut: (cib, { args, before }) => stopLeavingMembers(cib, spec(args), spec(before)),
  },
  referenced: {
    referenceIds: (_id, args) => [args.name],
    checkRemoval: (cib, _id, args) => {
      refuseForeignMembers(cib, args);
      return describeReleased(cib, args);
    },
  },
});

function refuseTakenId(cib: Element, name: string): void {
  const present = byId(cib, name);
  if (!present || present.name === "group") return;
  throw new PreconditionFailed(
    `${name}: the id belongs to a ${present.name} of the cluster; set another \`name\``,
  );
}

/**
 * Resources that run together on one node and start in order (a `<group>`).
 *
 * New members start for the first time with the group. A member that the program gives up is stopped when it leaves the
 * group, and a deleted group stops its members in reverse order. A new member in front of running members restarts those
 * behind it. Reordering restarts nothing. To move a member between two groups of a program, run twice: the second group takes
 * the member after the first has released it.
 *
 * @example
 * ```ts
 * const services = new ResourceGroup("abiquo_rs", { cluster, members: [repository, address, tomcat] });
 * ```
 */
export class ResourceGroup extends Referable {
  /** @internal */
  static override readonly __pulumiType = resourceType(resourceGroup);
  declare readonly name: pulumi.Output<string>;
  declare readonly members: pulumi.Output<string[]>;
  declare private readonly __noted: pulumi.Output<unknown>;
  /** @internal */
  override readonly givenReference: pulumi.Input<string>;

  constructor(name: string, args: ResourceGroupArgs, opts?: pulumi.CustomResourceOptions) {
    const id = args.name ?? name;
    const inputs = {
      name: id,
      members: mapMembers(args.members, (list) => list.map(refInput)),
      startWithGroup: mapMembers(args.members, findHeldMembers),
      ...inlineInputs(args),
    };
    const members = Array.isArray(args.members) ? args.members.map(givenId) : [];
    const objects = inlineClaims(id, args);
    const outputs = ["__noted"];
    const references = [args.members, ...inlineReferences(args)];
    super(
      resourceGroup,
      name,
      { args, inputs, ids: [id], members, objects, references, role: "group", outputs },
      opts,
    );
    this.givenReference = id;
  }

  /** Ids that the group's inline constraints have in the cluster. Unknown until the constraints exist. */
  get constraints(): pulumi.Output<string[]> {
    return this.__noted.apply(inlineIds);
  }

  override get reference(): pulumi.Output<string> {
    return this.name;
  }
}
