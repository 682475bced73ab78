import * as pulumi from "@pulumi/pulumi";
import { secretNames } from "../../program/secret-names";
import { type PropertiesFileInputs, propertiesFileLifecycle } from "../../hosts/properties-file";
import { type CommonArgs, PacemakerResource } from "../../program/pacemaker-resource";
import { type ArgumentNames, check, required, unknownArguments } from "../../kind/rules";
import { validateAccess, filePath, lines, sectionName } from "./validate-files";
import type { Value } from "../primitives/args";

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

const NAMES: ArgumentNames<PropertiesFileArgs & Pick<PropertiesFileInputs, "hidden">> = {
  cluster: true,
  path: true,
  section: true,
  properties: true,
  mode: true,
  owner: true,
  group: true,
  hidden: false,
};

/** @internal */
export const propertiesFile = propertiesFileLifecycle({
  type: "pacemaker:PropertiesFile",
  validate: (args) => [
    ...unknownArguments(args, NAMES),
    ...required(args, "path", filePath),
    ...check(args, "section", sectionName),
    ...required(args, "properties", lines),
    ...validateAccess(args),
    ...(args.mode === undefined
      ? (["owner", "group"] as const).flatMap((property) =>
          check(args, property, () => "counts for a file that is created: declare mode, too"),
        )
      : []),
  ],
});

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
    super(name, { type: "PropertiesFile", args, inputs, places: placesOf(args) }, opts);
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
