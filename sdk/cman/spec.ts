/** Options of a section of cluster.conf, in its own spelling; or parameters of a fence agent, which may be secret. */
export type CmanOptions = Readonly<Record<string, string | number | boolean>>;

/** A node as it is declared; without an id it gets the lowest that is free, without votes it has one. */
export interface CmanNodeSpec {
  readonly name: string;
  readonly nodeId?: number;
  readonly votes?: number;
  /** The name of its second address, for two rings. */
  readonly alternativeName?: string;
}

/** A device that cuts off nodes. Its parameters may be secret. */
export interface FenceDeviceSpec {
  readonly name: string;
  readonly agent: string;
  readonly parameters?: CmanOptions;
}

/** A device as a method uses it, with the parameters that tell it which node is meant. */
export interface FenceInstanceSpec {
  readonly name: string;
  readonly parameters?: CmanOptions;
}

/** One way to cut off a node: all of its devices, in their order. */
export interface FenceMethodSpec {
  readonly node: string;
  readonly name: string;
  readonly devices: readonly FenceInstanceSpec[];
}

/** Devices, and for every node its methods in the order in which they are tried. */
export interface FenceSpec {
  readonly devices: readonly FenceDeviceSpec[];
  readonly methods: readonly FenceMethodSpec[];
}

/** A CMAN cluster as it is declared. */
export interface CmanSpec {
  readonly clusterName: string;
  readonly nodes: readonly CmanNodeSpec[];
  readonly transport?: "udp" | "udpu";
  readonly multicast?: string;
  /** Whether one of two nodes is enough for quorum; without it, when there are exactly two of one vote each. */
  readonly twoNode?: boolean;
  readonly totem?: CmanOptions;
  readonly logging?: CmanOptions;
  /**
   * `pcmk-redirect`, also when there is none: what CMAN wants fenced is handed to Pacemaker. In a state that was refreshed
   * it may be words for what was found in its place.
   */
  readonly fencing?: string | FenceSpec;
}

/** The sections whose options are declared. */
export type CmanOptionSection = "totem" | "logging";

/** The options that corosync 1.4 spells `on` and `off` (corosync.conf(5)); the others are `yes` and `no`. */
const ON_OFF = ["debug", "fileline", "function_name", "secauth", "timestamp"];

function text(name: string, value: string | number | boolean): string {
  if (typeof value !== "boolean") return String(value);
  const [no, yes] = ON_OFF.includes(name) ? ["off", "on"] : ["no", "yes"];
  return value ? yes : no;
}

/** Options as they are written in cluster.conf. */
export const writeCmanOptions = (options: CmanOptions = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(options).map(([name, value]) => [name, text(name, value)]));

/** Parameters of fence agents as they are written: the agents know truth as `1` and `0` (fencing.py). */
export const writeFenceParameters = (parameters: CmanOptions = {}): Record<string, string> =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      typeof value === "boolean" ? (value ? "1" : "0") : String(value),
    ]),
  );

/** The explicit devices and methods, or nothing for the redirect. */
export const explicitFencing = ({ fencing }: CmanSpec): FenceSpec | undefined =>
  typeof fencing === "string" ? undefined : fencing;
