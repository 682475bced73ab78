import { isSecretValue } from "../../program/mark-secrets";
import { isIPv4, isIPv6 } from "node:net";
import * as pulumi from "@pulumi/pulumi";

interface Address {
  readonly ip: pulumi.Input<string>;
  readonly cidrNetmask: pulumi.Input<number>;
}

/**
 * Splits a text such as `10.60.13.58/24` into the address and the prefix length.
 * @throws RunError when the text is invalid: immediately for a plain string, else when the output is known
 */
export function parseFloatingIp(floatingIp: pulumi.Input<string>): Address {
  if (typeof floatingIp === "string") return split(floatingIp);
  const both = pulumi
    .all([floatingIp, isSecretValue(floatingIp)])
    .apply(([text, isSecret]) => split(text, isSecret ? "[secret]" : JSON.stringify(text)));
  return { ip: both.ip, cidrNetmask: both.cidrNetmask };
}

function split(text: string, shown = JSON.stringify(text)): { ip: string; cidrNetmask: number } {
  const [, ip = "", length = ""] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const longest = isIPv4(ip) ? 32 : isIPv6(ip) ? 128 : 0;
  const cidrNetmask = Number(length);
  if (longest === 0 || length === "" || cidrNetmask < 1 || cidrNetmask > longest)
    throw new pulumi.RunError(
      `floatingIp: ${shown} is not an address with its prefix length, such as "10.60.13.58/24"`,
    );
  if (isIPv4(ip)) refuseEnds(shown, ip, cidrNetmask);
  return { ip, cidrNetmask };
}

/** Refuses the network address and the broadcast address of a network. */
function refuseEnds(shown: string, ip: string, length: number): void {
  if (length > 30) return;
  const number = ip.split(".").reduce((n, octet) => n * 256 + Number(octet), 0);
  const size = 2 ** (32 - length);
  const hostPart = number % size;
  if (hostPart !== 0 && hostPart !== size - 1) return;
  throw new pulumi.RunError(
    `floatingIp: ${shown} is the ${hostPart === 0 ? "network" : "broadcast"} address of its network, which no host can use`,
  );
}
