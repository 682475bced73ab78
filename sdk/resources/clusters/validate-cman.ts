import type { CmanNodeSpec, CmanSpec } from "../../cman/spec";
import { validateCmanSpec } from "../../cman/validate";
import { type Table, type TableOf, unknownArguments, validateTable } from "../../kind/arguments";
import type { CmanInputs } from "../../kind/cluster-inputs";
import { type Failure, type Rule, hasUnknown, isUnknown } from "../../kind/rules";

const objectRule: Rule = (v) =>
  typeof v === "object" && v !== null && !Array.isArray(v)
    ? undefined
    : "must be an object of names and values";
const textRule: Rule = (v) => (typeof v === "string" ? undefined : "must be a text");
const listRule: Rule = (v) => (Array.isArray(v) ? undefined : "must be a list");
const fencingRule: Rule = (v) => {
  if (v === "pcmk-redirect") return undefined;
  const { devices, methods } = (typeof v === "object" ? (v ?? {}) : {}) as Record<string, unknown>;
  return [devices, methods].every((list) => Array.isArray(list) || isUnknown(list))
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
  const names = [...Object.keys(SPEC_ARGUMENTS), "transport", "twoNode"];
  const known = Object.fromEntries(
    Object.entries(args).filter(([name, value]) => names.includes(name) && !hasUnknown(value)),
  );
  const isComplete = !hasUnknown(args.nodes);
  const nodes = isUnknown(args.nodes) ? [] : args.nodes.filter((n) => !hasUnknown(n));
  return {
    clusterName: "unknown",
    ...known,
    nodes: isComplete || nodes.length > 0 ? nodes : [{ name: "unknown" }],
    // Rules that count nodes or look them up need all nodes.
    ...(isComplete ? {} : { twoNode: undefined, fencing: undefined }),
  };
}
