import {
  type DomElement,
  domChildNamed,
  domChildrenNamed,
  parseDocument,
  attributeValue,
  attributeValues,
} from "./document";

/** A fence device, or one use of it by a method. The parameters may be secret. */
export interface FenceDevice {
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface FenceMethod {
  readonly name: string;
  readonly devices: readonly FenceDevice[];
}

/** A member as declared in cluster.conf. */
export interface CmanMember {
  readonly name: string;
  /** `undefined` when the attribute is missing or not a number. */
  readonly nodeId: number | undefined;
  readonly votes: number;
  readonly alternativeName: string | undefined;
  readonly methods: readonly FenceMethod[];
}

/** The content of a cluster.conf. */
export interface CmanConf {
  readonly name: string;
  /** `undefined` when the attribute is not a number. CMAN itself reads 0 then. */
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
  /** Whether every member redirects CMAN's fencing requests to Pacemaker. */
  readonly redirected: boolean;
}

/** Means multicast (cluster.rng). */
export const DEFAULT_TRANSPORT = "udp";

/**
 * Parses a cluster.conf.
 * @throws Error when the text is not a cluster.conf
 */
export const parseCmanConf = (text: string): CmanConf => readCmanConf(parseDocument(text).root);

/** Reads the content of a parsed cluster.conf. */
export function readCmanConf(root: DomElement): CmanConf {
  const cman = attributeValues(domChildNamed(root, "cman"));
  const devices = deviceElements(root).map(readFenceDevice);
  const members = memberElements(root).map(readMember);
  return {
    name: attributeValue(root, "name") ?? "",
    version: parseCount(attributeValue(root, "config_version")),
    members,
    twoNode: Boolean(parseCount(cman.two_node)),
    expectedVotes: parseCount(cman.expected_votes),
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

/** Parses a whole number below 2^31, as CMAN does. Returns `undefined` for any other text. */
function parseCount(value: string | undefined): number | undefined {
  const number = /^\d{1,10}$/.test(value ?? "") ? Number(value) : undefined;
  return number !== undefined && number < 2 ** 31 ? number : undefined;
}

const readMember = (e: DomElement): CmanMember => ({
  name: attributeValue(e, "name") ?? "",
  nodeId: parseCount(attributeValue(e, "nodeid")) || undefined, // 0 is none
  votes: parseCount(attributeValue(e, "votes")) ?? 1, // cman's default (cman(5))
  alternativeName: attributeValues(domChildNamed(e, "altname")).name,
  methods: methodElements(e).map(readMethod),
});

const readMethod = (e: DomElement): FenceMethod => ({
  name: attributeValue(e, "name") ?? "",
  devices: domChildrenNamed(e, "device").map(readDevice),
});

function readDevice(e: DomElement): FenceDevice {
  const { name = "", ...parameters } = attributeValues(e);
  return { name, parameters };
}

function readFenceDevice(e: DomElement): FenceDevice & { readonly agent: string } {
  const { name = "", agent = "", ...parameters } = attributeValues(e);
  return { name, agent, parameters };
}

/** The agent that redirects fencing to Pacemaker. */
export const REDIRECT_AGENT = "fence_pcmk";

/** Names of the devices that redirect fencing to Pacemaker: `pcmk` in the guide, `pcmk-redirect` by pcs 0.9. */
export const usesRedirect = (
  devices: readonly { readonly name: string; readonly agent: string }[],
): readonly string[] => devices.filter((d) => d.agent === REDIRECT_AGENT).map((d) => d.name);

/** Whether a method of the member redirects to Pacemaker with that member as the target. */
export const isRedirected = (m: CmanMember, devices: readonly string[]): boolean =>
  m.methods.some((method) =>
    method.devices.some((d) => devices.includes(d.name) && d.parameters.port === m.name),
  );

export const cmanMemberNames = (conf: CmanConf): readonly string[] =>
  conf.members.map((m) => m.name);
