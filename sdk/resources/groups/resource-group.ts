import type * as pulumi from "@pulumi/pulumi";
import { findClone } from "../../cib/model/clone";
import { putGroup, stopLeavingMembers } from "../../cib/model/groups/group";
import { dissolveGroup } from "../../cib/model/groups/leave-group";
import { byId, idOf } from "../../cib/xml/element";
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
  CLONE_ARGUMENTS,
  type CloneableArgs,
  cloneReference,
  givenClone,
  validateClone,
} from "../clones";
import {
  INLINE_ARGUMENTS,
  type InlineConstraintArgs,
  inlineClaims,
  inlineInputs,
  inlineReferences,
} from "../inline-constraints/args";
import { inlineIds, withInline } from "../inline-constraints/kind";
import type { Value } from "../primitives/args";
import { findHeldMembers, givenId, mapMembers } from "./declared-members";
import { describeReleased, describeRestarted, refuseForeignMembers, stopsMembers } from "./members";
import type { MetaSetsArgs } from "../value-sets/args";
import { META_SETS } from "../value-sets/spec";
import { metaAttributes } from "../option-values";
import {
  type GroupInputs,
  describeUnknownMeta,
  groupReference,
  groupSpec,
  observeGroupInputs,
  readGroup,
  refuseTakenIds,
} from "./spec";

export interface ResourceGroupArgs
  extends CommonArgs, CloneableArgs, MetaSetsArgs, InlineConstraintArgs {
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

const ARGUMENTS: TableOf<ResourceGroupArgs & Pick<GroupInputs, "startWithGroup">> = {
  ...COMMON_ARGUMENTS,
  name: { rule: id, required: true, identity: true },
  members: { rule: allRules(listOf(nonEmpty), findRepeatedText), required: true, reference: true },
  meta: { rule: metaAttributes, secret: true },
  startWithGroup: { internal: true },
  ...META_SETS,
  ...CLONE_ARGUMENTS,
  ...INLINE_ARGUMENTS,
};

/** @internal */
export const resourceGroup: CibKind<GroupInputs> = withInline(groupReference, {
  type: "pacemaker:ResourceGroup",
  arguments: ARGUMENTS,
  validate: (args) => [...validateTable(ARGUMENTS, args), ...validateClone(args)],
  locate: (cib, args) => byId(cib, args.name),
  put: (cib, { args, before }) => {
    refuseTakenIds(cib, groupSpec(args));
    return {
      cib: putGroup(cib, groupSpec(args), before && groupSpec(before)),
      id: args.name,
      notes: describeRestarted(cib, groupSpec(args)),
      warnings: describeUnknownMeta(groupSpec(args)),
    };
  },
  observe: (cib, _id, args) => observeGroupInputs(cib, args),
  remove: (cib, _id, args) => dissolveGroup(cib, args.name, groupSpec(args)),
  read: readGroup,
  noteUndeclared: (args, isDeclared) => {
    const { startWithGroup: held = [] } = args;
    const undeclared = args.members.filter((id) => !isDeclared(id) && !held.includes(id));
    return undeclared.length > 0 ? { ...args, undeclared } : args;
  },
  awaits: (_cib, _id, args) => ({ resources: [groupReference(args)] }),
  replacing: {
    // A resource can be in one group only, so the old group must release its members first.
    deleteFirst: (before, args) =>
      !isUnknown(args.members) && args.members.some((m) => before.members.includes(m)),
  },
  running: {
    stopTarget: (cib, _id, args) => {
      const around = findClone(cib, args.name);
      return around ? idOf(around) : stopsMembers(cib, args) ? args.name : undefined;
    },
    stopBeforePut: (cib, { args, before }) =>
      stopLeavingMembers(cib, groupSpec(args), groupSpec(before)),
  },
  referenced: {
    referenceIds: (_id, args) => [...new Set([args.name, groupReference(args)])],
    checkRemoval: (cib, _id, args) => {
      refuseForeignMembers(cib, args);
      return describeReleased(cib, args);
    },
  },
});

/**
 * Resources that run together on one node and start in order (a `<group>`).
 *
 * New members start for the first time with the group. A member that the program gives up is stopped when it leaves the
 * group, and a deleted group stops its members in reverse order. A new member in front of running members restarts those
 * behind it. Reordering restarts nothing. To move a member between two groups of a program, run twice: the second group takes
 * the member after the first has released it.
 *
 * `clone` and `promotable` run the whole group on every node. A deleted cloned group stops all its members.
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
  declare readonly clone: pulumi.Output<{ name: string }> | undefined;
  declare readonly promotable: pulumi.Output<{ name: string }> | undefined;
  declare private readonly __noted: pulumi.Output<unknown>;
  /** @internal */
  override readonly givenReference: pulumi.Input<string>;

  constructor(name: string, args: ResourceGroupArgs, opts?: pulumi.CustomResourceOptions) {
    const id = args.name ?? name;
    const { clone, promotable, ...own } = args;
    const cloned = givenClone(id, { clone, promotable });
    const outer = cloned.name ?? id;
    const inputs = {
      name: id,
      members: mapMembers(args.members, (list) => list.map(refInput)),
      startWithGroup: mapMembers(args.members, findHeldMembers),
      ...cloned.inputs,
      ...inlineInputs(args),
    };
    const members = Array.isArray(args.members) ? args.members.map(givenId) : [];
    const objects = inlineClaims(outer, args);
    const outputs = ["__noted"];
    const references = [args.members, ...inlineReferences(args)];
    const ids = [id, cloned.name];
    super(
      resourceGroup,
      name,
      { args: own, inputs, ids, members, objects, references, role: "group", outputs },
      opts,
    );
    this.givenReference = outer;
  }

  /** Ids that the group's inline constraints have in the cluster. Unknown until the constraints exist. */
  get constraints(): pulumi.Output<string[]> {
    return this.__noted.apply(inlineIds);
  }

  override get reference(): pulumi.Output<string> {
    return cloneReference(this.name, this.clone, this.promotable);
  }
}
