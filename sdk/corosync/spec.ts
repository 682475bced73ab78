/** Options of a section of corosync.conf, in corosync's spelling. */
export type CorosyncOptions = Readonly<Record<string, string | number | boolean>>;

/** A declared node. Without addresses, corosync resolves its name. */
export interface CorosyncNodeSpec {
  readonly name: string;
  readonly addresses?: readonly string[];
}

/** A declared cluster. */
export interface CorosyncSpec {
  readonly clusterName: string;
  readonly nodes: readonly CorosyncNodeSpec[];
  readonly transport?: string;
  readonly totem?: CorosyncOptions;
  readonly quorum?: CorosyncOptions;
  /** Whether the nodes start the cluster at boot. @default true */
  readonly boot?: boolean;
}

/** The sections with declared options. */
export type CorosyncOptionSection = "totem" | "quorum";

/** Spelling of booleans: `yes` in totem, `1` in quorum. */
const BOOLEANS = { totem: ["no", "yes"], quorum: ["0", "1"] } as const;

/** Converts options to values of corosync.conf. */
export function writeCorosyncOptions(
  section: CorosyncOptionSection,
  options: CorosyncOptions = {},
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name,
      typeof value === "boolean" ? BOOLEANS[section][value ? 1 : 0] : String(value),
    ]),
  );
}

export const wantsCorosyncAtBoot = ({ boot }: CorosyncSpec): boolean => boot ?? true;
