import { childrenPart } from "../../../cib/model/elements/children";
import { elementTarget } from "../../../cib/model/elements/in-section";
import { element, idOf } from "../../../cib/xml/element";
import { type ElementArgument, idList } from "../definition";

/** The roles of a user or a group of users. */
export const ROLES: ElementArgument = {
  rule: idList(0),
  required: true,
  reference: true,
  target: elementTarget("ACL role", "acl_role"),
  part: childrenPart({
    tag: "role",
    build: (_owner, id) => element("role", { id: String(id) }),
    read: idOf,
  }),
};
