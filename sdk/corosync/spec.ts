/** Options of a section of corosync.conf, in corosync's own spelling. */
export type CorosyncOptions = Readonly<Record<string, string | number | boolean>>;

/** A node as it is declared; without addresses corosync uses what its name resolves to. */
export interface CorosyncNodeSpec {
  readonly name: string;
  readonly addresses?: readonly string[];
}

/** A cluster as it is declared. */
export interface CorosyncSpec {
  readonly clusterName: string;
  readonly nodes: readonly CorosyncNodeSpec[];
  readonly transport?: string;
  readonly totem?: CorosyncOptions;
  readonly quorum?: CorosyncOptions;
  /** Whether the nodes start the cluster when they boot. */
  readonly boot?: boolean;
}

/** The sections whose options are declared. */
export type CorosyncOptionSection = "totem" | "quorum";

/** corosync spells truth `yes` in totem and `1` in quorum. */
const TRUTH = { totem: ["no", "yes"], quorum: ["0", "1"] } as const;

/** Options as they are written in corosync.conf. */
export function writeCorosyncOptions(
  section: CorosyncOptionSection,
  options: CorosyncOptions = {},
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name,
      typeof value === "boolean" ? TRUTH[section][value ? 1 : 0] : String(value),
    ]),
  );
}

export const wantsCorosyncAtBoot = ({ boot }: CorosyncSpec): boolean => boot ?? true;
