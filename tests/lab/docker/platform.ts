import { LabError } from "../progress";

/** What the nodes of a lab run: Debian's own cluster, or a stand-in for EL6 with CMAN over it. */
export const platforms = ["debian", "el6-standin"] as const;
export type Platform = (typeof platforms)[number];

export function checkPlatform(name: string): Platform {
  const found = platforms.find((platform) => platform === name);
  if (found) return found;
  throw new LabError(`no platform "${name}": one of ${platforms.join(", ")}`);
}

/** Where a node's systemctl is; EL6 has none, so there it is put aside. */
export const systemctl = (platform: Platform): string =>
  platform === "debian" ? "systemctl" : "/opt/el6-standin/bin/systemctl";
