import { propertyValue } from "../../../cib/model/cluster-properties";
import type { Element } from "../../../cib/xml/element";
import { parseBoolean } from "../../../cib/xml/values";

/** Warns if the cluster enforces no ACLs. */
export const describeAclsOff = (cib: Element): readonly string[] =>
  parseBoolean(propertyValue(cib, "enable-acl") ?? "false") === true
    ? []
    : [
        'the cluster enforces no ACLs while enable-acl is not true; set it with PacemakerProperties (properties: { "enable-acl": true })',
      ];
