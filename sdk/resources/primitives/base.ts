import type * as pulumi from "@pulumi/pulumi";
import { type Ref, Referable, refInput } from "../../program/pacemaker-resource";
import { cloneReference, givenClone } from "../clones";
import { inlineClaims, inlineInputs, inlineReferences } from "../inline-constraints/args";
import type { PrimitiveCommonArgs } from "./args";

/** Base class of all primitives. */
export abstract class PrimitiveBase extends Referable {
  /** The id in the CIB. */
  declare readonly name: pulumi.Output<string>;
  declare readonly parameters: pulumi.Output<Record<string, string | number | boolean>> | undefined;
  declare readonly meta: pulumi.Output<Record<string, string | number | boolean>> | undefined;
  declare readonly startWithGroup: pulumi.Output<boolean> | undefined;
  declare readonly clone: pulumi.Output<{ name: string }> | undefined;
  declare readonly promotable: pulumi.Output<{ name: string }> | undefined;
  /** @internal The id as the program gives it. A plain text can be checked before any operation runs. */
  readonly givenId: pulumi.Input<string>;
  /** @internal */
  override readonly givenReference: pulumi.Input<string>;

  protected constructor(
    kind: { readonly type: string },
    name: string,
    args: PrimitiveCommonArgs & { readonly template?: Ref },
    opts?: pulumi.CustomResourceOptions,
    cloneName?: pulumi.Input<string>,
  ) {
    const { clone, promotable, ...own } = args;
    const id = args.name ?? name;
    const cloned = givenClone(id, { clone, promotable });
    const around = cloneName ?? cloned.name;
    const outer = around ?? id;
    const { template } = own;
    const inputs = {
      name: id,
      ...(template === undefined ? {} : { template: refInput(template) }),
      ...cloned.inputs,
      ...inlineInputs(own),
    };
    const objects = inlineClaims(outer, own);
    const ids = [id, around];
    const references = [...inlineReferences(own), ...(template === undefined ? [] : [template])];
    super(kind, name, { args: own, inputs, ids, objects, references, role: "primitive" }, opts);
    this.givenId = id;
    this.givenReference = outer;
  }

  override get reference(): pulumi.Output<string> {
    return cloneReference(this.name, this.clone, this.promotable);
  }
}
