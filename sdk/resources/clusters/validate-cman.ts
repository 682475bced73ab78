import type { CmanNodeSpec, CmanSpec } from "../../cman/spec";
import { validateCmanSpec } from "../../cman/validate";
import { type Table, type TableOf, unknownArguments, validateTable } from "../../kind/arguments";
import type { CmanInputs } from "../../kind/cluster-inputs";
import { type Failure, type Rule, hasUnknown, isUnknown } from "../../kind/rules";

const CHECKED = [
  "clusterName",
  "nodes",
  "multicast",
  "twoNode",
  "totem",
  "logging",
  "fencing",
] as const;

const anObject: Rule = (v) =>
  typeof v === "object" && v !== null && !Array.isArray(v)
    ? undefined
    : "must be an object of names and values";
const aText: Rule = (v) => (typeof v === "string" ? undefined : "must be a text");
const aList: Rule = (v) => (Array.isArray(v) ? undefined : "must be a list");
const aFencing: Rule = (v) => {
  if (v === "pcmk-redirect") return undefined;
  const { devices, methods } = (typeof v === "object" ? (v ?? {}) : {}) as Record<string, unknown>;
  return Array.isArray(devices) && Array.isArray(methods)
    ? undefined
    : 'must be "pcmk-redirect", or { devices, methods } with lists';
};

const NODE: TableOf<CmanNodeSpec & { host: 0; port: 0 }> = {
  name: {},
  host: {},
  port: {},
  nodeId: {},
  votes: {},
  alternativeName: {},
};

/** The arguments that become cluster.conf: their form only. */
export const SPEC_ARGUMENTS = {
  clusterName: { rule: aText, required: true },
  nodes: { rule: aList, required: true },
  multicast: { rule: aText },
  totem: { rule: anObject },
  logging: { rule: anObject },
  fencing: { rule: aFencing, secret: true },
} satisfies Table;

/** Finds what CMAN could not run, as far as it is known yet and every argument has the right form. */
export function validateCmanInputs(args: CmanInputs): Failure[] {
  const spec = Object.fromEntries(
    Object.keys(SPEC_ARGUMENTS).map((name) => [name, args[name as keyof CmanInputs]]),
  );
  const given: readonly CmanNodeSpec[] = Array.isArray(args.nodes) ? args.nodes : [];
  const known = given.filter((n) => !isUnknown(n));
  const beside = known
    .flatMap((n) => unknownArguments(n, NODE))
    .map(({ reason }) => ({
      property: "nodes",
      reason: `nodes: ${reason}`,
    }));
  if (beside.length > 0 || validateTable(SPEC_ARGUMENTS, spec).length > 0) return beside;
  return validateCmanSpec(knownPart(args)).map(({ property, reason }) => ({
    property: property === "fencing" ? "" : property, // Pulumi would print it with its secrets
    reason,
  }));
}

/** Without what only a run will know: its rules wait until then. */
function knownPart(args: CmanInputs): CmanSpec {
  const known = Object.fromEntries(
    CHECKED.flatMap((name) => (hasUnknown(args[name]) ? [] : [[name, args[name]]])),
  );
  const nodes = (args.nodes as readonly unknown[]).filter((n) => !isUnknown(n) && !hasUnknown(n));
  const whole = nodes.length === args.nodes.length;
  return {
    clusterName: "unknown",
    ...known,
    ...(args.transport === undefined || isUnknown(args.transport)
      ? {}
      : { transport: args.transport }),
    nodes: nodes as CmanSpec["nodes"],
    // Rules that count or look for nodes need all of them.
    ...(whole ? {} : { twoNode: undefined, fencing: undefined, nodes: nodes as CmanSpec["nodes"] }),
  };
}
