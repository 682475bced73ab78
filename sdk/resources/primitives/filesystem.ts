import { resourceType } from "../../program/pacemaker-resource";
import type * as pulumi from "@pulumi/pulumi";
import { nonEmpty, oneOf } from "../../kind/rules";
import { PRIMITIVE_ARGUMENTS, type PrimitiveCommonArgs } from "./args";
import type { PrimitiveInputs } from "./definition";
import { primitiveKind } from "./kind";
import { PrimitiveBase } from "./base";

export interface FilesystemArgs extends PrimitiveCommonArgs {
  /** The source of the mount: a block device, `SERVER:/EXPORT`, `LABEL=…`, `UUID=…`, or a directory for a bind mount. */
  device: pulumi.Input<string>;
  /** The mount point. */
  directory: pulumi.Input<string>;
  /** Type of the file system, such as `"nfs"`, `"ext4"`; `"none"` for a bind mount. */
  fstype: pulumi.Input<string>;
  /** Options as for `mount -o`. @default the agent's: none */
  options?: pulumi.Input<string>;
  /** Whether to run fsck before mounting. @default the agent's: "auto" */
  runFsck?: pulumi.Input<"auto" | "force" | "no">;
  /** Whether to kill processes that use the mount point before unmounting. @default the agent's: "yes" */
  forceUnmount?: pulumi.Input<boolean | "yes" | "no" | "safe" | "true" | "false" | "on" | "off">;
}

/** Values of the agent's force_unmount. */
const UNMOUNT = ["yes", "no", "safe", "true", "false", "on", "off"];

/** @internal */
export const filesystem = primitiveKind<FilesystemArgs, PrimitiveInputs>({
  type: "pacemaker:Filesystem",
  agent: () => "ocf:heartbeat:Filesystem",
  arguments: {
    ...PRIMITIVE_ARGUMENTS,
    device: { parameter: "device", rule: nonEmpty, required: true },
    directory: { parameter: "directory", rule: absolute, required: true },
    fstype: { parameter: "fstype", rule: nonEmpty, required: true },
    options: { parameter: "options", rule: nonEmpty },
    runFsck: { parameter: "run_fsck", rule: oneOf("auto", "force", "no") },
    forceUnmount: {
      parameter: "force_unmount",
      rule: safeOrBoolean,
    },
  },
});

function safeOrBoolean(v: unknown): string | undefined {
  return typeof v === "boolean" ? undefined : oneOf(...UNMOUNT)(v);
}

function absolute(v: unknown): string | undefined {
  return typeof v === "string" && v.startsWith("/")
    ? undefined
    : `${JSON.stringify(v)} is not an absolute path`;
}

/**
 * A file system that is mounted on the active node (`ocf:heartbeat:Filesystem`).
 *
 * @example
 * ```ts
 * const repository = new FilesystemResource("vm_repository", {
 *   cluster, device: "10.60.1.72:/opt/vm_repository", directory: "/opt/vm_repository", fstype: "nfs", options: "defaults",
 *   startWithGroup: true,
 * });
 * ```
 */
export class FilesystemResource extends PrimitiveBase {
  /** @internal */
  static override readonly __pulumiType = resourceType(filesystem);
  declare readonly device: pulumi.Output<string>;
  declare readonly directory: pulumi.Output<string>;
  declare readonly fstype: pulumi.Output<string>;
  declare readonly options: pulumi.Output<string> | undefined;

  constructor(name: string, args: FilesystemArgs, opts?: pulumi.CustomResourceOptions) {
    super(filesystem, name, args, opts);
  }
}
