import { olderName } from "../../cib/model/cluster-properties";
import { type Element, idOf, sectionOf } from "../../cib/xml/element";
import { type Pairs, type SetTag, observeAllPairs } from "../../cib/xml/nvset";
import { type Scalar, parseBoolean } from "../../cib/xml/values";
import type { Table } from "../../kind/arguments";
import type { ReadArguments } from "../../kind/cib-kind";
import { kebab } from "../spelling";
import { PROPERTY_ARGUMENTS } from "./spec";

type Args = Readonly<Record<string, unknown>>;

/** Properties that the cluster itself writes. No program declares them. */
const OF_CLUSTER = [
  ...["cluster-infrastructure", "cluster-name", "dc-version", "have-watchdog", "last-lrm-refresh"],
];

/**
 * Reads the first plain set of a section as arguments of `PacemakerProperties`. Returns `undefined` for further sets, sets with
 * a rule, and sets in which there is only what the cluster writes.
 */
export const readProperties: ReadArguments = (cib, e) => {
  const isFirst = (section: string): boolean =>
    sectionOf(cib, section).children.find((c) => !hasRule(c)) === e;
  const pairs = (tag: SetTag): Pairs => observeAllPairs({ ...e, children: [e] }, tag, {});
  const named = (args: Args): Args | undefined =>
    Object.keys(args).length > 0 ? { label: idOf(e), ...args } : undefined;
  if (isFirst("crm_config")) return named(readClusterProperties(pairs("cluster_property_set")));
  if (isFirst("rsc_defaults")) return named({ resourceDefaults: pairs("meta_attributes") });
  return isFirst("op_defaults")
    ? named({ operationDefaults: pairs("meta_attributes") })
    : undefined;
};

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
