import { type GenerationName, usualGeneration } from "./generation";
import { LabError } from "../progress";

/** Platforms of the nodes: Debian's own cluster, or a stand-in for EL6 with CMAN on top of it. */
export const platforms = ["debian", "el6-standin"] as const;
export type Platform = (typeof platforms)[number];

/** What the nodes of a lab are made from. */
export interface NodeType {
  readonly platform: Platform;
  readonly generation: GenerationName;
}

export function checkPlatform(name: string): Platform {
  const found = platforms.find((platform) => platform === name);
  if (found) return found;
  throw new LabError(`no platform "${name}": use one of ${platforms.join(", ")}`);
}

/** @throws LabError if the stand-in is to be made from another generation than the usual one */
export function checkNodeType(type: NodeType): NodeType {
  if (type.platform === "debian" || type.generation === usualGeneration) return type;
  throw new LabError(`the platform ${type.platform} is made from ${usualGeneration} only`);
}

/** Path of systemctl on a node. EL6 has none, so the stand-in moves it away. */
export const systemctl = (platform: Platform): string =>
  platform === "debian" ? "systemctl" : "/opt/el6-standin/bin/systemctl";
