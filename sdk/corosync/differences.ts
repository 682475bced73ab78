import type { CorosyncConf } from "./corosync-conf";
import {
  type CorosyncSpec,
  type CorosyncNodeSpec,
  type CorosyncOptionSection,
  writeCorosyncOptions,
} from "./spec";

/** Options to set. An empty value removes the option. */
export type OptionChanges = Readonly<Record<string, string>>;

/** Finds the options of a section to set, and those to remove because they were only declared before. */
export function compareOptions(
  section: CorosyncOptionSection,
  conf: CorosyncConf,
  spec: CorosyncSpec,
  before?: CorosyncSpec,
): OptionChanges {
  const wanted = writeCorosyncOptions(section, spec[section]);
  const dropped = Object.keys(before?.[section] ?? {}).filter((name) => !(name in wanted));
  const desired = { ...Object.fromEntries(dropped.map((name) => [name, ""])), ...wanted };
  return Object.fromEntries(
    Object.entries(desired).filter(([name, value]) => (conf[section][name] ?? "") !== value),
  );
}

/** Formats options for a message: `token=5000, join (not set)`. */
export const describeOptions = (options: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(options)
    .map(([name, value]) => (value ? `${name}=${value}` : `${name} (not set)`))
    .join(", ");

/** Formats the present values of the options that change. */
export const presentOptions = (
  section: CorosyncOptionSection,
  conf: CorosyncConf,
  changes: OptionChanges,
): string =>
  describeOptions(
    Object.fromEntries(Object.keys(changes).map((name) => [name, conf[section][name]])),
  );

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((entry, i) => entry === b[i]);

/** Returns a member's present addresses if they differ from the declared ones. */
export function differingAddresses(
  conf: CorosyncConf,
  node: CorosyncNodeSpec,
): readonly string[] | undefined {
  const member = conf.members.find((m) => m.name === node.name);
  if (member === undefined || node.addresses === undefined) return undefined;
  return sameList(member.addresses, node.addresses) ? undefined : member.addresses;
}

/** Whether a file is that of the cluster with a name. corosync itself needs no `cluster_name`. */
export const isNamed = (conf: CorosyncConf, clusterName: string): boolean =>
  conf.name === "" || conf.name === clusterName;

/** Whether the files of two nodes have the same cluster name and the same members. */
export const isSameCorosyncCluster = (a: CorosyncConf, b: CorosyncConf): boolean =>
  a.name === b.name &&
  sameList(a.members.map((m) => m.name).sort(), b.members.map((m) => m.name).sort());
