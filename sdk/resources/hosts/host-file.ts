import type * as pulumi from "@pulumi/pulumi";
import { type TableOf, validateTable } from "../../kind/arguments";
import type { HostFileInputs } from "../../kind/host-inputs";
import type { ResourceKind } from "../../kind/lifecycle";
import type { Rule } from "../../kind/rules";
import { isSecretValue } from "../../program/mark-secrets";
import { type CommonArgs, PacemakerResource } from "../../program/pacemaker-resource";
import { ACCESS_ARGUMENTS, filePath } from "./validate-files";

export interface HostFileArgs extends Pick<CommonArgs, "cluster"> {
  /** Absolute path of the file; a symbolic link is followed. Another path is another file: the old one is removed. */
  path: pulumi.Input<string>;
  /** The whole text, at most 8 MiB. It may be secret. */
  content: pulumi.Input<string>;
  /** In octal digits, such as `"0640"`. @default what the file has; a new one: "0644", with secret content "0600" */
  mode?: pulumi.Input<string>;
  /** By name or number. @default what the file has; a new one: the user who logs in, or root with sudo */
  owner?: pulumi.Input<string>;
  /** By name or number. @default what the file has; a new one: the group of who logs in */
  group?: pulumi.Input<string>;
  /**
   * Take over a file that is there already and differs, and change it to what is declared.
   * @default false: such a file is an error; one that is as declared is taken over in any case
   */
  adopt?: pulumi.Input<boolean>;
}

/** What is longer is not read back. */
const LONGEST = 8 * 1024 * 1024;

/** The value may be secret: it is not shown. */
const text: Rule = (v) => {
  if (typeof v !== "string") return "must be a text";
  return Buffer.byteLength(v) > LONGEST ? "must not be longer than 8 MiB" : undefined;
};

const ARGUMENTS: TableOf<HostFileArgs & Pick<HostFileInputs, "hidden">> = {
  cluster: {},
  path: { rule: filePath, required: true, identity: true },
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
 * A whole file, the same on every node. It is written on all nodes or on none: replaced in one step, after every reason
 * against it was looked for on every node. What is not given of mode, owner and group is neither changed nor compared.
 *
 * A refresh shows what differs, node by node, as `drift`: a file that is missing, other content (as a digest), another
 * mode or owner. Deleting the resource removes the file from every node, also one that was taken over; what a symbolic
 * link leads to is removed, and the link stays.
 *
 * It is an error when a node cannot be reached, when another file is there and `adopt` is not given, or when the
 * directory does not exist.
 *
 * @example
 * ```ts
 * new HostFile("logrotate", { cluster, path: "/etc/logrotate.d/abiquo", content: "/opt/abiquo/tomcat/logs/*.log { weekly }\n" });
 * ```
 */
export class HostFile extends PacemakerResource {
  declare readonly path: pulumi.Output<string>;

  constructor(name: string, args: HostFileArgs, opts?: pulumi.CustomResourceOptions) {
    const inputs = { hidden: isSecretValue(args.content) };
    super(hostFile, name, { args, inputs, places: [args.path] }, opts);
  }
}
