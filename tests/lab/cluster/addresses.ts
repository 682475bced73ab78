/** Names and addresses in a lab. Pure functions, so that they work without a Docker engine. */

export const nodeNames = ["rsha1", "rsha2"] as const;
export type NodeName = (typeof nodeNames)[number];
/** Each machine is a container. */
export const machineNames = [...nodeNames, "gateway"] as const;
export type Machine = (typeof machineNames)[number];

export const isNodeName = (name: string): name is NodeName =>
  (nodeNames as readonly string[]).includes(name);

const lastOctets = { rsha1: 57, rsha2: 56, floating: 58, gateway: 1, bridge: 254 } as const;
const cidrNetmask = 24;

/** Third octet of the first lab, which has the guide's network 10.60.13.0/24. Other labs follow. */
export const firstOctet = 13;

export const address = (octet: number, what: keyof typeof lastOctets): string =>
  `10.60.${octet}.${lastOctets[what]}`;

export const subnet = (octet: number): string => `10.60.${octet}.0/${cidrNetmask}`;

/** Values that a program for the lab needs in addition to `cluster`. */
export interface Facts {
  floatingIp: string;
  cidrNetmask: number;
  gateway: string;
  network: string;
  repository: { device: string; directory: string; fstype: string; options: string };
  service: string;
}

export const repositoryExport = "/srv/nfs/vm_repository";
export const repositoryMount = "/opt/vm_repository";

/** Returns the facts of a lab. The export is bind-mounted, because the kernel may lack an NFS client. */
export const factsOf = (octet: number): Facts => ({
  floatingIp: address(octet, "floating"),
  cidrNetmask,
  gateway: address(octet, "gateway"),
  network: subnet(octet),
  repository: {
    device: repositoryExport,
    directory: repositoryMount,
    fstype: "none",
    options: "bind",
  },
  service: "abiquo-tomcat",
});

/** Returns the third octet of the first unused /24 network, from `firstOctet` on. */
export function freeOctet(used: Iterable<number>): number {
  const taken = new Set(used);
  for (let octet = firstOctet; octet < 255; octet += 1) if (!taken.has(octet)) return octet;
  throw new Error("10.60.13.0/24 to 10.60.254.0/24 are all in use");
}

/** Finds the third octet of each 10.60.x address in a text, such as Docker's list of subnets. */
export const octetsIn = (text: string): number[] =>
  [...text.matchAll(/\b10\.60\.(\d{1,3})\.\d/g)].map((match) => Number(match[1]));
