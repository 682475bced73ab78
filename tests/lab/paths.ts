import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** The checkout that this file belongs to. */
export const checkout = resolve(__dirname, "../..");

const base = (variable: string, fallback: string): string =>
  join(process.env[variable] ?? join(homedir(), fallback), "pulumi-pacemaker");

/** Cache that all checkouts share: the Pulumi CLI and compiled modules. */
export const cacheDir = (): string =>
  process.env.PULUMI_PACEMAKER_CACHE ?? base("XDG_CACHE_HOME", ".cache");

/** State of the labs, and of a Docker engine that these scripts started. */
export const stateDir = (): string => base("XDG_STATE_HOME", ".local/state");

/** The directory of one lab; `lab down` removes it. */
export const labDir = (name: string): string => join(stateDir(), "labs", name);
