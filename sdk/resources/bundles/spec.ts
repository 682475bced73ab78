import { type BundleSpec, primitiveOf } from "../../cib/model/bundles/bundle";
import { containerOf } from "../../cib/model/bundles/implicit";
import { DIRECTORIES, type Mapping, PORTS, readMappings } from "../../cib/model/bundles/mappings";
import { childNamed, idOf } from "../../cib/xml/element";
import { type Pairs, observeAllPairs } from "../../cib/xml/nvset";
import { type Scalar, parseBoolean, valueText } from "../../cib/xml/values";
import type { ReadArguments } from "../../kind/cib-kind";
import { withoutEmpty } from "../primitives/read";
import type { InlineInputs } from "../inline-constraints/entries";
import { kebab, kebabKeys, observeKeys } from "../spelling";

type Values = Readonly<Record<string, Scalar>>;

/** The inputs of a bundle. */
export interface BundleInputs extends InlineInputs {
  readonly name: string;
  readonly container: Values & { readonly type: string };
  readonly network?: Readonly<Record<string, Scalar | readonly Values[]>> & {
    readonly portMappings?: readonly Values[];
  };
  readonly storage?: readonly Values[];
  readonly primitive?: string;
  readonly meta?: Pairs;
  readonly startWithGroup?: readonly string[];
  /** The primitive, if the program no longer declares it. No program gives it. */
  readonly undeclared?: readonly string[];
}

const mapping = (entry: Values): Mapping =>
  Object.fromEntries(Object.entries(entry).map(([name, value]) => [kebab(name), valueText(value)]));

/** Builds the declared bundle from its inputs. */
export function bundleSpec(args: BundleInputs): BundleSpec {
  const { type, ...container } = args.container;
  const { portMappings, ...network } = args.network ?? {};
  return {
    id: args.name,
    engine: type,
    container: kebabKeys(container),
    network: kebabKeys(network) as Pairs,
    ...(portMappings ? { ports: portMappings.map(mapping) } : {}),
    ...(args.storage ? { directories: args.storage.map(mapping) } : {}),
    ...(args.primitive === undefined ? {} : { primitive: args.primitive }),
    meta: kebabKeys(args.meta),
    held: args.startWithGroup ?? [],
    undeclared: args.undeclared ?? [],
  };
}

/** Returns the inputs with observed values in place of declared ones. */
export function observedInputs(args: BundleInputs, seen: BundleSpec): BundleInputs {
  const { primitive, ...own } = args;
  const { portMappings: ports, ...network } = args.network ?? {};
  return {
    ...own,
    container: { ...observeKeys(args.container, seen.container), type: seen.engine },
    ...(args.network
      ? {
          network: {
            ...observeKeys(network, seen.network),
            ...(ports ? { portMappings: observeEntries(ports, seen.ports) } : {}),
          },
        }
      : {}),
    ...(args.storage ? { storage: observeEntries(args.storage, seen.directories) } : {}),
    ...(primitive !== undefined && seen.primitive !== undefined
      ? { primitive: seen.primitive }
      : {}),
    ...(args.meta ? { meta: observeKeys(args.meta, seen.meta) } : {}),
  };
}

/** Returns observed mappings as entries: an equal one as declared, others with camelCase names. */
function observeEntries(
  declared: readonly Values[],
  seen: readonly Mapping[] = [],
): readonly Values[] {
  const texts = declared.map((entry) => JSON.stringify(Object.entries(mapping(entry)).sort()));
  return seen.map((m) => {
    const at = texts.indexOf(JSON.stringify(Object.entries(m).sort()));
    return declared[at] ?? readEntry(m);
  });
}

const camel = (name: string): string =>
  name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

const readEntry = (m: Mapping): Values =>
  Object.fromEntries(
    Object.entries(m).map(([name, value = ""]) => [
      camel(name),
      name.endsWith("port") && /^\d+$/.test(value) ? Number(value) : value,
    ]),
  );

/** Reads a bundle of the cluster as arguments. */
export const readBundle: ReadArguments = (_cib, e) => {
  const container = containerOf(e);
  if (e.name !== "bundle" || !container) return undefined;
  const inside = primitiveOf(e);
  const ports = readMappings(e, PORTS).map(readEntry);
  const storage = readMappings(e, DIRECTORIES).map(readEntry);
  const network = {
    ...camelKeys(childNamed(e, "network")?.attributes),
    ...(ports.length > 0 ? { portMappings: ports } : {}),
  };
  const meta = observeAllPairs(e, "meta_attributes", {});
  const { masters, ...attributes } = container.attributes;
  const counts: Readonly<Record<string, string>> =
    masters === undefined ? attributes : { ...attributes, "promoted-max": masters };
  return withoutEmpty({
    name: idOf(e),
    container: { type: container.name, ...camelKeys(counts) },
    network,
    storage,
    primitive: inside && idOf(inside),
    meta,
  });
};

const camelKeys = (attributes: Readonly<Record<string, string>> = {}): Values =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => {
      if (name === "id") return [];
      const isCount = COUNTS.includes(name) && /^\d+$/.test(value);
      const typed = name === "add-host" ? (parseBoolean(value) ?? value) : value;
      return [[camel(name), isCount ? Number(value) : typed]];
    }),
  );

const COUNTS = ["replicas", "replicas-per-host", "promoted-max", "control-port", "host-netmask"];
