import * as pulumi from "@pulumi/pulumi";
import { type ChildList, childrenPart } from "../../../cib/model/elements/children";
import { describeMissingObjects } from "../../../cib/model/elements/in-section";
import { describeOldSchema } from "../../../cib/model/elements/old-schema";
import { attributePart } from "../../../cib/model/elements/part";
import { type Element, byId, configurationOf, element, idOf, walk } from "../../../cib/xml/element";
import type { TableOf } from "../../../kind/arguments";
import { isUnknown, listOf, nonEmpty, oneOf } from "../../../kind/rules";
import { type CommonArgs, type Ref, resourceType } from "../../../program/pacemaker-resource";
import { ElementResource } from "../base";
import { ELEMENT_ARGUMENTS, type ElementInputs } from "../definition";
import { elementKind } from "../kind";
import { given, objectRule } from "../object-rule";
import { describeAclsOff } from "./doubts";

/** A permission of an ACL role, for one part of the CIB: `xpath`, `reference` or `objectType`. */
export interface AclPermissionArgs {
  /** What the permission allows or denies. `write` includes reading. */
  kind: pulumi.Input<"read" | "write" | "deny">;
  /** An XPath that selects the parts, such as `"/cib"` or `"//constraints"`. */
  xpath?: pulumi.Input<string>;
  /** A resource of this library, or the id of an element. */
  reference?: Ref;
  /** The name of the elements, such as `"primitive"`. pcs has no command for it. */
  objectType?: pulumi.Input<string>;
  /** The attribute that the elements of `objectType` must have. */
  attribute?: pulumi.Input<string>;
  /** A text for administrators. */
  description?: pulumi.Input<string>;
}

export interface AclRoleArgs extends CommonArgs {
  /** The id in the CIB. @default the Pulumi name */
  name?: pulumi.Input<string>;
  /** A text for administrators. */
  description?: pulumi.Input<string>;
  /** The permissions, in order. The role has no others. */
  permissions: pulumi.Input<pulumi.Input<AclPermissionArgs>[]>;
}

interface Permission {
  readonly kind: string;
  readonly xpath?: string;
  readonly reference?: string;
  readonly objectType?: string;
  readonly attribute?: string;
  readonly description?: string;
}

interface Inputs extends ElementInputs {
  readonly description?: string;
  readonly permissions: readonly Permission[];
}

const PERMISSION: TableOf<Permission> = {
  kind: { rule: oneOf("read", "write", "deny"), required: true },
  xpath: { rule: nonEmpty },
  reference: { rule: nonEmpty },
  objectType: { rule: nonEmpty },
  attribute: { rule: nonEmpty },
  description: { rule: nonEmpty },
};

const SCOPES = ["xpath", "reference", "objectType"] as const;

const permissionRule = objectRule(PERMISSION, (p) => {
  const scopes = SCOPES.filter((s) => p[s] !== undefined);
  return [
    ...(scopes.length === 1 ? [] : [`give one of ${SCOPES.join(", ")}`]),
    ...(p.attribute === undefined || p.objectType !== undefined
      ? []
      : ["attribute: belongs to objectType"]),
  ];
});

/** The permissions of a role, with the ids of `pcs acl permission add`. */
const PERMISSIONS: ChildList = {
  tag: "acl_permission",
  build: (owner, entry, id) => {
    const { kind, objectType, ...more } = entry as Permission;
    return element("acl_permission", {
      id: id(`${owner}-${kind}`),
      kind,
      "object-type": objectType,
      ...more,
    });
  },
  read: ({ attributes: a }) => {
    const { "object-type": objectType } = a;
    return given({
      kind: a.kind,
      xpath: a.xpath,
      reference: a.reference,
      objectType,
      attribute: a.attribute,
      description: a.description,
    });
  },
};

/** @internal */
export const aclRole = elementKind<AclRoleArgs, Inputs>({
  type: "pacemaker:AclRole",
  section: "acls",
  tag: "acl_role",
  arguments: {
    ...ELEMENT_ARGUMENTS,
    description: { rule: nonEmpty, part: attributePart("description") },
    permissions: {
      rule: listOf(permissionRule, 0),
      required: true,
      reference: true,
      part: childrenPart(PERMISSIONS),
    },
  },
  describeImpossible: (cib, { permissions }) => [
    ...describeOldSchema(cib, [2, 0], "an ACL role"),
    ...describeMissingObjects(
      cib,
      "permissions",
      { what: "element", has: (c, id) => byId(c, id) !== undefined, all: idsOfObjects },
      permissions.flatMap((p) => p.reference ?? []),
    ),
  ],
  describeDoubts: describeAclsOff,
});

/** The ids of the resources, and of what else has an id and stands in a section. */
const idsOfObjects = (cib: Element): readonly string[] =>
  configurationOf(cib).children.flatMap((section) =>
    (section.name === "resources" ? walk(section).filter(isResourceElement) : section.children)
      .filter((e) => byId(cib, idOf(e)) === e)
      .map(idOf),
  );

const isResourceElement = ({ name }: Element): boolean =>
  ["primitive", "group", "clone", "master", "bundle", "template"].includes(name);

/**
 * What users may read and change in the cluster's configuration (`acl_role`). `AclTarget` gives roles to a user, `AclGroup`
 * to a group of users. Root and hacluster may do everything. The log reports a cluster that enforces no ACLs.
 *
 * @example
 * ```ts
 * new PacemakerProperties("acl", { cluster, properties: { "enable-acl": true } });
 * const operator = new AclRole("operator", {
 *   cluster, permissions: [{ kind: "read", xpath: "/cib" }, { kind: "write", reference: services }],
 * });
 * new AclTarget("alice", { cluster, roles: [operator] });
 * ```
 */
export class AclRole extends ElementResource {
  /** @internal */
  static override readonly __pulumiType = resourceType(aclRole);
  declare readonly description: pulumi.Output<string> | undefined;

  constructor(name: string, args: AclRoleArgs, opts?: pulumi.CustomResourceOptions) {
    super(aclRole, name, args, opts, { references: referencesOf(args.permissions) });
  }
}

/** Returns what permissions name, as the program gives it. */
function referencesOf(permissions: unknown): unknown {
  if (Array.isArray(permissions)) return permissions.map(referencesOf);
  if (pulumi.Output.isInstance(permissions) || permissions instanceof Promise)
    return pulumi.output(permissions).apply(referencesOf);
  const { reference } = Object(permissions) as { readonly reference?: unknown };
  return isUnknown(reference) ? undefined : reference;
}
