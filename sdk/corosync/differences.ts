import type { CorosyncConf } from "./cluster-conf";
import {
  type CorosyncSpec,
  type CorosyncNodeSpec,
  type CorosyncOptionSection,
  writeCorosyncOptions,
} from "./spec";

/** Options that are to be set, or removed where the value is empty. */
export type OptionChanges = Readonly<Record<string, string>>;

/** What has to change so that a section has what is declared, and no longer what only was declared before. */
export function compareOptions(
  section: CorosyncOptionSection,
  conf: CorosyncConf,
  spec: CorosyncSpec,
  before?: CorosyncSpec,
): OptionChanges {
  const wanted = writeCorosyncOptions(section, spec[section]);
  const dropped = Object.keys(before?.[section] ?? {}).filter((name) => !(name in wanted));
  const asked = { ...Object.fromEntries(dropped.map((name) => [name, ""])), ...wanted };
  return Object.fromEntries(
    Object.entries(asked).filter(([name, value]) => (conf[section][name] ?? "") !== value),
  );
}

/** Options as words: `token=5000, join (not set)`. */
export const describeOptions = (options: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(options)
    .map(([name, value]) => (value ? `${name}=${value}` : `${name} (not set)`))
    .join(", ");

/** The options of a section that differ, as the cluster has them. */
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

/** The addresses that a member has, where they are declared and differ. */
export function differingAddresses(
  conf: CorosyncConf,
  node: CorosyncNodeSpec,
): readonly string[] | undefined {
  const member = conf.members.find((m) => m.name === node.name);
  if (member === undefined || node.addresses === undefined) return undefined;
  return sameList(member.addresses, node.addresses) ? undefined : member.addresses;
}

/** Whether two nodes' files name the same members of the same cluster. */
export const isSameCorosyncCluster = (a: CorosyncConf, b: CorosyncConf): boolean =>
  a.name === b.name &&
  sameList(a.members.map((m) => m.name).sort(), b.members.map((m) => m.name).sort());
