import { resourceType } from "../../program/pacemaker-resource";
import type * as pulumi from "@pulumi/pulumi";
import { integer, ipAddress, nonEmpty, type Failure } from "../../kind/rules";
import { PrimitiveBase } from "./base";
import { PRIMITIVE_ARGUMENTS, type PrimitiveCommonArgs } from "./args";
import type { PrimitiveInputs } from "./definition";
import { primitiveKind } from "./kind";

export interface IpAddr2Args extends PrimitiveCommonArgs {
  /** The floating address, IPv4 or IPv6, without a prefix length. */
  ip: pulumi.Input<string>;
  /** Prefix length of the network: 0 to 32 for IPv4, 0 to 128 for IPv6. @default the agent's: that of the interface */
  cidrNetmask?: pulumi.Input<number>;
  /** The network interface. @default the agent's: the one that has the network */
  nic?: pulumi.Input<string>;
  /** Label of the additional address. */
  iflabel?: pulumi.Input<string>;
}

interface Inputs extends PrimitiveInputs {
  readonly ip: string;
  readonly cidrNetmask?: number;
}

/** @internal */
export const ipAddr2 = primitiveKind<IpAddr2Args, Inputs>({
  type: "pacemaker:IpAddr2",
  agent: () => "ocf:heartbeat:IPaddr2",
  arguments: {
    ...PRIMITIVE_ARGUMENTS,
    ip: { parameter: "ip", rule: ipAddress, required: true },
    cidrNetmask: { parameter: "cidr_netmask", rule: integer(0, 128) },
    nic: { parameter: "nic", rule: nonEmpty },
    iflabel: { parameter: "iflabel", rule: nonEmpty },
  },
  validate: netmaskFits,
});

function netmaskFits({ ip, cidrNetmask }: Inputs): Failure[] {
  const tooLong = cidrNetmask !== undefined && cidrNetmask > 32 && cidrNetmask <= 128;
  if (!tooLong || ipAddress(ip) !== undefined || ip.includes(":")) return [];
  return [
    {
      property: "cidrNetmask",
      reason: `cidrNetmask: ${cidrNetmask} is not a whole number from 0 to 32`,
    },
  ];
}

/**
 * A floating IP address (`ocf:heartbeat:IPaddr2`).
 *
 * @example
 * ```ts
 * const address = new IpAddr2Resource("ClusterIP", { cluster, ip: "10.60.13.58", cidrNetmask: 24, startWithGroup: true });
 * ```
 */
export class IpAddr2Resource extends PrimitiveBase {
  /** @internal */
  static override readonly __pulumiType = resourceType(ipAddr2);
  declare readonly ip: pulumi.Output<string>;
  declare readonly cidrNetmask: pulumi.Output<number> | undefined;
  declare readonly nic: pulumi.Output<string> | undefined;

  constructor(name: string, args: IpAddr2Args, opts?: pulumi.CustomResourceOptions) {
    super(ipAddr2, name, args, opts);
  }
}
