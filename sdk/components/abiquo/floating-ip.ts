import { isIPv4, isIPv6 } from "node:net";
import * as pulumi from "@pulumi/pulumi";

interface Address {
  readonly ip: pulumi.Input<string>;
  readonly cidrNetmask: pulumi.Input<number>;
}

/**
 * An address with the length of its network, in its two parts.
 * @throws RunError when it is none: at once where the program knows it, else when its value is known
 */
export function parseFloatingIp(floatingIp: pulumi.Input<string>): Address {
  if (typeof floatingIp === "string") return parts(floatingIp);
  const both = pulumi.output(floatingIp).apply(parts);
  return { ip: both.ip, cidrNetmask: both.cidrNetmask };
}

function parts(text: string): { ip: string; cidrNetmask: number } {
  const [, ip = "", length = ""] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const longest = isIPv4(ip) ? 32 : isIPv6(ip) ? 128 : 0;
  const cidrNetmask = Number(length);
  if (longest === 0 || length === "" || cidrNetmask < 1 || cidrNetmask > longest)
    throw new pulumi.RunError(
      `floatingIp: ${JSON.stringify(text)} is no address with the length of its network, such as "10.60.13.58/24"`,
    );
  if (isIPv4(ip)) refuseEnds(text, ip, cidrNetmask);
  return { ip, cidrNetmask };
}

/** The first and the last address of a network belong to no host. */
function refuseEnds(text: string, ip: string, length: number): void {
  if (length > 30) return;
  const number = ip.split(".").reduce((n, octet) => n * 256 + Number(octet), 0);
  const size = 2 ** (32 - length);
  const place = number % size;
  if (place !== 0 && place !== size - 1) return;
  throw new pulumi.RunError(
    `floatingIp: ${text} is the ${place === 0 ? "network" : "broadcast"} address of its network, which no host can have`,
  );
}
