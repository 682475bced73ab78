import { freeAddedIds } from "./free-ids";
import { type Element, findFirst, sectionOf, idOf } from "../xml/element";
import {
  type Pairs,
  type SetTag,
  observePairs,
  pairValue,
  removePairs,
  setPairs,
} from "../xml/nvset";
import { parseBoolean } from "../xml/values";
import { editPlainDefaults, plainDefaults } from "./plain-defaults";
import { expandTemplate } from "./template";
import { PreconditionFailed } from "../../errors";

/** Cluster properties and defaults as declared, in Pacemaker's own names. */
export interface PropertiesSpec {
  readonly properties: Pairs;
  readonly resourceDefaults: Pairs;
  readonly operationDefaults: Pairs;
}

interface Location {
  readonly key: keyof PropertiesSpec;
  readonly section: string;
  readonly tag: SetTag;
  readonly setId: string;
}

// The ids are those of pcs 0.10 and later.
const LOCATIONS: readonly Location[] = [
  {
    key: "properties",
    section: "crm_config",
    tag: "cluster_property_set",
    setId: "cib-bootstrap-options",
  },
  {
    key: "resourceDefaults",
    section: "rsc_defaults",
    tag: "meta_attributes",
    setId: "rsc_defaults-meta_attributes",
  },
  {
    key: "operationDefaults",
    section: "op_defaults",
    tag: "meta_attributes",
    setId: "op_defaults-meta_attributes",
  },
];

/** Cluster properties with two names: that of Pacemaker 3.0.2 and later, which counts there, and the older one. */
const RENAMED: readonly (readonly [now: string, before: string])[] = [
  ["fencing-enabled", "stonith-enabled"],
  ["fencing-action", "stonith-action"],
  ["fencing-reaction", "fence-reaction"],
  ["fencing-timeout", "stonith-timeout"],
  ["fencing-watchdog-timeout", "stonith-watchdog-timeout"],
  ["fencing-max-attempts", "stonith-max-attempts"],
  ["stop-removed-resources", "stop-orphan-resources"],
  ["cancel-removed-actions", "stop-orphan-actions"],
];

/** The older name of a cluster property with two names, else its name. */
export const olderName = (name: string): string =>
  RENAMED.find((names) => names.includes(name))?.[1] ?? name;

/** The names of a property that the cluster may know, the one that counts first. */
function namesOf(cib: Element, tag: SetTag, name: string): readonly string[] {
  const pair = RENAMED.find((names) => names.includes(name));
  if (pair === undefined || tag !== "cluster_property_set") return [name];
  return isSince(cib, KNOWS_NO_NEWER_NAMES + 1) ? pair : [pair[1]];
}

/** The name under which a property is in a set, or is to be written: `crm_verify` of 3.0.3 warns of the older one. */
function nameInSet(cib: Element, section: Element, tag: SetTag, name: string): string {
  const names = namesOf(cib, tag, name);
  const isPresent = (n: string): boolean => pairValue(section, tag, n) !== undefined;
  const [newest = name] = names;
  const isAsDeclared = names.includes(name) && !isSince(cib, KNOWS_NEWER_NAMES);
  return names.find(isPresent) ?? (isAsDeclared ? name : newest);
}

/** Feature sets 3.20.N: 3.0.1 does not know the newer names, 3.0.2 and 3.0.3 do. The set of 3.0.2 is unknown. */
const KNOWS_NO_NEWER_NAMES = 1;
const KNOWS_NEWER_NAMES = 5;

/** Whether the cluster has the feature set 3.20.`last` or later. */
function isSince({ attributes }: Element, last: number): boolean {
  const [major = 0, minor = 0, patch = 0] = (attributes.crm_feature_set ?? "")
    .split(".")
    .map(Number);
  return major > 3 || (major === 3 && (minor > 20 || (minor === 20 && patch >= last)));
}

const renamePairs = (cib: Element, section: Element, tag: SetTag, pairs: Pairs): Pairs =>
  Object.fromEntries(
    Object.entries(pairs).map(([name, value]) => [nameInSet(cib, section, tag, name), value]),
  );

