import { resourceType } from "../../program/pacemaker-resource";
import * as pulumi from "@pulumi/pulumi";
import { parseAgentName } from "../../cib/model/agent";
import type { CloneSpec } from "../../cib/model/clone";
import { type TableOf, validateTable } from "../../kind/arguments";
import { type Rule, id } from "../../kind/rules";
import { metaAttributes } from "../option-values";
import { kebabKeys, observeKeys } from "../spelling";
import { PRIMITIVE_ARGUMENTS, type PrimitiveCommonArgs, type Value } from "./args";
import type { PrimitiveInputs } from "./definition";
import { primitiveKind } from "./kind";
import { PrimitiveBase } from "./base";

/** A clone around a primitive: one instance on every node. */
export interface CloneArgs {
  /** The clone's id. @default the primitive's id with `-clone` appended */
  name?: pulumi.Input<string>;
  /** Meta attributes of the clone: `{ interleave: true, cloneMax: 2, promotable: true }`. */
  meta?: pulumi.Input<Record<string, Value>>;
}

export interface PrimitiveArgs extends PrimitiveCommonArgs {
  /** The agent: `"ocf:heartbeat:IPaddr2"`, `"lsb:tomcat"`, `"systemd:nginx"`, `"stonith:fence_ipmilan"`. */
  agent: pulumi.Input<string>;
  /** Run an instance on every node. @default false: run on one node */
  clone?: boolean | CloneArgs;
}

interface Inputs extends PrimitiveInputs {
  readonly agent: string;
  readonly clone?: {
    readonly name: string;
    readonly meta?: Readonly<Record<string, string | number | boolean>>;
  };
}

const cloneSpec = ({ clone }: Inputs): CloneSpec | undefined =>
  clone && { id: clone.name, meta: kebabKeys(clone.meta) };

const CLONE: TableOf<CloneArgs> = {
  name: { rule: id, required: true },
  meta: { rule: metaAttributes },
};

const cloneRule: Rule = (v) => {
  if (typeof v !== "object" || v === null) return "must be true, false or an object";
  const failures = validateTable(CLONE, v);
  return failures.length === 0 ? undefined : failures.map((f) => f.reason).join("; ");
};

/** @internal */
export const agentRule: Rule = (v) =>
  typeof v === "string" && parseAgentName(v)
    ? undefined
    : `${JSON.stringify(v)} is not the name of a resource agent, such as "ocf:heartbeat:IPaddr2", "lsb:tomcat" or "stonith:fence_ipmilan"`;

/** @internal */
export const primitive = primitiveKind<PrimitiveArgs, Inputs>({
  type: "pacemaker:Primitive",
  agent: (args) => args.agent,
  agentArgument: { name: "agent", from: (agent) => agent },
  arguments: {
    ...PRIMITIVE_ARGUMENTS,
    agent: { rule: agentRule, required: true },
    clone: { rule: cloneRule, secret: true },
  },
  clone: cloneSpec,
  cloneArguments: ({ clone }, seen) => ({
    clone: seen && {
      name: seen.id,
      ...(clone?.meta ? { meta: observeKeys(clone.meta, seen.meta) } : {}),
    },
  }),
  deleteFirst: (before, args) =>
    args.startWithGroup !== true ||
    (before.clone !== undefined && before.clone.name === args.clone?.name),
});

/**
 * A resource of any agent: OCF, LSB, systemd, or a fence device (`stonith:`). The Pulumi id is its id in the CIB.
 *
 * @example
 * ```ts
 * new PrimitiveResource("mail", {
 *   cluster, agent: "ocf:heartbeat:MailTo", parameters: { email: "ops@example.com" },
 * });
 * ```
 */
export class PrimitiveResource extends PrimitiveBase {
  /** @internal */
  static override readonly __pulumiType = resourceType(primitive);
  declare readonly agent: pulumi.Output<string>;
  declare readonly clone: pulumi.Output<{ name: string }> | undefined;

  constructor(name: string, args: PrimitiveArgs, opts?: pulumi.CustomResourceOptions) {
    const clone = cloneInput(args.name ?? name, args.clone);
    super(primitive, name, { ...args, clone } as PrimitiveCommonArgs, opts, [clone?.name]);
  }

  override get reference(): pulumi.Output<string> {
    return pulumi.all([this.name, this.clone]).apply(([own, clone]) => clone?.name ?? own);
  }
}

function cloneInput(
  primitiveName: pulumi.Input<string>,
  clone: boolean | CloneArgs | undefined,
): (CloneArgs & { name: pulumi.Input<string> }) | undefined {
  if (clone === undefined || clone === false) return undefined;
  const { name, ...more } = clone === true ? ({} as CloneArgs) : clone;
  const own =
    name ??
    (typeof primitiveName === "string"
      ? `${primitiveName}-clone`
      : pulumi.interpolate`${primitiveName}-clone`);
  return { ...more, name: own };
}
