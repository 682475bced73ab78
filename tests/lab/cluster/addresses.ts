import { LabError } from "../progress";

/** Names and addresses in a lab. Pure functions, so that they work without a Docker engine. */

/** The nodes of the guide, which every lab has. */
export const nodeNames = ["rsha1", "rsha2"] as const;
/** Nodes that can be members of the cluster. A lab has the first two, three or four. */
const memberNames = [...nodeNames, "rsha3", "rsha4"] as const;
/** Nodes that run pacemaker_remoted in place of a cluster stack. A lab has the first of them, or none. */
const remoteNames = ["remote1", "remote2"] as const;
export type NodeName = (typeof memberNames)[number] | (typeof remoteNames)[number];
/** Each machine is a container. */
export type Machine = NodeName | "gateway";

/** Numbers of the nodes of a lab. */
export interface LabSize {
  /** Members of the cluster, 2 to 4. */
  readonly nodes: number;
  /** Nodes with pacemaker_remoted only, 0 to 2. */
  readonly remotes: number;
}

export const usualSize: LabSize = { nodes: nodeNames.length, remotes: 0 };

export const membersOf = ({ nodes }: Pick<LabSize, "nodes">): NodeName[] =>
  memberNames.slice(0, nodes);
export const remotesOf = ({ remotes }: Pick<LabSize, "remotes">): NodeName[] =>
  remoteNames.slice(0, remotes);
export const nodesOf = (size: LabSize): NodeName[] => [...membersOf(size), ...remotesOf(size)];
export const machinesOf = (size: LabSize): Machine[] => [...nodesOf(size), "gateway"];

/** @throws LabError if there is no such lab */
export function checkSize(size: LabSize): LabSize {
  const isWithin = (n: number, least: number, most: number): boolean =>
    Number.isInteger(n) && n >= least && n <= most;
  if (!isWithin(size.nodes, nodeNames.length, memberNames.length))
    throw new LabError(`a lab has ${nodeNames.length} to ${memberNames.length} nodes`);
  if (!isWithin(size.remotes, 0, remoteNames.length))
    throw new LabError(`a lab has 0 to ${remoteNames.length} remote nodes`);
  return size;
}

const lastOctets = {
  ...{ rsha1: 57, rsha2: 56, rsha3: 55, rsha4: 54, remote1: 53, remote2: 52 },
  ...{ floating: 58, gateway: 1, bridge: 254 },
} as const;
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
