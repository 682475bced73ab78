import { resourceType } from "../../program/pacemaker-resource";
import type * as pulumi from "@pulumi/pulumi";
import { PrimitiveBase } from "./base";
import { PRIMITIVE_ARGUMENTS, type PrimitiveCommonArgs } from "./args";
import type { PrimitiveInputs } from "./definition";
import { primitiveKind } from "./kind";

export interface LsbArgs extends PrimitiveCommonArgs {
  /** Name of the script in `/etc/init.d`. */
  service: pulumi.Input<string>;
}

interface Inputs extends PrimitiveInputs {
  readonly service: string;
}

const scriptName = (v: unknown): string | undefined =>
  typeof v === "string" && /^[A-Za-z0-9_.@-]+$/.test(v)
    ? undefined
    : `${JSON.stringify(v)} is not the name of a script in /etc/init.d`;

/** @internal */
export const lsb = primitiveKind<LsbArgs, Inputs>({
  type: "pacemaker:Lsb",
  agent: ({ service }) => `lsb:${service}`,
  agentArgument: { name: "service", from: (agent) => agent.replace(/^lsb:/, "") },
  arguments: {
    ...PRIMITIVE_ARGUMENTS,
    service: { rule: scriptName, required: true },
  },
});

/**
 * A service with an LSB init script (`lsb:`). The script must follow LSB's exit codes; Pacemaker relies on them.
 *
 * @example
 * ```ts
 * const tomcat = new LsbResource("tomcat-service", { cluster, service: "abiquo-tomcat", startWithGroup: true });
 * ```
 */
export class LsbResource extends PrimitiveBase {
  /** @internal */
  static override readonly __pulumiType = resourceType(lsb);
  declare readonly service: pulumi.Output<string>;

  constructor(name: string, args: LsbArgs, opts?: pulumi.CustomResourceOptions) {
    super(lsb, name, args, opts);
  }
}
