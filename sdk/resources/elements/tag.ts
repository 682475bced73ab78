import type * as pulumi from "@pulumi/pulumi";
import { childrenPart } from "../../cib/model/elements/children";
import type { ReferenceTarget } from "../../cib/model/elements/in-section";
import { describeOldSchema } from "../../cib/model/elements/old-schema";
import { isResource, resourceIds } from "../../cib/model/references";
import { element, idOf } from "../../cib/xml/element";
import { type CommonArgs, type Ref, resourceType } from "../../program/pacemaker-resource";
import { ElementResource } from "./base";
import { ELEMENT_ARGUMENTS, type ElementInputs, idList } from "./definition";
import { elementKind } from "./kind";

export interface TagArgs extends CommonArgs {
  /** The id in the CIB. @default the Pulumi name */
  name?: pulumi.Input<string>;
  /** The resources that the tag names, in order. */
  objects: pulumi.Input<Ref[]>;
}

interface Inputs extends ElementInputs {
  readonly objects: readonly string[];
}

/** The resources of the cluster. */
const resources: ReferenceTarget = { what: "resource", has: isResource, all: resourceIds };

/** @internal */
export const tag = elementKind<TagArgs, Inputs>({
  type: "pacemaker:Tag",
  section: "tags",
  tag: "tag",
  arguments: {
    ...ELEMENT_ARGUMENTS,
    objects: {
      rule: idList(1),
      required: true,
      reference: true,
      target: resources,
      part: childrenPart({
        tag: "obj_ref",
        build: (_owner, id) => element("obj_ref", { id: String(id) }),
        read: idOf,
      }),
    },
  },
  validate: ({ name, objects }) =>
    Array.isArray(objects) && objects.includes(name)
      ? [{ property: "objects", reason: `objects: the tag ${name} cannot contain itself` }]
      : [],
  describeImpossible: (cib) => describeOldSchema(cib, [1, 3], "a tag"),
});

/**
 * A name for several resources (`tag`). `pcs resource disable TAG` and other commands take the tag for all of them.
 * The resources run as if there were no tag.
 *
 * @example
 * ```ts
 * const database = new PrimitiveResource("database", { cluster, agent: "systemd:postgresql" });
 * const web = new PrimitiveResource("web", { cluster, agent: "systemd:nginx" });
 * new Tag("shop", { cluster, objects: [database, web] });
 * ```
 */
export class Tag extends ElementResource {
  /** @internal */
  static override readonly __pulumiType = resourceType(tag);
  declare readonly objects: pulumi.Output<string[]>;

  constructor(name: string, args: TagArgs, opts?: pulumi.CustomResourceOptions) {
    super(tag, name, args, opts);
  }
}
