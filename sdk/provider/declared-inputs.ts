import { createHash } from "node:crypto";

/** Digests, because the inputs themselves may be large and hold secrets. */
const declared = new Set<string>();

const digest = (inputs: string): string => createHash("sha256").update(inputs).digest("base64");

/**
 * Notes what the program declares in this run. Pulumi asks for differences when it refreshes as well, also of what is no
 * longer declared and shall be deleted in the same run (`up --refresh`, `destroy --refresh`); only what is declared is
 * checked.
 */
export function noteDeclared(inputs: string): void {
  declared.add(digest(inputs));
}

export const isDeclared = (inputs: string): boolean => declared.has(digest(inputs));
