import { type Ref, resourceType } from "../../program/pacemaker-resource";
import type * as pulumi from "@pulumi/pulumi";
import { parseAgentName } from "../../cib/model/agent";
import { type Failure, type Rule, id } from "../../kind/rules";
import { PRIMITIVE_ARGUMENTS, type PrimitiveCommonArgs } from "./args";
import type { PrimitiveInputs } from "./definition";
import { primitiveKind } from "./kind";
import { PrimitiveBase } from "./base";
import { readPrimitive } from "./read";

/** A primitive with its own agent. */
export interface PrimitiveArgs extends PrimitiveCommonArgs {
  /** The agent: `"ocf:heartbeat:IPaddr2"`, `"lsb:tomcat"`, `"systemd:nginx"`, `"stonith:fence_ipmilan"`. */
  agent: pulumi.Input<string>;
  template?: undefined;
}

/** A primitive that Pacemaker makes from a template. */
export interface TemplatePrimitiveArgs extends PrimitiveCommonArgs {
  /**
   * A `ResourceTemplate`, which gives the primitive its agent, parameters, meta attributes and operations. What the
   * primitive declares itself comes before them.
   */
  template: Ref;
  agent?: undefined;
}

/** Either `agent` or `template`. */
export type PrimitiveResourceArgs = PrimitiveArgs | TemplatePrimitiveArgs;

interface Inputs extends PrimitiveInputs {
  readonly agent?: string;
  readonly template?: string;
}

/** Requires an agent or a template, and refuses both. */
function validateOrigin({ agent, template }: Inputs): readonly Failure[] {
  if ((agent === undefined) !== (template === undefined)) return [];
  const reason =
    agent === undefined
      ? "agent is required, or a template in its place"
      : "agent and template exclude each other: give one of them";
  return [{ property: "agent", reason }];
}

/** @internal */
export const agentRule: Rule = (v) =>
  typeof v === "string" && parseAgentName(v)
    ? undefined
    : `${JSON.stringify(v)} is not the name of a resource agent, such as "ocf:heartbeat:IPaddr2", "lsb:tomcat" or "stonith:fence_ipmilan"`;

/** @internal */
export const primitive = primitiveKind<PrimitiveResourceArgs, Inputs>({
  type: "pacemaker:Primitive",
  agent: (args) => args.agent,
  template: (args) => args.template,
  agentArgument: { name: "agent", from: (agent) => agent },
  arguments: {
    ...PRIMITIVE_ARGUMENTS,
    agent: { rule: agentRule },
    template: { rule: id },
  },
  validate: validateOrigin,
  read: readPrimitive,
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
  declare readonly agent: pulumi.Output<string> | undefined;
  declare readonly template: pulumi.Output<string> | undefined;

  constructor(name: string, args: PrimitiveResourceArgs, opts?: pulumi.CustomResourceOptions) {
    super(primitive, name, args, opts);
  }
}
