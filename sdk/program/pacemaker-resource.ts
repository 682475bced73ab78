import * as pulumi from "@pulumi/pulumi";
import { clusterKey, type ClusterRef, clusterInput } from "./cluster-args";
import { markSecrets, secretPaths } from "./mark-secrets";
import { SERIALIZED_PROVIDER } from "./serialized-provider";
import { claimIds, claimMembers, claimObjects } from "./claims";
import { checkStrings } from "./check-strings";
import { governorsOf } from "./governors";
import { optionsOf } from "./options";
import { type Declared, type Precedence, declarationsOn } from "./run";
import { dependenciesOf } from "./waits";

/** The arguments of every resource of this library. */
export interface CommonArgs {
  /** A cluster resource of this library, or the description of a cluster that already exists. */
  cluster: ClusterRef;
  /**
   * Adopt an existing object that has the same id and differs, and change it to the declaration.
   * @default false: such an object is an error; an equal object is always adopted
   */
  adopt?: pulumi.Input<boolean>;
  /**
   * `started` waits until the cluster reaches the desired state; `none` returns after the commit.
   * @default "started"
   */
  waitFor?: pulumi.Input<"started" | "none">;
  /**
   * How long to wait, with a unit, such as `"120s"`.
   * @default the larger of 120 s and the start time-outs involved + 30 s
   */
  waitTimeout?: pulumi.Input<string>;
}

interface Declaration {
  readonly args: Pick<CommonArgs, "cluster">;
  /** Inputs that replace the arguments of the same name. */
  readonly inputs: pulumi.Inputs;
  /** Ids in the CIB that this resource claims. */
  readonly ids?: readonly (pulumi.Input<string> | undefined)[];
  /** Ids of the members that this resource claims. Only one group of a program can hold a member. */
  readonly members?: readonly (pulumi.Input<string> | undefined)[];
  /** Objects without an id that this resource claims, in words: a constraint, a file, a key in a file, a service. */
  readonly objects?: readonly (pulumi.Input<string> | undefined)[];
  /** The resources that it names, as the program gives them. */
  readonly references?: readonly unknown[];
  readonly role?: "primitive" | "group";
  /** Names of outputs that the provider adds. A preview shows them as unknown until they exist. */
  readonly outputs?: readonly string[];
}

/** Returns the type that Pulumi shows for a kind. */
export const resourceType = ({ type }: { readonly type: string }): string =>
  `pulumi-nodejs:dynamic/${type}`;

/** Base class of all resources of this library. */
export abstract class PacemakerResource extends pulumi.CustomResource {
  /** @internal The type of a class, by which policy packs select its resources. */
  static readonly __pulumiType: string = "";

  /** Tells whether a value is a resource of this class, also of another copy of this package. */
  static override isInstance<R extends pulumi.Resource>(
    this: { readonly prototype: R; readonly __pulumiType: string },
    value: unknown,
  ): value is R {
    if (!pulumi.Resource.isInstance(value)) return false;
    const { __pulumiType: type = "" } = value as { readonly __pulumiType?: string };
    return this.__pulumiType === "" ? isOwnType(type) : type === this.__pulumiType;
  }

  protected constructor(
    { type }: { readonly type: string },
    name: string,
    declaration: Declaration,
    opts?: pulumi.CustomResourceOptions,
  ) {
    const { args, inputs, ids = [], members = [], objects = [], outputs = [] } = declaration;
    refuseWithoutCluster(name, args);
    const key = clusterKey(args.cluster);
    claimIds(key, name, ids);
    claimMembers(key, name, members);
    claimObjects(key, name, objects);
    const declared = describeDeclared(type, name, declaration, opts);
    declarationsOn(key).resources.push(declared);
    const given = { ...args, ...inputs, ...clusterInput(args.cluster) };
    const props = {
      __kind: type,
      __label: name,
      ...(declaration.role ? { __governedBy: governorsOf(key, declared) } : {}),
      ...given,
    };
    super(
      resourceType({ type }),
      name,
      {
        ...markSecrets(checkStrings(name, omitUndefined(props))),
        ...declareOutputs(outputs),
        __secrets: secretPaths(given),
        __provider: SERIALIZED_PROVIDER,
      },
      optionsOf(name, opts, dependenciesOf(key, declared)),
    );
    declared.resource = this;
  }
}

