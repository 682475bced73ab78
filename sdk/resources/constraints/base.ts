import * as pulumi from "@pulumi/pulumi";
import { argumentsWith } from "../../kind/arguments";
import type { PatternReference } from "../../program/named";
import {
  type CommonArgs,
  PacemakerResource,
  type Ref,
  refInput,
} from "../../program/pacemaker-resource";
import { constraintClaims } from "./claims";
import type { ConstraintKind } from "./definition";
import type { ResourceSetArgs } from "./set-args";

/** Base class of all constraints. */
export abstract class ConstraintResource extends PacemakerResource {
  protected constructor(
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a class has the inputs of its own kind
    kind: ConstraintKind<any>,
    name: string,
    args: CommonArgs & { readonly name?: pulumi.Input<string> },
    opts?: pulumi.CustomResourceOptions,
  ) {
    const given = args as unknown as Readonly<Record<string, Ref>>;
    const names = argumentsWith(kind.arguments, "reference").filter((r) => r !== "sets");
    const inputs = Object.fromEntries(names.map((r) => [r, refInput(given[r] as Ref)]));
    const { sets, resourcePattern } = args as {
      readonly sets?: unknown;
      readonly resourcePattern?: unknown;
    };
    const objects = constraintClaims(kind, args);
    const references = [
      ...names.map((r) => given[r]),
      ...setMembers(sets),
      ...patternReference(resourcePattern),
    ];
    super(
      kind,
      name,
      { args, inputs: { ...inputs, ...setInputs(sets) }, ids: [args.name], objects, references },
      opts,
    );
  }
}

/** Returns the reference of a location that selects resources by a pattern. */
function patternReference(pattern: unknown): readonly unknown[] {
  if (pattern === undefined) return [];
  const name = (namePattern: unknown): PatternReference => ({ namePattern: String(namePattern) });
  return [typeof pattern === "string" ? name(pattern) : pulumi.output(pattern).apply(name)];
}

const isSet = (v: unknown): v is ResourceSetArgs =>
  typeof v === "object" &&
  v !== null &&
  Array.isArray((v as { readonly resources?: unknown }).resources);

/** Returns the resources that sets name, as the program gives them. */
const setMembers = (sets: unknown): readonly Ref[] =>
  Array.isArray(sets) ? sets.filter(isSet).flatMap(({ resources }) => resources) : [];

/** Returns the sets with ids. Invalid sets pass unchanged, so that validation can refuse them. */
const setInputs = (sets: unknown): pulumi.Inputs =>
  Array.isArray(sets)
    ? {
        sets: sets.map((set: unknown) =>
          isSet(set)
            ? { ...omitMissing(set), resources: set.resources.map((r) => refInput(r)) }
            : set,
        ),
      }
    : {};

const omitMissing = (set: object): object =>
  Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined));
