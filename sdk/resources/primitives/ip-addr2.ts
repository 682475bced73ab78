import type * as pulumi from "@pulumi/pulumi";
import { type ArgumentNames, integer, ipAddress, nonEmpty } from "../../kind/rules";
import type { Failure } from "../../kind/cib-kind";
import { PrimitiveBase } from "./base";
import { PRIMITIVE_NAMES, type PrimitiveCommonArgs, type PrimitiveInputs } from "./args";
import { primitiveKind } from "./kind";

export interface IpAddr2Args extends PrimitiveCommonArgs {
  /** The floating address, IPv4 or IPv6, without a prefix length. */
  ip: pulumi.Input<string>;
  /** Prefix length of its network: 0 to 32 for IPv4, 0 to 128 for IPv6. @default the agent's: that of the interface */
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

const NAMES: ArgumentNames<IpAddr2Args> = {
  ...PRIMITIVE_NAMES,
  ip: true,
  cidrNetmask: true,
  nic: true,
  iflabel: true,
};

/** @internal */
export const ipAddr2 = primitiveKind<Inputs>({
  type: "pacemaker:IpAddr2",
  names: NAMES,
  agent: () => "ocf:heartbeat:IPaddr2",
  parameters: {
    ip: { name: "ip", rule: ipAddress, required: true },
    cidrNetmask: { name: "cidr_netmask", rule: integer(0, 128) },
    nic: { name: "nic", rule: nonEmpty },
    iflabel: { name: "iflabel", rule: nonEmpty },
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
  declare readonly ip: pulumi.Output<string>;
  declare readonly cidrNetmask: pulumi.Output<number> | undefined;
  declare readonly nic: pulumi.Output<string> | undefined;

  constructor(name: string, args: IpAddr2Args, opts?: pulumi.CustomResourceOptions) {
    super("IpAddr2", name, args, opts);
  }
}
