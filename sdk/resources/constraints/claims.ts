import { constraintMeaning } from "../../cib/model/constraints/meaning";
import { isReferable } from "../../program/pacemaker-resource";
import { COMMON_ARGUMENTS } from "../../kind/arguments";
import type { ConstraintKind } from "./definition";

type Args = Readonly<Record<string, unknown>>;

/** Returns the id to which a reference refers, if the program gives it as a plain text. */
const plainRef = (ref: unknown): unknown => (isReferable(ref) ? ref.givenReference : ref);

/** Returns an argument with plain ids in place of resources, also inside sets. */
const plainRefs = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map((set: unknown) => {
        const { resources } = Object(set) as { readonly resources?: unknown };
        return Array.isArray(resources)
          ? { ...(set as object), resources: resources.map(plainRef) }
          : set;
      })
    : plainRef(value);

const isPlain = (value: unknown): boolean => {
  if (typeof value !== "object" || value === null) return typeof value !== "function";
  const { prototype } = Array.isArray(value) ? Array : Object;
  return Object.getPrototypeOf(value) === prototype && Object.values(value).every(isPlain);
};

/**
 * Returns the claim of a constraint's meaning. Two resources with the same constraint would own one object in the CIB.
 * Returns no claim if the constraint is invalid or partly unknown.
 */
export function constraintClaims<A>(kind: ConstraintKind<A>, given: object): readonly string[] {
  const args = Object.fromEntries(
    Object.entries(given).flatMap(([name, value]: [string, unknown]) =>
      Object.hasOwn(COMMON_ARGUMENTS, name) || value === undefined
        ? []
        : [[name, kind.arguments[name]?.reference ? plainRefs(value) : value]],
    ),
  ) as Args;
  if (!isPlain(args) || kind.validate(args as A).length > 0) return [];
  return [`the constraint ${constraintMeaning(kind.spec(args as A))}`];
}
