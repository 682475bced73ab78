import {
  type DomElement,
  domChildNamed,
  domChildrenNamed,
  parseDocument,
  attributeValue,
  attributeValues,
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
export const parseCmanConf = (text: string): CmanConf => readCmanConf(parseDocument(text).root);

/** The description that the elements of a document hold. */
export function readCmanConf(root: DomElement): CmanConf {
  const cman = attributeValues(domChildNamed(root, "cman"));
  const devices = deviceElements(root).map(fenceDevice);
  const members = memberElements(root).map(member);
  return {
    name: attributeValue(root, "name") ?? "",
    version: count(attributeValue(root, "config_version")),
    members,
    twoNode: Boolean(count(cman.two_node)),
    expectedVotes: count(cman.expected_votes),
    transport: cman.transport ?? DEFAULT_TRANSPORT,
    multicast: attributeValues(multicastElement(root)).addr,
    cman,
    totem: attributeValues(domChildNamed(root, "totem")),
    logging: attributeValues(domChildNamed(root, "logging")),
    devices,
    redirected: members.every((m) => isRedirected(m, usesRedirect(devices))),
  };
}

export const memberElements = (root: DomElement): readonly DomElement[] =>
  domChildrenNamed(domChildNamed(root, "clusternodes"), "clusternode");

export const deviceElements = (root: DomElement): readonly DomElement[] =>
  domChildrenNamed(domChildNamed(root, "fencedevices"), "fencedevice");

export const methodElements = (node: DomElement): readonly DomElement[] =>
  domChildrenNamed(domChildNamed(node, "fence"), "method");

export const multicastElement = (root: DomElement): DomElement | undefined =>
  domChildNamed(domChildNamed(root, "cman"), "multicast");

/** Whole numbers as CMAN reads them; `undefined` for all else. */
function count(value: string | undefined): number | undefined {
  const number = /^\d{1,10}$/.test(value ?? "") ? Number(value) : undefined;
  return number !== undefined && number < 2 ** 31 ? number : undefined;
}

const member = (e: DomElement): CmanMember => ({
  name: attributeValue(e, "name") ?? "",
  nodeId: count(attributeValue(e, "nodeid")) || undefined, // 0 is none
  votes: count(attributeValue(e, "votes")) ?? 1, // cman's default (cman(5))
  alternativeName: attributeValues(domChildNamed(e, "altname")).name,
  methods: methodElements(e).map(method),
});

const method = (e: DomElement): FenceMethod => ({
  name: attributeValue(e, "name") ?? "",
  devices: domChildrenNamed(e, "device").map(device),
});

function device(e: DomElement): FenceDevice {
  const { name = "", ...parameters } = attributeValues(e);
  return { name, parameters };
}

function fenceDevice(e: DomElement): FenceDevice & { readonly agent: string } {
  const { name = "", agent = "", ...parameters } = attributeValues(e);
  return { name, agent, parameters };
}

/** The agent that hands fencing to Pacemaker. */
export const REDIRECT_AGENT = "fence_pcmk";

/** The names of the devices that hand fencing to Pacemaker: `pcmk` in the guide, `pcmk-redirect` by pcs 0.9. */
export const usesRedirect = (
  devices: readonly { readonly name: string; readonly agent: string }[],
): readonly string[] => devices.filter((d) => d.agent === REDIRECT_AGENT).map((d) => d.name);

/** Whether one of a member's methods asks Pacemaker, and for this very member. */
export const isRedirected = (m: CmanMember, devices: readonly string[]): boolean =>
  m.methods.some((way) =>
    way.devices.some((d) => devices.includes(d.name) && d.parameters.port === m.name),
  );

export const cmanMemberNames = (conf: CmanConf): readonly string[] =>
  conf.members.map((m) => m.name);
