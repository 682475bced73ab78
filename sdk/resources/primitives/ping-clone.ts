import { resourceType } from "../../program/pacemaker-resource";
import * as pulumi from "@pulumi/pulumi";
import { time, id, integer, listOf, nonEmpty } from "../../kind/rules";
import { PRIMITIVE_ARGUMENTS, type PrimitiveCommonArgs } from "./args";
import { PrimitiveBase } from "./base";
import type { PrimitiveInputs } from "./definition";
import { primitiveKind } from "./kind";

export interface PingCloneArgs extends Omit<
  PrimitiveCommonArgs,
  "startWithGroup" | "clone" | "promotable"
> {
  /** Hosts that every node pings, by name or address. */
  hostList: pulumi.Input<pulumi.Input<string>[]>;
  /** Id of the clone. @default the primitive's id with `-clone` appended */
  cloneName?: pulumi.Input<string>;
  /** Node attribute for the number of hosts that answer, times `multiplier`. @default "pingd" */
  attribute?: pulumi.Input<string>;
  /** Value that each answering host adds. @default the agent's: 1 */
  multiplier?: pulumi.Input<number>;
  /** Delay before a change of the attribute takes effect, with a unit or in seconds; 0 for none. @default the agent's: "5s" */
  dampen?: pulumi.Input<string | number>;
  /** Seconds until a ping counts as lost. @default the agent's: 2 */
  timeout?: pulumi.Input<number>;
  /** Pings for each host. @default the agent's: 3 */
  attempts?: pulumi.Input<number>;
  /** Options for `ping`. */
  options?: pulumi.Input<string>;
  /** Fail when the attribute drops below this score. @default the agent's: never */
  failureScore?: pulumi.Input<number>;
}

interface Inputs extends PrimitiveInputs {
  /** Missing in the state if another writer has dissolved the clone. */
  readonly cloneName?: string;
  readonly attribute?: string;
}

const LARGE = 1_000_000;

/** A clone cannot be a member of a group, and has no second clone around it. */
const { startWithGroup, clone, promotable, ...CLONED_ARGUMENTS } = PRIMITIVE_ARGUMENTS;

/** @internal */
export const pingClone = primitiveKind<PingCloneArgs, Inputs>({
  type: "pacemaker:PingClone",
  agent: () => "ocf:pacemaker:ping",
  arguments: {
    ...CLONED_ARGUMENTS,
    cloneName: { rule: id, required: true, identity: true },
    attribute: { parameter: "name", rule: nonEmpty },
    hostList: { parameter: "host_list", rule: listOf(host), required: true },
    multiplier: { parameter: "multiplier", rule: integer(1, LARGE) },
    dampen: { parameter: "dampen", rule: time },
    timeout: { parameter: "timeout", rule: integer(1, LARGE) },
    attempts: { parameter: "attempts", rule: integer(1, LARGE) },
    options: { parameter: "options", rule: nonEmpty },
    failureScore: { parameter: "failure_score", rule: integer(0, LARGE) },
  },
  clone: ({ cloneName }) => (cloneName === undefined ? undefined : { id: cloneName, meta: {} }),
  cloneArguments: (_args, seen) => ({ cloneName: seen?.id }),
  idIsClone: true,
  deleteFirst: (before, args) => before.name === args.name || before.cloneName === args.cloneName,
  attribute: ({ attribute }) => attribute ?? "pingd",
});

/** @internal */
export function host(v: unknown): string | undefined {
  return typeof v === "string" && /^[A-Za-z0-9_.:%-]+$/.test(v)
    ? undefined
    : `${JSON.stringify(v)} is not a host name or an address`;
}

/**
 * Pings gateways from every node: `ocf:pacemaker:ping` in a clone. Creation waits until the node attribute is set on every
 * node where the ping runs. The Pulumi id is the clone's, and references refer to the clone.
 *
 * @example
 * ```ts
 * const gateway = new PingClone("ping", { cluster, hostList: ["10.60.13.1"], timeout: 5, attempts: 3 });
 * ```
 */
export class PingClone extends PrimitiveBase {
  /** @internal */
  static override readonly __pulumiType = resourceType(pingClone);
  declare readonly hostList: pulumi.Output<string[]>;
  declare readonly cloneName: pulumi.Output<string>;
  declare readonly attribute: pulumi.Output<string> | undefined;

  constructor(name: string, args: PingCloneArgs, opts?: pulumi.CustomResourceOptions) {
    const own = args.name ?? name;
    const cloneName =
      args.cloneName ??
      (typeof own === "string" ? `${own}-clone` : pulumi.interpolate`${own}-clone`);
    super(pingClone, name, { ...args, cloneName } as PrimitiveCommonArgs, opts, cloneName);
  }

  override get reference(): pulumi.Output<string> {
    return this.cloneName;
  }
}
