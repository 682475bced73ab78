import * as pulumi from "@pulumi/pulumi";
import { type TableOf, validateTable } from "../../kind/arguments";
import type { PropertiesFileInputs } from "../../kind/host-inputs";
import type { ResourceKind } from "../../kind/lifecycle";
import { check } from "../../kind/rules";
import { secretNames } from "../../program/mark-secrets";
import { type CommonArgs, PacemakerResource, resourceType } from "../../program/pacemaker-resource";
import type { Value } from "../primitives/args";
import {
  ACCESS_ARGUMENTS,
  PATH_ARGUMENT,
  claimPath,
  propertiesRule,
  sectionName,
} from "./validate-files";

export interface PropertiesFileArgs extends Pick<CommonArgs, "cluster"> {
  /** Absolute path of the file; a symbolic link is followed. A changed path replaces the resource and keeps the old file. */
  path: pulumi.Input<string>;
  /**
   * Name of the section, without brackets: `remote-services`. A missing section is appended.
   * @default the keys before the first section
   */
  section?: pulumi.Input<string>;
  /**
   * Keys and values, written unchanged, one line each. Keys must not contain `=`, `:`, `[`, line breaks or backslashes.
   * Values may be secret. Values under secret-looking names (`password`, `secret`, `token`, …) always are.
   */
  properties: pulumi.Input<Record<string, Value>>;
  /**
   * Mode for a missing file, such as `"0640"`. The file is then created. An existing file keeps its mode.
   * @default a missing file is an error
   */
  mode?: pulumi.Input<string>;
  /** Owner of a created file, by name or number. @default the login user, or root with sudo */
  owner?: pulumi.Input<string>;
  /** Group of a created file, by name or number. @default the login user's group */
  group?: pulumi.Input<string>;
}

const ARGUMENTS: TableOf<PropertiesFileArgs & Pick<PropertiesFileInputs, "hidden">> = {
  cluster: {},
  path: PATH_ARGUMENT,
  section: { rule: sectionName, identity: true },
  properties: { rule: propertiesRule, required: true, secret: true },
  ...ACCESS_ARGUMENTS,
  hidden: { internal: true },
};

/** Refuses `owner` and `group` without `mode`, because only `mode` creates a file. */
const needsMode = (args: PropertiesFileInputs): ReturnType<typeof check> =>
  (["owner", "group"] as const).flatMap((property) =>
    check(args, property, () => "applies only to a file that is created: declare mode, too"),
  );

/** @internal */
export const propertiesFile: ResourceKind<PropertiesFileInputs> = {
  type: "pacemaker:PropertiesFile",
  arguments: ARGUMENTS,
  validate: (args) => [
    ...validateTable(ARGUMENTS, args),
    ...(args.mode === undefined ? needsMode(args) : []),
  ],
};

/**
 * Keys of one section of a `.properties` or INI file, equal on every node. The resource owns only the declared keys. All
 * other bytes stay: other keys, sections, comments, order, line ends and blanks. The file's mode, owner, group and SELinux
 * context stay too. A key that is no longer declared is removed.
 *
 * The file is written on all nodes or on none: every node is checked first, then the file is replaced in one step.
 * If a node fails in that step, the others get the former file back. Runs that change other keys of the file at the same
 * time lose none. A refresh shows what differs, node by node and key by key, as `drift`. It never shows values of secrets. Deletion leaves
 * the file as it is, because the application uses its values.
 *
 * It is an error if a node is unreachable, or if the file does not exist and `mode` is not given. It is an error if the
 * file is a directory, is not UTF-8, has the section twice, or has a declared key twice in the section.
 *
 * @example
 * ```ts
 * new PropertiesFile("abiquo.properties", {
 *   cluster, path: "/opt/abiquo/config/abiquo.properties", section: "remote-services",
 *   properties: { "abiquo.datacenter.id": "rsha", "abiquo.rabbitmq.password": config.requireSecret("rabbit") },
 * });
 * ```
 */
export class PropertiesFile extends PacemakerResource {
  /** @internal */
  static override readonly __pulumiType = resourceType(propertiesFile);
  declare readonly path: pulumi.Output<string>;
  declare readonly section: pulumi.Output<string> | undefined;

  constructor(name: string, args: PropertiesFileArgs, opts?: pulumi.CustomResourceOptions) {
    const inputs = { hidden: secretNames(args.properties) };
    super(propertiesFile, name, { args, inputs, objects: keyClaims(args) }, opts);
  }
}

/** Returns the claim of each key. Returns none if the path, the section or the keys are outputs. */
function keyClaims({ path, section, properties }: PropertiesFileArgs): string[] {
  if (typeof path !== "string" || !isObject(properties)) return [];
  if (pulumi.Output.isInstance(properties) || properties instanceof Promise) return [];
  if (section !== undefined && typeof section !== "string") return [];
  const file = claimPath(path);
  const where = section === undefined ? file : `[${section}] in ${file}`;
  return Object.keys(properties).map((key) => `${key} of ${where}`);
}

const isObject = (v: unknown): v is object => typeof v === "object" && v !== null;
