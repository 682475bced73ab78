import type * as pulumi from "@pulumi/pulumi";
import { describeOldSchema } from "../../../cib/model/elements/old-schema";
import { type Rule, nonEmpty, showValue } from "../../../kind/rules";
import { type CommonArgs, type Ref, resourceType } from "../../../program/pacemaker-resource";
import { ElementResource } from "../base";
import { ELEMENT_ARGUMENTS, type ElementInputs } from "../definition";
import { elementKind } from "../kind";
import { describeAclsOff } from "./doubts";
import { ROLES } from "./roles-of";

export interface AclTargetArgs extends CommonArgs {
  /** The user's name on the nodes. @default the Pulumi name */
  name?: pulumi.Input<string>;
  /** The roles, in order. The user has no others. */
  roles: pulumi.Input<Ref[]>;
}

/** A patch addresses the element by the name, between apostrophes. */
const userName: Rule = (v) =>
  typeof v === "string" && /^[^\s'"<>&:/]+$/.test(v)
    ? nonEmpty(v)
    : `${showValue(v)} is not the name of a user`;

/** @internal */
export const aclTarget = elementKind<AclTargetArgs, ElementInputs>({
  type: "pacemaker:AclTarget",
  section: "acls",
  tag: "acl_target",
  isAccount: true,
  arguments: {
    ...ELEMENT_ARGUMENTS,
    name: { ...ELEMENT_ARGUMENTS.name, rule: userName },
    roles: ROLES,
  },
  describeImpossible: (cib) => describeOldSchema(cib, [2, 0], "an ACL target"),
  describeDoubts: describeAclsOff,
});

/**
 * The ACL roles of a user of the nodes (`acl_target`). The user must be in the group haclient to reach the cluster at all.
 *
 * @example
 * ```ts
 * const reader = new AclRole("reader", { cluster, permissions: [{ kind: "read", xpath: "/cib" }] });
 * new AclTarget("alice", { cluster, roles: [reader] });
 * ```
 */
export class AclTarget extends ElementResource {
  /** @internal */
  static override readonly __pulumiType = resourceType(aclTarget);
  declare readonly roles: pulumi.Output<string[]>;

  constructor(name: string, args: AclTargetArgs, opts?: pulumi.CustomResourceOptions) {
    super(aclTarget, name, args, opts, { account: "ACL target" });
  }
}
