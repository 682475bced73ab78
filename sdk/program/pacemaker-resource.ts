import * as pulumi from "@pulumi/pulumi";
import { clusterKey, type ClusterRef, clusterInput } from "./cluster-args";
import { markSecrets } from "./mark-secrets";
import { SERIALIZED_PROVIDER } from "./serialized-provider";
import { claimIds, claimMembers, claimPlaces, declaredFirst, declareFirst } from "./claims";
import { checkStrings } from "./check-strings";

/** What every resource of this library takes. */
export interface CommonArgs {
  /** The cluster: a cluster resource of this library, or the description of one that is already there. */
  cluster: ClusterRef;
  /**
   * Take over an object that is there already under the same id and differs, and change it to what is declared.
   * @default false: such an object is an error; one that is as declared is taken over in any case
   */
  adopt?: pulumi.Input<boolean>;
  /**
   * `started` waits until the cluster shows what was asked; `none` returns after the commit.
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
  /** Properties that go into the inputs in place of the arguments of the same name. */
  readonly inputs: pulumi.Inputs;
  /** Ids in the CIB that this resource claims. */
  readonly ids?: readonly (pulumi.Input<string> | undefined)[];
  /** Ids of the resources that it holds: one group of a program can hold each. */
  readonly members?: readonly (pulumi.Input<string> | undefined)[];
  /** Claims outside of ids, in words: a constraint, a file, a key in a file, a service. */
  readonly places?: readonly (pulumi.Input<string> | undefined)[];
  /** Names of outputs that the provider adds; unknown in a preview until they exist. */
  readonly outputs?: readonly string[];
}

/** Base of all resources of this library. */
export abstract class PacemakerResource extends pulumi.CustomResource {
  protected constructor(
    { type }: { readonly type: string },
    name: string,
    declaration: Declaration,
    opts?: pulumi.CustomResourceOptions,
  ) {
    const { args, inputs, ids = [], members = [], places = [], outputs = [] } = declaration;
    refuseWithoutCluster(name, args);
    const key = clusterKey(args.cluster);
    claimIds(key, name, ids);
    claimMembers(key, name, members);
    claimPlaces(key, name, places);
    const props = { __kind: type, ...args, ...inputs, ...clusterInput(args.cluster) };
    super(
      `pulumi-nodejs:dynamic/${type}`,
      name,
      {
        ...markSecrets(checkStrings(name, given(props))),
        ...absent(outputs),
        __provider: SERIALIZED_PROVIDER,
      },
      ordered(args.cluster, opts),
    );
    if (comesFirst(type, props)) declareFirst(key, this);
  }
}

/** The compiler finds it; plain JavaScript and `any` do not. */
function refuseWithoutCluster(name: string, args: object): void {
  const { cluster } = args as { readonly cluster?: unknown };
  if (typeof cluster === "object" && cluster !== null) return;
  throw new pulumi.RunError(
    `${name}: cluster is required: a CorosyncCluster, or { nodes: [{ name, host }], connection }`,
  );
}

/** Cluster properties, and fence devices, without which Pacemaker may stop nothing any more. */
const comesFirst = (type: string, { agent }: pulumi.Inputs): boolean =>
  type === "pacemaker:PacemakerProperties" ||
  (typeof agent === "string" && agent.startsWith("stonith:"));

/** An object that constraints and groups can name. */
export abstract class Referable extends PacemakerResource {
  /** @internal The reference as the program gave it: a plain text can be compared before anything runs. */
  abstract readonly givenReference: pulumi.Input<string>;
  /** The id by which others name it in the CIB. It is known in a preview. */
  abstract get reference(): pulumi.Output<string>;
}

/** A resource of this library, or the id of an object that the program does not manage. */
export type Ref = Referable | pulumi.Input<string>;

export const refInput = (ref: Ref): pulumi.Input<string> =>
  ref instanceof Referable ? ref.reference : ref;

/**
 * Absent means absent: what the program did not give is not in the inputs. It is no output either, because an output
 * without a value is unknown in every preview, and with it whatever refers to it.
 */
const given = (props: pulumi.Inputs): pulumi.Inputs =>
  Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined));

/** A property without a value is an output, and no input. */
const absent = (names: readonly string[]): pulumi.Inputs =>
  Object.fromEntries(names.map((name) => [name, undefined]));

/** Everything depends on the cluster properties and fence devices declared before it: they come first and go last. */
function ordered(
  cluster: ClusterRef,
  opts: pulumi.CustomResourceOptions = {},
): pulumi.CustomResourceOptions {
  const key = clusterKey(cluster);
  const before = [...declaredFirst(key), ...(key instanceof pulumi.Resource ? [key] : [])];
  return pulumi.mergeOptions(opts, { dependsOn: before });
}
