import type * as pulumi from "@pulumi/pulumi";
import { argumentsWith } from "../../kind/arguments";
import {
  type CommonArgs,
  PacemakerResource,
  type Ref,
  refInput,
} from "../../program/pacemaker-resource";
import { constraintClaims } from "./claims";
import type { ConstraintKind } from "./definition";

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
    const names = argumentsWith(kind.arguments, "reference");
    const inputs = Object.fromEntries(names.map((r) => [r, refInput(given[r] as Ref)]));
    const objects = constraintClaims(kind, args);
    const references = names.map((r) => given[r]);
    super(kind, name, { args, inputs, ids: [args.name], objects, references }, opts);
  }
}
