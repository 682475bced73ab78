import type * as pulumi from "@pulumi/pulumi";
import { describeOldSchema } from "../../../cib/model/elements/old-schema";
import { areFeaturesBelow } from "../../../cib/xml/versions";
import { type CommonArgs, type Ref, resourceType } from "../../../program/pacemaker-resource";
import { ElementResource } from "../base";
import { ELEMENT_ARGUMENTS, type ElementInputs } from "../definition";
import { elementKind } from "../kind";
import { describeAclsOff } from "./doubts";
import { ROLES } from "./roles-of";

export interface AclGroupArgs extends CommonArgs {
  /** The name of the group of users on the nodes. It is an id of the CIB too. @default the Pulumi name */
  name?: pulumi.Input<string>;
  /** The roles, in order. The group has no others. */
  roles: pulumi.Input<Ref[]>;
}

/** @internal */
export const aclGroup = elementKind<AclGroupArgs, ElementInputs>({
  type: "pacemaker:AclGroup",
  section: "acls",
  tag: "acl_group",
  arguments: { ...ELEMENT_ARGUMENTS, roles: ROLES },
  describeImpossible: (cib) => describeOldSchema(cib, [2, 0], "an ACL group"),
  describeDoubts: (cib) => [
    // Pacemaker 2.1.5, feature set 3.16: "access control lists (ACLs) for groups are supported".
    ...(areFeaturesBelow(cib, [3, 16])
      ? [
          "this Pacemaker ignores ACL groups (2.1.5 and later enforce them); use an AclTarget for each user",
        ]
      : []),
    ...describeAclsOff(cib),
  ],
});

/**
 * The ACL roles of a group of users of the nodes (`acl_group`). Pacemaker enforces them since 2.1.5; the log reports an
 * older one.
 *
 * @example
 * ```ts
 * const reader = new AclRole("reader", { cluster, permissions: [{ kind: "read", xpath: "/cib" }] });
 * new AclGroup("operators", { cluster, roles: [reader] });
 * ```
 */
export class AclGroup extends ElementResource {
  /** @internal */
  static override readonly __pulumiType = resourceType(aclGroup);
  declare readonly roles: pulumi.Output<string[]>;

  constructor(name: string, args: AclGroupArgs, opts?: pulumi.CustomResourceOptions) {
    super(aclGroup, name, args, opts);
  }
}
