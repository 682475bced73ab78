import { type Element, findFirst, sectionOf, updateSection, idOf } from "../xml/element";
import {
  type Pairs,
  type SetTag,
  observePairs,
  pairValue,
  removePairs,
  setPairs,
} from "../xml/nvset";
import { freeAddedIds } from "../xml/fresh-ids";
import { parseBoolean } from "../xml/values";
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

export const NO_PROPERTIES: PropertiesSpec = {
  properties: {},
  resourceDefaults: {},
  operationDefaults: {},
};

/** Sets the declared values, and removes those that are no longer declared. */
export function putProperties(cib: Element, spec: PropertiesSpec, before: PropertiesSpec): Element {
  const next = LOCATIONS.reduce((c, { key, section: name, tag, setId }) => {
    const dropped = Object.keys(before[key]).filter((n) => !(n in spec[key]));
    return updateSection(c, name, (s) =>
      setPairs(removePairs(s, tag, dropped), tag, setId, spec[key]),
    );
  }, cib);
  return freeAddedIds(cib, next);
}

export function observeProperties(cib: Element, spec: PropertiesSpec): PropertiesSpec {
  const [properties, resourceDefaults, operationDefaults] = LOCATIONS.map(
    ({ key, section: name, tag }) => observePairs(sectionOf(cib, name), tag, spec[key]),
  );
  return {
    ...NO_PROPERTIES,
    properties: properties ?? {},
    resourceDefaults: resourceDefaults ?? {},
    operationDefaults: operationDefaults ?? {},
  };
}

/** Lists declared names whose value in the cluster differs, with the cluster's value. */
export function describePropertyDifferences(
  cib: Element,
  spec: PropertiesSpec,
): readonly (readonly [string, string])[] {
  return LOCATIONS.flatMap(({ key, section: name, tag }) =>
    Object.entries(spec[key]).flatMap(([n, wanted]) => {
      const present = pairValue(sectionOf(cib, name), tag, n);
      const same =
        present === undefined ||
        observePairs(sectionOf(cib, name), tag, { [n]: wanted })[n] === wanted;
      return same ? [] : [[n, present] as const];
    }),
  );
}

export const propertyValue = (cib: Element, name: string): string | undefined =>
  pairValue(sectionOf(cib, "crm_config"), "cluster_property_set", name);

/** Whether fencing is on (the default) without a fence device. Pacemaker then starts and stops nothing. */
export function isFencingWithoutDevice(cib: Element): boolean {
  const isOn = parseBoolean(propertyValue(cib, "stonith-enabled") ?? "true") ?? true;
  const isDevice = ({ name, attributes }: Element): boolean =>
    name === "primitive" && attributes.class === "stonith";
  return isOn && findFirst(sectionOf(cib, "resources"), isDevice) === undefined;
}

/**
 * Refuses a change that would leave fencing on without a fence device: Pacemaker would then start and stop nothing.
 * @throws PreconditionFailed
 */
export function refuseDeadlock(cib: Element, next: Element): void {
  const resources = sectionOf(next, "resources").children.flatMap((e) => idOf(e) || []);
  if (resources.length === 0 || !isFencingWithoutDevice(next) || isFencingWithoutDevice(cib))
    return;
  throw new PreconditionFailed(
    `stonithEnabled: after this, fencing would be on (Pacemaker's default) without a fence device, so the cluster would neither start nor stop ${resources.join(", ")}; ` +
      "declare a fence device (PrimitiveResource with a stonith: agent, before the resources, so that it goes last), or remove the resources first",
  );
}
