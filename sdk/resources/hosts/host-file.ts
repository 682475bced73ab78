import type * as pulumi from "@pulumi/pulumi";
import { type TableOf, validateTable } from "../../kind/arguments";
import type { HostFileInputs } from "../../kind/host-inputs";
import type { ResourceKind } from "../../kind/lifecycle";
import type { Rule } from "../../kind/rules";
import { isSecretValue } from "../../program/mark-secrets";
import { type CommonArgs, PacemakerResource, resourceType } from "../../program/pacemaker-resource";
import { ACCESS_ARGUMENTS, PATH_ARGUMENT, claimPath } from "./validate-files";

export interface HostFileArgs extends Pick<CommonArgs, "cluster"> {
  /** Absolute path of the file; a symbolic link is followed. A changed path removes the old file. */
  path: pulumi.Input<string>;
  /** The complete text, at most 8 MiB. It may be secret. */
  content: pulumi.Input<string>;
  /** In octal digits, such as `"0640"`. @default the file's; a new file: "0644", with secret content "0600" */
  mode?: pulumi.Input<string>;
  /** By name or number. @default the file's; a new file: the login user, or root with sudo */
  owner?: pulumi.Input<string>;
  /** By name or number. @default the file's; a new file: the login user's group */
  group?: pulumi.Input<string>;
  /**
   * Adopt an existing file that differs, and change it to the declaration.
   * @default false: such a file is an error; an equal file is always adopted
   */
  adopt?: pulumi.Input<boolean>;
}

/** Longer files are not read back. */
const LONGEST = 8 * 1024 * 1024;

/** Does not show the value, because it may be secret. */
const text: Rule = (v) => {
  if (typeof v !== "string") return "must be a text";
  return Buffer.byteLength(v) > LONGEST ? "must not be longer than 8 MiB" : undefined;
};

const ARGUMENTS: TableOf<HostFileArgs & Pick<HostFileInputs, "hidden">> = {
  cluster: {},
  path: PATH_ARGUMENT,
  content: { rule: text, required: true, secret: true },
  ...ACCESS_ARGUMENTS,
  adopt: {},
  hidden: { internal: true },
};

/** @internal */
export const hostFile: ResourceKind<HostFileInputs> = {
  type: "pacemaker:HostFile",
  arguments: ARGUMENTS,
  validate: (args) => validateTable(ARGUMENTS, args),
};

/**
 * A complete file, equal on every node. The file is written on all nodes or on none: every node is checked first, then the
 * file is replaced in one step. If a node fails in that step, the others get the former file back. A mode, owner or group that is not given is neither changed nor compared.
 *
 * A refresh shows what differs, node by node, as `drift`: a file that is missing, other content (as a digest), another
 * mode or owner. Deletion removes the file from every node, also an adopted one. It removes the target of a symbolic link
 * and keeps the link.
 *
 * It is an error if a node is unreachable, if a different file exists and `adopt` is not given, or if the directory does
 * not exist.
 *
 * @example
 * ```ts
 * new HostFile("logrotate", { cluster, path: "/etc/logrotate.d/abiquo", content: "/opt/abiquo/tomcat/logs/*.log { weekly }\n" });
 * ```
 */
export class HostFile extends PacemakerResource {
  /** @internal */
  static override readonly __pulumiType = resourceType(hostFile);
  declare readonly path: pulumi.Output<string>;

  constructor(name: string, args: HostFileArgs, opts?: pulumi.CustomResourceOptions) {
    const inputs = { hidden: isSecretValue(args.content) };
    super(hostFile, name, { args, inputs, objects: [claimPath(args.path)] }, opts);
  }
}
