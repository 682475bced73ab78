import type { Element } from "../../xml/element";
import { isSchemaBelow, schemaName } from "../../xml/versions";

/** Describes what the cluster's schema cannot hold, because it is older than a version. */
export const describeOldSchema = (
  cib: Element,
  version: readonly [number, number],
  what: string,
): readonly string[] =>
  isSchemaBelow(cib, version)
    ? [
        `${what} needs the schema pacemaker-${version.join(".")} or newer, and the cluster has ${schemaName(cib)}: raise the schema (cibadmin --upgrade)`,
      ]
    : [];
