import { type TableOf, type Table, validateTable } from "../../kind/arguments";
import {
  type Failure,
  type Rule,
  integer,
  ipAddress,
  isUnknown,
  listOf,
  nonEmpty,
  oneOf,
  showValue,
  trueOrFalse,
} from "../../kind/rules";
import type {
  BundleContainerArgs,
  BundleNetworkArgs,
  PortMappingArgs,
  StorageMappingArgs,
} from "./args";

const LARGE = 1_000_000;
const port = integer(1, 65_535);

const CONTAINER: TableOf<BundleContainerArgs> = {
  type: { rule: oneOf("docker", "podman"), required: true },
  image: { rule: nonEmpty, required: true },
  replicas: { rule: integer(1, LARGE) },
  replicasPerHost: { rule: integer(1, LARGE) },
  promotedMax: { rule: integer(0, LARGE) },
  runCommand: { rule: nonEmpty },
  network: { rule: nonEmpty },
  options: { rule: nonEmpty },
};

const range: Rule = (v) => {
  const [, first, last] = /^(\d{1,5})-(\d{1,5})$/.exec(typeof v === "string" ? v : "") ?? [];
  const isRange = port(Number(first)) === undefined && port(Number(last)) === undefined;
  return isRange && Number(first) <= Number(last)
    ? undefined
    : `${showValue(v)} is not a range of ports, such as "8000-8010"`;
};

const PORT: TableOf<PortMappingArgs> = {
  port: { rule: port },
  internalPort: { rule: port },
  range: { rule: range },
};

const STORAGE: TableOf<StorageMappingArgs> = {
  sourceDir: { rule: nonEmpty },
  sourceDirRoot: { rule: nonEmpty },
  targetDir: { rule: nonEmpty, required: true },
  options: { rule: nonEmpty },
};

/** Requires one of two names, and refuses both. */
const oneName =
  (a: string, b: string): Rule =>
  (v) => {
    const given = [a, b].filter((name) => (v as Readonly<Record<string, unknown>>)[name] != null);
    if (given.length === 1) return undefined;
    return given.length === 0
      ? `${a} or ${b} is required`
      : `${a} and ${b} exclude each other: give one of them`;
  };

/** Validates an object by a table, and by further rules. All reasons are returned. */
const objectOf =
  (table: Table, ...rules: readonly Rule[]): Rule =>
  (v) => {
    if (typeof v !== "object" || v === null || Array.isArray(v)) return "must be an object";
    const reasons = [
      ...validateTable(table, v).map((f) => f.reason),
      ...rules.flatMap((rule) => rule(v) ?? []),
    ];
    return reasons.length === 0 ? undefined : reasons.join("; ");
  };

const needsPort: Rule = (v) => {
  const { port: outside, internalPort } = v as PortMappingArgs;
  return internalPort !== undefined && outside === undefined
    ? "internalPort needs port"
    : undefined;
};

const NETWORK: TableOf<BundleNetworkArgs> = {
  ipRangeStart: { rule: ipAddress },
  controlPort: { rule: port },
  hostInterface: { rule: nonEmpty },
  hostNetmask: { rule: integer(1, 128) },
  addHost: { rule: trueOrFalse },
  portMappings: { rule: listOf(objectOf(PORT, oneName("port", "range"), needsPort), 0) },
};

export const containerRule = objectOf(CONTAINER);
export const networkRule = objectOf(NETWORK);
export const storageRule = listOf(objectOf(STORAGE, oneName("sourceDir", "sourceDirRoot")), 0);

/** Refuses a primitive that Pacemaker could not reach (`valid_network` in lib/pengine/bundle.c): it ignores the bundle then. */
export function validateReach({
  primitive,
  network,
  container,
}: {
  readonly primitive?: unknown;
  readonly network?: unknown;
  readonly container: unknown;
}): readonly Failure[] {
  if (isUnknown(network) || (network !== undefined && typeof network !== "object")) return [];
  const { ipRangeStart, controlPort } = (network ?? {}) as BundleNetworkArgs;
  const { replicasPerHost } = (container ?? {}) as Partial<BundleContainerArgs>;
  const isReached = ipRangeStart !== undefined || controlPort !== undefined;
  const isShared = typeof replicasPerHost === "number" && replicasPerHost > 1;
  if (primitive === undefined || ipRangeStart !== undefined) return [];
  const failure = (reason: string): readonly Failure[] => [
    { property: "network", reason: `network: ${reason}` },
  ];
  if (!isReached)
    return failure("a primitive needs ipRangeStart or controlPort, or Pacemaker cannot reach it");
  return isShared
    ? failure(
        "containers of one node cannot share controlPort: give ipRangeStart, or no replicasPerHost",
      )
    : [];
}
