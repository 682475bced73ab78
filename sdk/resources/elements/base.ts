import * as pulumi from "@pulumi/pulumi";
import { argumentsWith } from "../../kind/arguments";
import type { ResourceKind } from "../../kind/lifecycle";
import { type CommonArgs, Referable, isReferable } from "../../program/pacemaker-resource";

type Given = Readonly<Record<string, unknown>>;

/** Replaces the resources in a value by the ids by which they are named, in any depth. */
export function refsInside(value: unknown): unknown {
  if (isReferable(value)) return value.reference;
  if (pulumi.Output.isInstance(value) || value instanceof Promise)
    return pulumi.output(value).apply(refsInside);
  if (Array.isArray(value)) return value.map(refsInside);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, v]: [string, unknown]) => [name, refsInside(v)]),
  );
}

/** Base class of the objects that are one element of the configuration with an id. */
export abstract class ElementResource extends Referable {
  /** The id in the CIB. */
  declare readonly name: pulumi.Output<string>;
  /** @internal */
  override readonly givenReference: pulumi.Input<string>;

  /** @param claim what the arguments name, if not all of their values, and whose account the name is */
  protected constructor(
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a class has the inputs of its own kind
    kind: ResourceKind<any>,
    name: string,
    args: CommonArgs & { readonly name?: pulumi.Input<string> },
    opts?: pulumi.CustomResourceOptions,
    claim: { readonly references?: unknown; readonly account?: string } = {},
  ) {
    const given = args as unknown as Given;
    const id = args.name ?? name;
    const names = argumentsWith(kind.arguments, "reference");
    const refs = Object.fromEntries(names.map((n) => [n, refsInside(given[n])]));
    const { account, references = names.map((n) => given[n]) } = claim;
    const objects =
      account !== undefined && typeof id === "string" ? [`the ${account} ${id}`] : undefined;
    super(
      kind,
      name,
      {
        args,
        inputs: { ...refs, name: id },
        ...(objects ? { objects } : { ids: account === undefined ? [id] : [] }),
        references: [references],
      },
      opts,
    );
    this.givenReference = id;
  }

  override get reference(): pulumi.Output<string> {
    return this.name;
  }
}
