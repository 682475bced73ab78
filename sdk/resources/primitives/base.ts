import type * as pulumi from "@pulumi/pulumi";
import { type Ref, Referable, refInput } from "../../program/pacemaker-resource";
import { inlineClaims, inlineInputs, inlineReferences } from "../inline-constraints/args";
import type { PrimitiveCommonArgs } from "./args";

/** Base class of all primitives. */
export abstract class PrimitiveBase extends Referable {
  /** The id in the CIB. */
  declare readonly name: pulumi.Output<string>;
  declare readonly parameters: pulumi.Output<Record<string, string | number | boolean>> | undefined;
  declare readonly meta: pulumi.Output<Record<string, string | number | boolean>> | undefined;
  declare readonly startWithGroup: pulumi.Output<boolean> | undefined;
  /** @internal The id as the program gives it. A plain text can be checked before any operation runs. */
  readonly givenId: pulumi.Input<string>;
  /** @internal */
  override readonly givenReference: pulumi.Input<string>;

  protected constructor(
    kind: { readonly type: string },
    name: string,
    args: PrimitiveCommonArgs & { readonly template?: Ref },
    opts?: pulumi.CustomResourceOptions,
    moreIds: readonly (pulumi.Input<string> | undefined)[] = [],
  ) {
    const id = args.name ?? name;
    const outer = moreIds.find((more) => more !== undefined) ?? id;
    const { template } = args;
    const inputs = {
      name: id,
      ...(template === undefined ? {} : { template: refInput(template) }),
      ...inlineInputs(args),
    };
    const objects = inlineClaims(outer, args);
    const ids = [id, ...moreIds];
    const references = [...inlineReferences(args), ...(template === undefined ? [] : [template])];
    super(kind, name, { args, inputs, ids, objects, references, role: "primitive" }, opts);
    this.givenId = id;
    this.givenReference = outer;
  }

  override get reference(): pulumi.Output<string> {
    return this.name;
  }
}
