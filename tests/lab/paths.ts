import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** The checkout that this file belongs to. */
export const checkout = resolve(__dirname, "../..");

const base = (variable: string, fallback: string): string =>
  join(process.env[variable] ?? join(homedir(), fallback), "pulumi-pacemaker");

/** What is made once and used by all checkouts: the Pulumi CLI. */
export const cacheDir = (): string =>
  process.env.PULUMI_PACEMAKER_CACHE ?? base("XDG_CACHE_HOME", ".cache");

/** What belongs to running things: the labs, the engine that was started here. */
export const stateDir = (): string => base("XDG_STATE_HOME", ".local/state");

/** The directory of one lab; `lab down` removes it. */
export const labDir = (name: string): string => join(stateDir(), "labs", name);