export const NO_PROPERTIES: PropertiesSpec = {
  properties: {},
  resourceDefaults: {},
  operationDefaults: {},
};

/** Sets the declared values, and removes those that are no longer declared. */
export function putProperties(cib: Element, spec: PropertiesSpec, before: PropertiesSpec): Element {
  const next = LOCATIONS.reduce((c, { key, section: name, tag, setId }) => {
    const dropped = Object.keys(before[key]).filter((n) => !(n in spec[key]));
    return editPlainDefaults(c, name, (s) => {
      const gone = dropped.flatMap((n) => namesOf(c, tag, n));
      const pairs = renamePairs(c, s, tag, spec[key]);
      const removed = gone.filter((n) => !Object.hasOwn(pairs, n));
      return setPairs(removePairs(s, tag, removed), tag, setId, pairs);
    });
  }, cib);
  return freeAddedIds(cib, next);
}

export function observeProperties(cib: Element, spec: PropertiesSpec): PropertiesSpec {
  const [properties, resourceDefaults, operationDefaults] = LOCATIONS.map(
    ({ key, section: name, tag }) =>
      observeDeclared(cib, plainDefaults(sectionOf(cib, name)), tag, spec[key]),
  );
  return {
    ...NO_PROPERTIES,
    properties: properties ?? {},
    resourceDefaults: resourceDefaults ?? {},
    operationDefaults: operationDefaults ?? {},
  };
}

/** Observes the declared pairs under the declared names. */
function observeDeclared(cib: Element, section: Element, tag: SetTag, declared: Pairs): Pairs {
  const seen = observePairs(section, tag, renamePairs(cib, section, tag, declared));
  return Object.fromEntries(
    Object.keys(declared).flatMap((name) => {
      const value = seen[nameInSet(cib, section, tag, name)];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** Lists declared names whose value in the cluster differs, with the cluster's value. */
export function describePropertyDifferences(
  cib: Element,
  spec: PropertiesSpec,
): readonly (readonly [string, string])[] {
  return LOCATIONS.flatMap(({ key, section: name, tag }) =>
    Object.entries(spec[key]).flatMap(([n, wanted]) => {
      const section = plainDefaults(sectionOf(cib, name));
      const present = pairValue(section, tag, nameInSet(cib, section, tag, n));
      const same =
        present === undefined || observeDeclared(cib, section, tag, { [n]: wanted })[n] === wanted;
      return same ? [] : [[n, present] as const];
    }),
  );
}

export function propertyValue(cib: Element, name: string): string | undefined {
  return pairValue(sectionOf(cib, "crm_config"), "cluster_property_set", propertyName(cib, name));
}

/** The name under which the cluster has a property, or would take it. */
export const propertyName = (cib: Element, name: string): string =>
  nameInSet(cib, sectionOf(cib, "crm_config"), "cluster_property_set", name);

/** Whether fencing is on (the default) without a fence device. Pacemaker then starts and stops nothing. */
export function isFencingWithoutDevice(cib: Element): boolean {
  const isOn = parseBoolean(propertyValue(cib, "stonith-enabled") ?? "true") ?? true;
  const isDevice = (e: Element): boolean =>
    e.name === "primitive" && expandTemplate(cib, e).attributes.class === "stonith";
  return isOn && findFirst(sectionOf(cib, "resources"), isDevice) === undefined;
}

/**
 * Refuses a change that would leave fencing on without a fence device: Pacemaker would then start and stop nothing.
 * @throws PreconditionFailed
 */
export function refuseDeadlock(cib: Element, next: Element): void {
  const resources = sectionOf(next, "resources").children.flatMap((e) =>
    e.name === "template" ? [] : idOf(e) || [],
  );
  if (resources.length === 0 || !isFencingWithoutDevice(next) || isFencingWithoutDevice(cib))
    return;
  throw new PreconditionFailed(
    `stonithEnabled: after this, fencing would be on (Pacemaker's default) without a fence device, so the cluster would neither start nor stop ${resources.join(", ")}; ` +
      "declare a fence device (PrimitiveResource with a stonith: agent, before the resources, so that it goes last), or remove the resources first",
  );
}
