import { LabError } from "../progress";

/** A Debian release with its Pacemaker, from which the nodes of a lab are made. */
interface Generation {
  /** Name of the release for debootstrap, and tag of the image `debian`. */
  readonly suite: string;
  /**
   * Packages with the fence agents. From trixie on, `fence-agents` means all agents, with the SDKs of all clouds (400
   * packages instead of 54). Then only the agents of the tests are installed.
   */
  readonly fenceAgents: string;
}

const agentsOfTests = "fence-agents-apc fence-agents-ipmilan";

/** The generations. Another release is another row. */
const table = {
  bullseye: { suite: "bullseye", fenceAgents: "fence-agents" }, // Pacemaker 2.0, pcs 0.10
  bookworm: { suite: "bookworm", fenceAgents: "fence-agents" }, // Pacemaker 2.1, pcs 0.11
  trixie: { suite: "trixie", fenceAgents: agentsOfTests }, // Pacemaker 3.0.0, pcs 0.12
  sid: { suite: "sid", fenceAgents: agentsOfTests }, // Pacemaker 3.0.3 and later, pcs 0.12
} as const satisfies Record<string, Generation>;

export type GenerationName = keyof typeof table;
export const generationNames = Object.keys(table) as GenerationName[];
export const usualGeneration: GenerationName = "bookworm";

export const generations: Readonly<Record<GenerationName, Generation>> = table;

/** @throws LabError if there is no such generation */
export function checkGeneration(name: string): GenerationName {
  const found = generationNames.find((generation) => generation === name);
  if (found) return found;
  throw new LabError(`no generation "${name}": use one of ${generationNames.join(", ")}`);
}
