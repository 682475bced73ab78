import { findClone, outerId } from "../../cib/model/clone";
import { type GroupSpec, groupMembers, observeGroup } from "../../cib/model/groups/group";
import { describeUnknownOption } from "../../cib/model/known-options";
import { type Element, byId, idOf } from "../../cib/xml/element";
import { type Pairs, observeAllPairs } from "../../cib/xml/nvset";
import { PreconditionFailed } from "../../errors";
import type { ReadArguments } from "../../kind/cib-kind";
import {
  type CloneInputs,
  cloneSpec,
  describeUnknownCloneMeta,
  observedClone,
  readClone,
} from "../clones";
import type { InlineInputs } from "../inline-constraints/entries";
import {
  type ValueSetsInputs,
  describeImpossibleSets,
  describeUnknownInSets,
  observedSets,
  valueSets,
} from "../value-sets/spec";
import { kebabKeys, observeKeys } from "../spelling";

/** The inputs of a group. */
export interface GroupInputs extends InlineInputs, CloneInputs, Pick<ValueSetsInputs, "metaSets"> {
  readonly name: string;
  readonly members: readonly string[];
  readonly startWithGroup?: readonly string[];
  readonly meta?: Pairs;
  /** Members that the program no longer declares. No program gives it. */
  readonly undeclared?: readonly string[];
}

/** Builds the declared group from its inputs. */
export function groupSpec(args: GroupInputs): GroupSpec {
  const clone = cloneSpec(args);
  return {
    id: args.name,
    members: args.members,
    meta: kebabKeys(args.meta),
    held: args.startWithGroup ?? [],
    undeclared: args.undeclared ?? [],
    ...valueSets(args.name, metaSetsOf(args)),
    ...(clone ? { clone } : {}),
  };
}

/** A group has no parameters. */
const metaSetsOf = ({ metaSets }: GroupInputs): ValueSetsInputs => (metaSets ? { metaSets } : {});

/** The id by which constraints name a group. */
export const groupReference = (args: GroupInputs): string => outerId(groupSpec(args));

/** Returns the inputs with observed values; `undefined` if the group is gone. */
export function observeGroupInputs(cib: Element, args: GroupInputs): GroupInputs | undefined {
  const seen = observeGroup(cib, groupSpec(args));
  if (!seen) return undefined;
  const { clone, promotable, ...own } = args;
  const given = { ...(clone ? { clone } : {}), ...(promotable ? { promotable } : {}) };
  return {
    ...own,
    members: seen.members,
    ...(args.meta ? { meta: observeKeys(args.meta, seen.meta) } : {}),
    ...observedSets(args.name, metaSetsOf(args), seen),
    ...observedClone(given, seen.clone),
  };
}

/** Describes meta attributes that Pacemaker does not know. */
export const describeUnknownMeta = ({ meta, clone, ...sets }: GroupSpec): readonly string[] => [
  ...Object.keys(meta).flatMap((n) => describeUnknownOption("meta attribute", "meta", n)),
  ...describeUnknownInSets(sets),
  ...describeUnknownCloneMeta(clone),
];

/** Refuses ids that belong to other elements, and sets that the cluster cannot hold. */
export function refuseTakenIds(cib: Element, { id, clone, ...sets }: GroupSpec): void {
  const present = byId(cib, id);
  if (present && present.name !== "group") refuseTakenId(present, "name");
  const other = clone && byId(cib, clone.id);
  if (other && other !== findClone(cib, id)) refuseTakenId(other, "clone.name");
  const impossible = describeImpossibleSets(cib, id, sets);
  if (impossible.length > 0)
    throw new PreconditionFailed(impossible.map((line) => `${id}: ${line}`).join("\n"));
}

function refuseTakenId(e: Element, argument: string): never {
  throw new PreconditionFailed(
    `${idOf(e)}: the id belongs to a ${e.name} of the cluster; set another \`${argument}\``,
  );
}

/** Reads a group of the cluster, and the clone around it, as arguments. */
export const readGroup: ReadArguments = (cib, e) => {
  if (e.name !== "group") return undefined;
  const meta = observeAllPairs(e, "meta_attributes", {});
  const own = { name: idOf(e), members: groupMembers(e) };
  return { ...own, ...(Object.keys(meta).length > 0 ? { meta } : {}), ...readClone(cib, idOf(e)) };
};
