import type * as pulumi from "@pulumi/pulumi";
import { type ArgumentNames, required } from "../../kind/rules";
import { PrimitiveBase } from "./base";
import { PRIMITIVE_NAMES, type PrimitiveCommonArgs, type PrimitiveInputs } from "./args";
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

const NAMES: ArgumentNames<LsbArgs> = {
  ...PRIMITIVE_NAMES,
  service: true,
};

/** @internal */
export const lsb = primitiveKind<Inputs>({
  type: "pacemaker:Lsb",
  names: NAMES,
  agent: ({ service }) => `lsb:${service}`,
  agentArgument: { name: "service", from: (agent) => agent.replace(/^lsb:/, "") },
  parameters: {},
  validate: (args) => required(args, "service", scriptName),
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
  declare readonly service: pulumi.Output<string>;

  constructor(name: string, args: LsbArgs, opts?: pulumi.CustomResourceOptions) {
    super("Lsb", name, args, opts);
  }
}
