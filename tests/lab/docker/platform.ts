import { LabError } from "../progress";

/** Platforms of the nodes: Debian's own cluster, or a stand-in for EL6 with CMAN on top of it. */
export const platforms = ["debian", "el6-standin"] as const;
export type Platform = (typeof platforms)[number];

export function checkPlatform(name: string): Platform {
  const found = platforms.find((platform) => platform === name);
  if (found) return found;
  throw new LabError(`no platform "${name}": use one of ${platforms.join(", ")}`);
}

/** Path of systemctl on a node. EL6 has none, so the stand-in moves it away. */
export const systemctl = (platform: Platform): string =>
  platform === "debian" ? "systemctl" : "/opt/el6-standin/bin/systemctl";
