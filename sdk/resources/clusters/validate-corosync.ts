import { isIP } from "node:net";
import type { CorosyncNodeSpec } from "../../corosync/spec";
import { type TableOf, validateTable } from "../../kind/arguments";
import type { CorosyncInputs } from "../../kind/cluster-inputs";
import {
  type Failure,
  type Rule,
  findRepeatedText,
  hasUnknown,
  isUnknown,
  listOf,
} from "../../kind/rules";

const matches =
  (pattern: RegExp, what: string): Rule =>
  (v) =>
    typeof v === "string" && pattern.test(v) ? undefined : `${JSON.stringify(v)} ${what}`;

// pcs limits the name of a new cluster to 32 of A-Z a-z 0-9 _ - (GFS2) and reports that. An existing cluster may have another name.
export const clusterNameRule = matches(
  /^(?!-)[^{}\s=]+$/,
  'is not a cluster name: letters, digits, "_" and "-", at most 32 of them',
);
const HOST = /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/;
const nodeName = matches(HOST, "is not a node name: it must be its host name (uname -n)");
const address: Rule = (v) =>
  typeof v === "string" && (isIP(v) !== 0 || (HOST.test(v) && !/^[\d.]+$/.test(v)))
    ? undefined
    : `${JSON.stringify(v)} is neither an IP address nor a host name`;
export const passwordRule: Rule = (v) =>
  // chpasswd and pcs read the password as one line
  typeof v === "string" && v !== "" && !/[\u0000-\u001f\u007f]/.test(v)
    ? undefined
    : "must be a text that is not empty and has no control characters"; // does not show the password
export const optionsRule: Rule = (v) => {
  if (typeof v !== "object" || v === null || Array.isArray(v))
    return "must be an object of names and values";
  const invalid = Object.entries(v).filter(
    ([name, value]) => !isUnknown(value) && !isOption(name, value),
  );
  return invalid.length === 0
    ? undefined
    : `${invalid.map(([name]) => name).join(", ")}: must be an option in corosync's spelling with a number, a text, true or false`;
};

const isOption = (name: string, value: unknown): boolean =>
  /^[a-z0-9_]+$/.test(name) &&
  (typeof value === "boolean" ||
    typeof value === "number" ||
    (typeof value === "string" && /^[^\s{}]+$/.test(value)));

const NODE: TableOf<Record<"name" | "host" | "port" | "addresses", 0>> = {
  name: { rule: nodeName, required: true },
  host: {},
  port: {},
  addresses: { rule: listOf(address) },
};

/** Validates the fields of nodes. `validateCommonArgs` checks their form, number and duplicates. */
export function validateNodes({ nodes, transport }: CorosyncInputs): Failure[] {
  if (!Array.isArray(nodes)) return [];
  const known = (nodes as readonly CorosyncNodeSpec[]).filter((node) => !isUnknown(node));
  const reasons = known.flatMap((node) => validateTable(NODE, node));
  return [...reasons.map((f) => f.reason), ...linkReasons(known, transport)].map((reason) => ({
    property: "nodes",
    reason: `nodes: ${reason}`,
  }));
}

function linkReasons(nodes: readonly CorosyncNodeSpec[], transport: string | undefined): string[] {
  const lists = nodes.map((node) => node.addresses ?? []);
  if (hasUnknown(lists) || !lists.every((list) => Array.isArray(list))) return [];
  const counts = new Set(lists.map((list) => list.length));
  const most = Math.max(0, ...counts);
  const limit = transport === "udp" || transport === "udpu" ? 1 : 8;
  const repeated = findRepeatedText(lists.flat());
  return [
    ...(counts.size > 1 ? ["every node must have the same number of addresses, or none any"] : []),
    ...(most > limit ? [`${transport ?? "knet"} takes at most ${limit} addresses for a node`] : []),
    ...(repeated === undefined ? [] : [`the address ${repeated}`]),
  ];
}
