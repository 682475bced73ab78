import { type ConfSection, parseSections, sectionsNamed, valuesIn } from "./sections";

/** A member as declared in corosync.conf. The addresses are in the order of the links. */
export interface CorosyncMember {
  readonly name: string;
  readonly addresses: readonly string[];
}

/** The content of a corosync.conf. */
export interface CorosyncConf {
  readonly name: string;
  readonly transport: string;
  readonly members: readonly CorosyncMember[];
  readonly totem: Readonly<Record<string, string>>;
  readonly quorum: Readonly<Record<string, string>>;
}

/**
 * Parses a corosync.conf.
 * @throws Error when the text is not a corosync.conf
 */
export function parseCorosyncConf(text: string): CorosyncConf {
  const root = parseSections(text);
  const totem = valuesIn(root, "totem");
  return {
    name: totem.cluster_name ?? "",
    transport: totem.transport ?? "knet", // corosync 3's default
    members: sectionsNamed(root, "nodelist").flatMap((s) =>
      sectionsNamed(s, "node").map(readMember),
    ),
    totem,
    quorum: valuesIn(root, "quorum"),
  };
}

function readMember(node: ConfSection): CorosyncMember {
  const values = Object.fromEntries(node.entries);
  const links = Object.keys(values).flatMap((key) => /^ring(\d+)_addr$/.exec(key)?.[1] ?? []);
  const addresses = links
    .sort((a, b) => Number(a) - Number(b))
    .flatMap((n) => values[`ring${n}_addr`] ?? []);
  return { name: values.name ?? addresses[0] ?? "", addresses };
}

/** Whether this is the file that Debian's package installs: a cluster of the node alone. It does not count as a cluster. */
export const isStockConf = ({ name, members }: CorosyncConf): boolean =>
  name === "debian" &&
  members.length === 1 &&
  members[0]?.name === "node1" &&
  members[0].addresses.every((a) => a === "127.0.0.1");

export const corosyncMemberNames = (conf: CorosyncConf): readonly string[] =>
  conf.members.map((m) => m.name);