/** Refuses a missing cluster in plain JavaScript and with `any`, where the compiler does not. */
function refuseWithoutCluster(name: string, args: object): void {
  const { cluster } = args as { readonly cluster?: unknown };
  if (typeof cluster === "object" && cluster !== null) return;
  throw new pulumi.RunError(
    `${name}: cluster is required: a CorosyncCluster, or { nodes: [{ name, host }], connection }`,
  );
}

/** What other resources of the program have to know about this one. */
function describeDeclared(
  type: string,
  name: string,
  { args, inputs, ids = [], references = [] }: Declaration,
  opts: pulumi.CustomResourceOptions = {},
): Declared {
  const { dependsOn, deletedWith, replaceWith } = opts;
  const replacementTrigger: unknown = opts.replacementTrigger;
  return {
    key: `${type.replace(/^.*:/, "")} ${name}`,
    precedence: precedenceOf(type, { ...args, ...inputs, ...agentOfTemplate(args) }),
    ids: [...ids, ...guestNodesOf({ ...args, ...inputs })],
    references,
    uses: [
      { ...args, cluster: undefined },
      dependsOn,
      deletedWith,
      replaceWith,
      replacementTrigger,
    ],
  };
}

/** Returns the agent that a primitive has from a template of the program. */
function agentOfTemplate(args: object): pulumi.Inputs {
  const { template } = args as { readonly template?: unknown };
  const isGiven = PacemakerResource.isInstance(template) && "givenAgent" in template;
  return isGiven ? { agent: template.givenAgent } : {};
}

/**
 * Selects cluster properties and defaults, fence devices and what describes nodes, and after them the resources with which remote and
 * guest nodes exist. Without a fence device Pacemaker may be unable to stop resources, and what is to run on a node that is
 * not there yet, or not described, starts elsewhere.
 */
function precedenceOf(type: string, inputs: pulumi.Inputs): Precedence {
  const name = typeof inputs.agent === "string" ? inputs.agent : "";
  if (FIRST.includes(type) || name.startsWith("stonith:")) return "first";
  const isNode = guestNodesOf(inputs).length > 0 || name === "ocf:pacemaker:remote";
  return isNode ? "node" : "rest";
}

/** What describes a remote or guest node names it, and so comes after what makes the node. */
const FIRST = [
  "PacemakerProperties",
  "ResourceDefaults",
  "OperationDefaults",
  "NodeAttributes",
].map((kind) => `pacemaker:${kind}`);

/** The guest nodes that a primitive makes, as the program gives them. */
const guestNodesOf = ({ meta }: pulumi.Inputs): readonly unknown[] =>
  Object.entries(Object(meta) as object)
    .filter(([name]) => ["remoteNode", "remote-node"].includes(name))
    .map(([, node]: [string, unknown]) => node);

/** An object that constraints and groups can refer to. */
export abstract class Referable extends PacemakerResource {
  /** @internal The reference as the program gives it. A plain text can be compared before any operation runs. */
  abstract readonly givenReference: pulumi.Input<string>;
  /** The id by which other objects of the CIB refer to this one. It is known in a preview. */
  abstract get reference(): pulumi.Output<string>;
}

const isOwnType = (type: string): boolean => type.startsWith(resourceType({ type: "pacemaker:" }));

/** Tells whether a value can be referred to, also if another copy of this package has made it. */
export const isReferable = (value: unknown): value is Referable =>
  PacemakerResource.isInstance(value) && "reference" in value;

/** A resource of this library, or the id of an object that the program does not manage. */
export type Ref = Referable | pulumi.Input<string>;

export const refInput = (ref: Ref): pulumi.Input<string> =>
  isReferable(ref) ? ref.reference : ref;

/**
 * Removes arguments that the program does not give. They become neither inputs nor outputs: an output without a value is
 * unknown in every preview, and so is every value that uses it.
 */
const omitUndefined = (props: pulumi.Inputs): pulumi.Inputs =>
  Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined));

/** Declares outputs: Pulumi treats a property without a value as an output, not as an input. */
const declareOutputs = (names: readonly string[]): pulumi.Inputs =>
  Object.fromEntries(names.map((name) => [name, undefined]));
