import type { Element } from "./element";

/** A version as `[major, minor]`. */
export type Version = readonly [number, number];

/** The name of the schema that validates a CIB, such as `pacemaker-3.9`. */
export const schemaName = (cib: Element): string => cib.attributes["validate-with"] ?? "none";

/**
 * Whether a CIB is validated by a schema older than a version. A CIB that is not validated, or by a schema in development
 * (`pacemaker-next`), is not.
 */
export const isSchemaBelow = (cib: Element, version: Version): boolean =>
  isBelow(/^pacemaker-(\d+)\.(\d+)$/.exec(schemaName(cib)), version);

/** Whether a CIB is validated by a released schema of a version or newer. */
export const isSchemaFrom = (cib: Element, version: Version): boolean =>
  /^pacemaker-\d/.test(schemaName(cib)) && !isSchemaBelow(cib, version);

/** Whether a cluster's feature set (`crm_feature_set`) is older than a version. An unknown one is not. */
export const areFeaturesBelow = (cib: Element, version: Version): boolean =>
  isBelow(/^(\d+)\.(\d+)/.exec(cib.attributes.crm_feature_set ?? ""), version);

function isBelow(found: RegExpExecArray | null, [major, minor]: Version): boolean {
  const [a = major, b = minor] = found?.slice(1, 3).map(Number) ?? [];
  return a < major || (a === major && b < minor);
}
