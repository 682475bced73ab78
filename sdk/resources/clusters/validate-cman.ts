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

const objectRule: Rule = (v) =>
  typeof v === "object" && v !== null && !Array.isArray(v)
    ? undefined
    : "must be an object of names and values";
const textRule: Rule = (v) => (typeof v === "string" ? undefined : "must be a text");
const listRule: Rule = (v) => (Array.isArray(v) ? undefined : "must be a list");
const fencingRule: Rule = (v) => {
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

/** The arguments that become cluster.conf. Their rules check the form only. */
export const SPEC_ARGUMENTS = {
  clusterName: { rule: textRule, required: true },
  nodes: { rule: listRule, required: true },
  multicast: { rule: textRule },
  totem: { rule: objectRule },
  logging: { rule: objectRule },
  fencing: { rule: fencingRule, secret: true },
} satisfies Table;

/** Finds settings that CMAN cannot run. Checks known values, and only if every argument has the right form. */
export function validateCmanInputs(args: CmanInputs): Failure[] {
  const spec = Object.fromEntries(
    Object.keys(SPEC_ARGUMENTS).map((name) => [name, args[name as keyof CmanInputs]]),
  );
  const given: readonly CmanNodeSpec[] = Array.isArray(args.nodes) ? args.nodes : [];
  const known = given.filter((n) => !isUnknown(n));
  const unknownFields = known
    .flatMap((n) => unknownArguments(n, NODE))
    .map(({ reason }) => ({
      property: "nodes",
      reason: `nodes: ${reason}`,
    }));
  if (unknownFields.length > 0 || validateTable(SPEC_ARGUMENTS, spec).length > 0)
    return unknownFields;
  return validateCmanSpec(knownPart(args)).map(({ property, reason }) => ({
    property: property === "fencing" ? "" : property, // Pulumi would print the property with its secrets
    reason,
  }));
}

/** Removes unknown values from the arguments. Only a run can check them. */
function knownPart(args: CmanInputs): CmanSpec {
  const known = Object.fromEntries(
    CHECKED.flatMap((name) => (hasUnknown(args[name]) ? [] : [[name, args[name]]])),
  );
  const nodes = (args.nodes as readonly unknown[]).filter((n) => !isUnknown(n) && !hasUnknown(n));
  const complete = nodes.length === args.nodes.length;
  return {
    clusterName: "unknown",
    ...known,
    ...(args.transport === undefined || isUnknown(args.transport)
      ? {}
      : { transport: args.transport }),
    nodes: nodes as CmanSpec["nodes"],
    // Rules that count nodes or look them up need all nodes.
    ...(complete
      ? {}
      : { twoNode: undefined, fencing: undefined, nodes: nodes as CmanSpec["nodes"] }),
  };
}
