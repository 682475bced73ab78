import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Agent, parseAgent } from "../sdk/cib/model/agent";
import type { Element } from "../sdk/cib/xml/element";
import { parseXml } from "../sdk/cib/xml/parse";

/** Reads the text of a file below `tests/fixtures`. */
export const fixture = (path: string): string =>
  readFileSync(join(__dirname, "fixtures", path), "utf8");

export const fixtureXml = (path: string): Element => parseXml(fixture(path));

/**
 * Reads the recorded meta-data of an agent of the lab.
 * @throws Error that names the missing file
 */
export function agent(name: string): Agent {
  const path = `agents/${name.replaceAll(":", "_")}.xml`;
  if (!existsSync(join(__dirname, "fixtures", path)))
    throw new Error(
      `${name} has no meta-data in tests/fixtures/${path}: record it (CONTRIBUTING.md, step 1)`,
    );
  return parseAgent(fixture(path), name.startsWith("stonith:"));
}

/** Makes a CIB of two nodes with these resources, constraints and other sections. */
export const cib = (resources = "", constraints = "", more = "", status = ""): Element =>
  parseXml(
    `<cib epoch="7" num_updates="3" admin_epoch="0" have-quorum="1"><configuration><crm_config/>` +
      `<nodes><node id="1" uname="rsha1"/><node id="2" uname="rsha2"/></nodes>` +
      `<resources>${resources}</resources><constraints>${constraints}</constraints>${more}</configuration>` +
      `<status>${status}</status></cib>`,
  );

/** Makes a generator of numbers from 0 to 1 that are the same in every run (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
