import { type NodeName, address, nodesOf } from "./addresses";
import { mustIn } from "./nodes";
import type { LabRecord } from "./record";

/** The nftables table that holds a cut. Without the table the wire is whole. */
type Wire = "lab_ssh" | "lab_peers" | "lab_gateway";

interface Cut {
  incoming: string;
  outgoing: string;
}

/** Rules that delete a table. They first declare it, because deleting a missing table is an error. */
export const healed = (wire: Wire): string => `table inet ${wire}\ndelete table inet ${wire}\n`;

/** Rules that drop packets. Refusing them would answer the sender, unlike a cut wire. */
export function severed(wire: Wire, cuts: Cut[]): string {
  const chain = (hook: string, matches: string[]): string[] => [
    `  chain ${hook} {`,
    `    type filter hook ${hook} priority -10; policy accept;`,
    ...matches.map((match) => `    ${match} drop`),
    "  }",
  ];
  const incoming = chain(
    "input",
    cuts.map((cut) => cut.incoming),
  );
  const outgoing = chain(
    "output",
    cuts.map((cut) => cut.outgoing),
  );
  return `${healed(wire)}${[`table inet ${wire} {`, ...incoming, ...outgoing, "}"].join("\n")}\n`;
}

async function apply(record: LabRecord, node: NodeName, rules: string): Promise<void> {
  await mustIn(record.name, node, ["nft", "-f", "-"], { stdin: rules });
}

/** Cuts a node's SSH, including open connections. */
export const cutSsh = (record: LabRecord, node: NodeName): Promise<void> =>
  apply(record, node, severed("lab_ssh", [{ incoming: "tcp dport 22", outgoing: "tcp sport 22" }]));

/** Cuts a node from the other nodes. SSH and the gateway stay reachable. */
export function cutPeers(record: LabRecord, node: NodeName): Promise<void> {
  const others = nodesOf(record).filter((other) => other !== node);
  const cuts = others.map((other) => {
    const peer = address(record.octet, other);
    return { incoming: `ip saddr ${peer}`, outgoing: `ip daddr ${peer}` };
  });
  return apply(record, node, severed("lab_peers", cuts));
}

/** Cuts one node from the gateway. */
export function cutGateway(record: LabRecord, node: NodeName): Promise<void> {
  const gateway = address(record.octet, "gateway");
  const cut = { incoming: `ip saddr ${gateway}`, outgoing: `ip daddr ${gateway}` };
  return apply(record, node, severed("lab_gateway", [cut]));
}

export const healGateway = (record: LabRecord, node: NodeName): Promise<void> =>
  apply(record, node, healed("lab_gateway"));

export const healSsh = (record: LabRecord, node: NodeName): Promise<void> =>
  apply(record, node, healed("lab_ssh"));

export const healPeers = (record: LabRecord, node: NodeName): Promise<void> =>
  apply(record, node, healed("lab_peers"));
