import * as pulumi from "@pulumi/pulumi";
import { type CloneSpec, findClone } from "../cib/model/clone";
import { describeUnknownOption } from "../cib/model/known-options";
import { type Element, idOf } from "../cib/xml/element";
import { type Pairs, observeAllPairs } from "../cib/xml/nvset";
import { parseBoolean } from "../cib/xml/values";
import { type TableOf, validateTable } from "../kind/arguments";
import { type Failure, type Rule, id } from "../kind/rules";
import { metaAttributes } from "./option-values";
import { kebabKeys, observeKeys } from "./spelling";

/** A clone around a primitive or a group, one instance on every node: `{ meta: { cloneMax: 2 } }`. */
export interface CloneArgs {
  /** The clone's id. @default the id of the primitive or group with `-clone` appended */
  name?: pulumi.Input<string>;
  /** Meta attributes of the clone: `{ interleave: true, cloneMax: 2 }`. */
  meta?: pulumi.Input<Record<string, pulumi.Input<string | number | boolean>>>;
}

/** The arguments of a primitive or a group that can be cloned. */
export interface CloneableArgs {
  /** Run an instance on every node. References then mean the clone. @default false: run on one node */
  clone?: boolean | CloneArgs;
  /**
   * A clone whose instances Pacemaker promotes on some nodes, one if `meta` has no `promotedMax`. Before Pacemaker 2.0 it
   * is a `master`, and `promotedMax` and `promotedNodeMax` have their older names there. References then mean the clone.
   * @default false: no instance is promoted
   */
  promotable?: boolean | CloneArgs;
}

/** A clone with its id. */
interface NamedClone {
  readonly name: string;
  readonly meta?: Pairs;
}

export interface CloneInputs {
  readonly clone?: NamedClone;
  readonly promotable?: NamedClone;
}

const CLONE: TableOf<CloneArgs> = {
  name: { rule: id, required: true },
  meta: { rule: metaAttributes },
};

const cloneRule: Rule = (v) => {
  if (typeof v !== "object" || v === null) return "must be true, false or an object";
  const failures = validateTable(CLONE, v);
  return failures.length === 0 ? undefined : failures.map((f) => f.reason).join("; ");
};

/** The arguments of `CloneableArgs`. */
export const CLONE_ARGUMENTS: TableOf<CloneableArgs> = {
  clone: { rule: cloneRule, secret: true },
  promotable: { rule: cloneRule, secret: true },
};

/** Refuses a clone and a promotable one around the same resource. */
export const validateClone = ({ clone, promotable }: CloneInputs): readonly Failure[] =>
  clone !== undefined && promotable !== undefined
    ? [{ property: "", reason: "clone and promotable exclude each other: give one of them" }]
    : [];

/** Builds the declared clone. */
export function cloneSpec({ clone, promotable }: CloneInputs): CloneSpec | undefined {
  if (promotable)
    return { id: promotable.name, meta: { ...kebabKeys(promotable.meta), promotable: true } };
  return clone && { id: clone.name, meta: kebabKeys(clone.meta) };
}

/** Returns the arguments that describe the observed clone; none if there is no such clone. */
export function observedClone(
  { clone, promotable }: CloneInputs,
  seen: CloneSpec | undefined,
): CloneInputs {
  if (!seen) return {};
  const observed = (declared: NamedClone): NamedClone => ({
    name: seen.id,
    ...(declared.meta ? { meta: observeKeys(declared.meta, seen.meta) } : {}),
  });
  if (promotable) return seen.meta.promotable === true ? { promotable: observed(promotable) } : {};
  return clone ? { clone: observed(clone) } : {};
}

/** Returns both arguments, without a value where there is no such clone. */
export const observedCloneArgs = (given: CloneInputs, seen: CloneSpec | undefined): object => ({
  clone: undefined,
  promotable: undefined,
  ...observedClone(given, seen),
});

/** Describes meta attributes of a clone that Pacemaker does not know. */
export const describeUnknownCloneMeta = (clone: CloneSpec | undefined): readonly string[] =>
  Object.keys(clone?.meta ?? {}).flatMap((n) =>
    describeUnknownOption("meta attribute", "clone.meta", n),
  );

/** The inputs that `clone` and `promotable` become, and the id of the clone. */
interface GivenClone {
  readonly inputs: Readonly<Partial<Record<keyof CloneInputs, object>>>;
  readonly name?: pulumi.Input<string>;
}

/**
 * Returns the inputs of a clone, with its id.
 * @param inner the id of the primitive or group
 */
export function givenClone(inner: pulumi.Input<string>, args: CloneableArgs): GivenClone {
  const [clone, promotable] = [args.clone, args.promotable].map((c) => named(inner, c));
  const name = clone?.name ?? promotable?.name;
  return {
    inputs: { ...(clone ? { clone } : {}), ...(promotable ? { promotable } : {}) },
    ...(name === undefined ? {} : { name }),
  };
}

function named(
  inner: pulumi.Input<string>,
  clone: boolean | CloneArgs | undefined,
): (CloneArgs & { name: pulumi.Input<string> }) | undefined {
  if (clone === undefined || clone === false) return undefined;
  const { name, ...more } = clone === true ? ({} as CloneArgs) : clone;
  const usual = typeof inner === "string" ? `${inner}-clone` : pulumi.interpolate`${inner}-clone`;
  return { ...more, name: name ?? usual };
}

/** The id by which others refer to a resource that may be cloned. */
export const cloneReference = (
  own: pulumi.Output<string>,
  clone: pulumi.Output<{ name: string }> | undefined,
  promotable: pulumi.Output<{ name: string }> | undefined,
): pulumi.Output<string> =>
  pulumi
    .all([own, clone, promotable])
    .apply(([name, cloned, promoted]) => cloned?.name ?? promoted?.name ?? name);

/** Reads the clone around a primitive or a group as arguments. */
export function readClone(cib: Element, inner: string): CloneInputs {
  const e = findClone(cib, inner);
  if (!e) return {};
  const { promotable, ...meta } = observeAllPairs(e, "meta_attributes", {});
  const isPromotable = e.name === "master" || parseBoolean(promotable ?? "") === true;
  const clone = { name: idOf(e), ...(Object.keys(meta).length > 0 ? { meta } : {}) };
  return isPromotable ? { promotable: clone } : { clone };
}
