import type { Element } from "./element";
import { isSchemaBelow } from "./versions";

/** The names of roles since the schema 3.7, with those before it. */
const LEGACY: Readonly<Record<string, string>> = { Promoted: "Master", Unpromoted: "Slave" };
const CURRENT = Object.fromEntries(Object.entries(LEGACY).map(([now, before]) => [before, now]));

/** Spells a role as the schema of a cluster knows it, as pcs does. */
export const spellRole = (cib: Element, role: string): string =>
  (isSchemaBelow(cib, [3, 7]) ? LEGACY[role] : CURRENT[role]) ?? role;
