import type { CommandResult, RunOptions, Session } from "./session";

const notYet = (): Promise<never> => Promise.reject(new Error("not yet"));

/** The whole CIB, with status. @throws NodeUnusable when the cluster does not run on the node */
export const queryCib: (session: Session) => Promise<string> = notYet;

/** Commits a patch; the header (`<cib …/>`, no children) read back afterwards. @throws PatchRefused */
export const applyPatch: (session: Session, patch: string) => Promise<string> = notYet;

/** The CIB, and what the scheduler makes of that very CIB (`crm_simulate --output-as=xml`). */
export const snapshot: (session: Session) => Promise<{ cib: string; simulation: string }> = notYet;

/** Metadata of an agent: `class:provider:type` or `class:type`. */
export const agentMetadata: (session: Session, agent: string) => Promise<string> = notYet;

/** Erases a resource's history and failures. */
export const cleanup: (session: Session, resource: string) => Promise<void> = notYet;

/** Runs pcs. */
export const pcs: (
  session: Session,
  argv: readonly string[],
  options?: RunOptions,
) => Promise<CommandResult> = notYet;

/** A file's text; undefined when it does not exist. */
export const readFile: (session: Session, path: string) => Promise<string | undefined> = notYet;
