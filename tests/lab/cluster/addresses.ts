/** Where things are in a lab: pure, so that it can be tested and printed without an engine. */

export const nodeNames = ["rsha1", "rsha2"] as const;
export type NodeName = (typeof nodeNames)[number];
/** Each machine is a container. */
export const machineNames = [...nodeNames, "gateway"] as const;
export type Machine = (typeof machineNames)[number];

export const isNodeName = (name: string): name is NodeName =>
  (nodeNames as readonly string[]).includes(name);

const lastOctets = { rsha1: 57, rsha2: 56, floating: 58, gateway: 1, bridge: 254 } as const;
const cidrNetmask = 24;

/** The first lab has the guide's network 10.60.13.0/24, others the next ones. */
export const firstOctet = 13;

export const address = (octet: number, what: keyof typeof lastOctets): string =>
  `10.60.${octet}.${lastOctets[what]}`;

export const subnet = (octet: number): string => `10.60.${octet}.0/${cidrNetmask}`;

/** What a program for the lab needs besides `cluster`. */
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

/** A kernel in a container may have no NFS client, so the export is bind-mounted. */
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

/** The third octet of the first /24 from `firstOctet` on that nobody uses. */
export function freeOctet(used: Iterable<number>): number {
  const taken = new Set(used);
  for (let octet = firstOctet; octet < 255; octet += 1) if (!taken.has(octet)) return octet;
  throw new Error("10.60.13.0/24 to 10.60.254.0/24 are all in use");
}

/** The third octet of each 10.60.x address in a text such as Docker's list of subnets. */
export const octetsIn = (text: string): number[] =>
  [...text.matchAll(/\b10\.60\.(\d{1,3})\.\d/g)].map((match) => Number(match[1]));
