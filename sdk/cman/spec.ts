/** Options of a section of cluster.conf, in its spelling, or parameters of a fence agent, which may be secret. */
export type CmanOptions = Readonly<Record<string, string | number | boolean>>;

/** A declared node. The defaults are the lowest free id and one vote. */
export interface CmanNodeSpec {
  readonly name: string;
  readonly nodeId?: number;
  readonly votes?: number;
  /** Host name of the second ring, for two rings. */
  readonly alternativeName?: string;
}

/** A fence device. Its parameters may be secret. */
export interface FenceDeviceSpec {
  readonly name: string;
  readonly agent: string;
  readonly parameters?: CmanOptions;
}

/** A method's use of a device, with the parameters that select the node. */
export interface FenceInstanceSpec {
  readonly name: string;
  readonly parameters?: CmanOptions;
}

/** One method to fence a node: all of its devices, in their order. */
export interface FenceMethodSpec {
  readonly node: string;
  readonly name: string;
  readonly devices: readonly FenceInstanceSpec[];
}

/** Devices, and the methods of every node, in the order in which fenced tries them. */
export interface FenceSpec {
  readonly devices: readonly FenceDeviceSpec[];
  readonly methods: readonly FenceMethodSpec[];
}

/** A declared CMAN cluster. */
export interface CmanSpec {
  readonly clusterName: string;
  readonly nodes: readonly CmanNodeSpec[];
  readonly transport?: "udp" | "udpu";
  readonly multicast?: string;
  /** Whether one of two nodes has quorum. @default true for exactly two nodes with one vote each */
  readonly twoNode?: boolean;
  readonly totem?: CmanOptions;
  readonly logging?: CmanOptions;
  /**
   * `pcmk-redirect`, the default, redirects fencing to Pacemaker. After a refresh, the state may hold a description of the
   * observed fencing instead.
   */
  readonly fencing?: string | FenceSpec;
}

/** The sections with declared options. */
export type CmanOptionSection = "totem" | "logging";

/** Options with the values `on` and `off` in corosync 1.4 (corosync.conf(5)). The others have `yes` and `no`. */
const ON_OFF = ["debug", "fileline", "function_name", "secauth", "timestamp"];

function writeValue(name: string, value: string | number | boolean): string {
  if (typeof value !== "boolean") return String(value);
  const [no, yes] = ON_OFF.includes(name) ? ["off", "on"] : ["no", "yes"];
  return value ? yes : no;
}

/** Converts options to attributes of cluster.conf. */
export const writeCmanOptions = (options: CmanOptions = {}): Record<string, string> =>
  Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, writeValue(name, value)]),
  );

/** Converts parameters of fence agents to attributes. The agents read booleans as `1` and `0` (fencing.py). */
export const writeFenceParameters = (parameters: CmanOptions = {}): Record<string, string> =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      typeof value === "boolean" ? (value ? "1" : "0") : String(value),
    ]),
  );

/** The explicit devices and methods. `undefined` for the redirect. */
export const explicitFencing = ({ fencing }: CmanSpec): FenceSpec | undefined =>
  typeof fencing === "string" ? undefined : fencing;
