import {
  type Element,
  childNamed,
  childrenNamed,
  parseDocument,
  valueOf,
  valuesOf,
} from "./document";

/** A fence device, or a method's use of one; parameters may be secret. */
export interface FenceDevice {
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface FenceMethod {
  readonly name: string;
  readonly devices: readonly FenceDevice[];
}

/** A member as cluster.conf has it. */
export interface CmanMember {
  readonly name: string;
  /** `undefined` when it has none that can be read. */
  readonly nodeId: number | undefined;
  readonly votes: number;
  readonly alternativeName: string | undefined;
  readonly methods: readonly FenceMethod[];
}

/** What a cluster.conf says of its cluster. */
export interface CmanConf {
  readonly name: string;
  /** `undefined` when it cannot be read; CMAN itself would take 0 for it. */
  readonly version: number | undefined;
  readonly members: readonly CmanMember[];
  readonly twoNode: boolean;
  readonly expectedVotes: number | undefined;
  readonly transport: string;
  readonly multicast: string | undefined;
  /** All attributes of <cman>. */
  readonly cman: Readonly<Record<string, string>>;
  readonly totem: Readonly<Record<string, string>>;
  readonly logging: Readonly<Record<string, string>>;
  readonly devices: readonly (FenceDevice & { readonly agent: string })[];
  /** Whether on every member what CMAN wants fenced is handed to Pacemaker. */
  readonly redirected: boolean;
}

/** Multicast (cluster.rng). */
export const DEFAULT_TRANSPORT = "udp";

/**
 * Reads a cluster's description from cluster.conf.
 * @throws Error when the text is not a cluster.conf
 */
export const readClusterConf = (text: string): CmanConf => confOf(parseDocument(text).root);

/** The description that the elements of a document hold. */
export function confOf(root: Element): CmanConf {
  const cman = valuesOf(childNamed(root, "cman"));
  const devices = deviceElements(root).map(fenceDevice);
  const members = memberElements(root).map(member);
  return {
    name: valueOf(root, "name") ?? "",
    version: count(valueOf(root, "config_version")),
    members,
    twoNode: Boolean(count(cman.two_node)),
    expectedVotes: count(cman.expected_votes),
    transport: cman.transport ?? DEFAULT_TRANSPORT,
    multicast: valuesOf(multicastElement(root)).addr,
    cman,
    totem: valuesOf(childNamed(root, "totem")),
    logging: valuesOf(childNamed(root, "logging")),
    devices,
    redirected: members.every((m) => isRedirected(m, redirects(devices))),
  };
}

export const memberElements = (root: Element): readonly Element[] =>
  childrenNamed(childNamed(root, "clusternodes"), "clusternode");

export const deviceElements = (root: Element): readonly Element[] =>
  childrenNamed(childNamed(root, "fencedevices"), "fencedevice");

export const methodElements = (node: Element): readonly Element[] =>
  childrenNamed(childNamed(node, "fence"), "method");

export const multicastElement = (root: Element): Element | undefined =>
  childNamed(childNamed(root, "cman"), "multicast");

/** Whole numbers as CMAN reads them; `undefined` for all else. */
function count(value: string | undefined): number | undefined {
  const number = /^\d{1,10}$/.test(value ?? "") ? Number(value) : undefined;
  return number !== undefined && number < 2 ** 31 ? number : undefined;
}

const member = (e: Element): CmanMember => ({
  name: valueOf(e, "name") ?? "",
  nodeId: count(valueOf(e, "nodeid")) || undefined, // 0 is none
  votes: count(valueOf(e, "votes")) ?? 1, // cman's default (cman(5))
  alternativeName: valuesOf(childNamed(e, "altname")).name,
  methods: methodElements(e).map(method),
});

const method = (e: Element): FenceMethod => ({
  name: valueOf(e, "name") ?? "",
  devices: childrenNamed(e, "device").map(device),
});

function device(e: Element): FenceDevice {
  const { name = "", ...parameters } = valuesOf(e);
  return { name, parameters };
}

function fenceDevice(e: Element): FenceDevice & { readonly agent: string } {
  const { name = "", agent = "", ...parameters } = valuesOf(e);
  return { name, agent, parameters };
}

/** The agent that hands fencing to Pacemaker. */
export const REDIRECT_AGENT = "fence_pcmk";

/** The names of the devices that hand fencing to Pacemaker: `pcmk` in the guide, `pcmk-redirect` by pcs 0.9. */
export const redirects = (
  devices: readonly { readonly name: string; readonly agent: string }[],
): readonly string[] => devices.filter((d) => d.agent === REDIRECT_AGENT).map((d) => d.name);

/** Whether one of a member's methods asks Pacemaker, and for this very member. */
export const isRedirected = (m: CmanMember, devices: readonly string[]): boolean =>
  m.methods.some((way) =>
    way.devices.some((d) => devices.includes(d.name) && d.parameters.port === m.name),
  );

export const memberNames = (conf: CmanConf): readonly string[] => conf.members.map((m) => m.name);
