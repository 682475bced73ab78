import type { ClusterAddress } from "../host/ssh/connection";
import { warn } from "../log";

/** The clusters that are reported as gone, by the names of their nodes. */
const reported = new Set<string>();

/** Warns once for each cluster that a refresh forgets what the nodes no longer have. */
export function warnOfGone({ nodes }: ClusterAddress): void {
  const names = nodes.map((n) => n.name).join(", ");
  if (reported.has(names)) return;
  reported.add(names);
  warn(
    `${names}: no cluster is configured here any more, for example after \`pcs cluster destroy --all\`, so the refresh forgets what it had. ` +
      "To get it back, run `pulumi up`: it makes a CorosyncCluster or CmanCluster and what is in it anew; make a cluster that was made by hand again first. " +
      "If these are other machines, correct `nodes[].host` first",
  );
}
