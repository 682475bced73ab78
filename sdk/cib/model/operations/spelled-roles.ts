import type { Element } from "../../xml/element";
import { spellRole } from "../../xml/spell-role";
import type { Operation } from "./operation";

/**
 * Spells the roles of operations as the schema of a cluster knows them. pcs does so too, with the declared operations and
 * those of the agent's meta-data (pcs 0.11: `lib/cib/resource/operations.py`).
 */
export const withSpelledRoles = <T extends { readonly operations: readonly Operation[] }>(
  cib: Element,
  owner: T,
): T => ({
  ...owner,
  operations: owner.operations.map((o) =>
    o.role === undefined ? o : { ...o, role: spellRole(cib, o.role) },
  ),
});
