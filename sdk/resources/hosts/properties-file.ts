import * as pulumi from "@pulumi/pulumi";
import { type TableOf, validateTable } from "../../kind/arguments";
import type { PropertiesFileInputs } from "../../kind/host-inputs";
import type { ResourceKind } from "../../kind/lifecycle";
import { check } from "../../kind/rules";
import { secretNames } from "../../program/mark-secrets";
import { type CommonArgs, PacemakerResource } from "../../program/pacemaker-resource";
import type { Value } from "../primitives/args";
import { ACCESS_ARGUMENTS, filePath, propertiesRule, sectionName } from "./validate-files";

export interface PropertiesFileArgs extends Pick<CommonArgs, "cluster"> {
  /** Absolute path of the file; a symbolic link is followed. Another path is another resource, and the old file stays. */
  path: pulumi.Input<string>;
  /**
   * The section, without its brackets: `remote-services`. It is appended where the file lacks it.
   * @default the keys that stand in front of the first section
   */
  section?: pulumi.Input<string>;
  /**
   * Keys and their values, one line each, written as they are. Keys hold no `=`, `:`, `[` or backslash. Values may be
   * secret; those under names that sound like one (`password`, `secret`, `token`, …) are in any case.
   */
  properties: pulumi.Input<Record<string, Value>>;
  /**
   * Create the file where it does not exist, with this mode, such as `"0640"`. A file that is there keeps its own.
   * @default a file that does not exist is an error
   */
  mode?: pulumi.Input<string>;
  /** Owner of a file that is created, by name or number. @default the user who logs in, or root with sudo */
  owner?: pulumi.Input<string>;
  /** Group of a file that is created, by name or number. @default that of who logs in */
  group?: pulumi.Input<string>;
}

const ARGUMENTS: TableOf<PropertiesFileArgs & Pick<PropertiesFileInputs, "hidden">> = {
  cluster: {},
  path: { rule: filePath, required: true, identity: true },
  section: { rule: sectionName, identity: true },
  properties: { rule: propertiesRule, required: true, secret: true },
  ...ACCESS_ARGUMENTS,
  hidden: { internal: true },
};

/** Access counts for a file that is created. */
const needsMode = (args: PropertiesFileInputs): ReturnType<typeof check> =>
  (["owner", "group"] as const).flatMap((property) =>
    check(args, property, () => "counts for a file that is created: declare mode, too"),
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
 * Keys of one section of a `.properties` or INI file, the same on every node. Only these keys are owned: other keys,
 * sections, comments, order, line ends and blanks stay to the byte, and so do the file's mode, owner, group and SELinux
 * context. A key that is no longer declared is taken out.
 *
 * The file is written on all nodes or on none: it is replaced in one step, and every reason against it is found on every
 * node before. A refresh shows what differs, node by node and key by key, as `drift`; the values of secrets are never
 * shown. Deleting the resource leaves the file as it is, because its values are what the application runs with.
 *
 * It is an error when a node cannot be reached, when the file does not exist and `mode` is not given, is a directory, is
 * not UTF-8, has the section twice, or a declared key twice in it.
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
  declare readonly path: pulumi.Output<string>;
  declare readonly section: pulumi.Output<string> | undefined;

  constructor(name: string, args: PropertiesFileArgs, opts?: pulumi.CustomResourceOptions) {
    const inputs = { hidden: secretNames(args.properties) };
    super(propertiesFile, name, { args, inputs, places: placesOf(args) }, opts);
  }
}

/** The keys, as far as the program knows them now. */
function placesOf({ path, section, properties }: PropertiesFileArgs): string[] {
  if (typeof path !== "string" || !isObject(properties)) return [];
  if (pulumi.Output.isInstance(properties) || properties instanceof Promise) return [];
  if (section !== undefined && typeof section !== "string") return [];
  const place = section === undefined ? path : `[${section}] in ${path}`;
  return Object.keys(properties).map((key) => `${key} of ${place}`);
}

const isObject = (v: unknown): v is object => typeof v === "object" && v !== null;
