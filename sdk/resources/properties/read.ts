import { olderName } from "../../cib/model/cluster-properties";
import { type Element, idOf, sectionOf } from "../../cib/xml/element";
import { type Pairs, type SetTag, findPair, observeAllPairs } from "../../cib/xml/nvset";
import { type Scalar, parseBoolean } from "../../cib/xml/values";
import type { Table } from "../../kind/arguments";
import type { ReadArguments } from "../../kind/cib-kind";
import { kebab } from "../spelling";
import { PROPERTY_ARGUMENTS } from "./spec";

type Args = Readonly<Record<string, unknown>>;

/** Properties that the cluster itself writes. No program declares them. */
export const OF_CLUSTER: readonly string[] = [
  ...["cluster-infrastructure", "cluster-name", "dc-version", "have-watchdog", "last-lrm-refresh"],
];

/**
 * Reads a plain set of cluster properties, or the first one of defaults, as arguments of `PacemakerProperties`. Returns
 * `undefined` for other sets, and for sets in which nothing is in force but what the cluster writes.
 */
export const readProperties: ReadArguments = (cib, e) => {
  const sectionName = SECTIONS.find((name) => sectionOf(cib, name).children.includes(e));
  if (sectionName === undefined || hasRule(e)) return undefined;
  const section = sectionOf(cib, sectionName);
  const tag = e.name as SetTag;
  // Of two sets with a name, the pair that Pacemaker takes is the property.
  const inForce = Object.entries(observeAllPairs({ ...e, children: [e] }, tag, {})).filter(
    ([name]) => e.children.includes(findPair(section, tag, name) ?? e),
  );
  const pairs = Object.fromEntries(inForce);
  const args =
    sectionName === "crm_config" ? readClusterProperties(pairs) : { [KEYS[sectionName]]: pairs };
  const isFirst = section.children.find((c) => !hasRule(c)) === e;
  if (sectionName !== "crm_config" && !isFirst) return undefined;
  return Object.keys(args).length > 0 ? { label: idOf(e), ...args } : undefined;
};

const SECTIONS = ["crm_config", "rsc_defaults", "op_defaults"] as const;
const KEYS = { rsc_defaults: "resourceDefaults", op_defaults: "operationDefaults" } as const;

const hasRule = ({ children }: Element): boolean => children.some((c) => c.name === "rule");

function readClusterProperties(pairs: Pairs): Args {
  const own = Object.entries(pairs).filter(([name]) => !OF_CLUSTER.includes(name));
  const typed = own.flatMap(([name, value]) => {
    const argument = argumentOf(name);
    return argument === undefined ? [] : [[argument, typedValue(argument, value)] as const];
  });
  const others = own.filter(([name]) => argumentOf(name) === undefined);
  return {
    ...Object.fromEntries(typed),
    ...(others.length > 0 ? { properties: Object.fromEntries(others) } : {}),
  };
}

const argumentOf = (property: string): string | undefined =>
  Object.keys(PROPERTY_ARGUMENTS).find((argument) => kebab(argument) === olderName(property));

/** Returns a value in the type that the argument takes, or as it is, for the validation to refuse. */
function typedValue(argument: string, value: Scalar): Scalar {
  const rule = (PROPERTY_ARGUMENTS as Table)[argument]?.rule;
  const candidates = [value, parseBoolean(value), Number(value)];
  return candidates.find((v) => v !== undefined && rule?.(v) === undefined) ?? value;
}
