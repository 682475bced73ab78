import { cachePerSession } from "./per-session-cache";
import type { Session } from "../ssh/session";

/** All differences between the Pacemaker versions in production. No other code checks a version. */
export interface Dialect {
  /** The supported patch format. An unsupported one is accepted silently and does nothing (seen: 1.1.10). */
  readonly patchFormat: 1 | 2;
  /** Exit codes of the programs: the errno of 1.1, or the codes of `crm_error` since 2.0. */
  readonly exitCodes: "errno" | "crm";
  /** Name of the CIB's daemon. */
  readonly cibDaemon: "cib" | "pacemaker-based";
  /** Output format of crm_simulate. The text lacks the state of the resources. */
  readonly simulation: "xml" | "text";
  /** Whether a cleanup without a node reaches every node (seen: not in 1.1.10). */
  readonly cleansEverywhere: boolean;
  /** Whether changed parameters restart a resource whose only history is a probe (seen: not in 1.1.10). */
  readonly restartsFound: boolean;
  /** Whether a missing script in /etc/init.d looks stopped (1.1.10: running, and failed forever). */
  readonly noticesMissingScripts: boolean;
  /** Location of the log, for hints in messages. Nodes with CMAN (EL6) have no journal. */
  readonly log: string;
}

const MODERN: Dialect = {
  patchFormat: 2,
  exitCodes: "crm",
  cibDaemon: "pacemaker-based",
  simulation: "xml",
  cleansEverywhere: true,
  restartsFound: true,
  noticesMissingScripts: true,
  log: "journalctl -u pacemaker",
};

/** Queries the dialect of a node's Pacemaker. An unknown version counts as a new one. */
export const queryDialect = cachePerSession(query);

/** Works even while the cluster does not run. */
async function query(session: Session): Promise<Dialect> {
  const { stdout } = await session.run(["pacemakerd", "--features"]);
  return parseDialect(stdout);
}

type FeatureSet = readonly [number, number, number];

/** Parses the output of `pacemakerd --features`: ` Supporting v3.0.7:  …`. */
export function parseDialect(features: string): Dialect {
  const found = /Supporting v(\d+)\.(\d+)\.(\d+)/.exec(features);
  if (!found) return MODERN;
  const set: FeatureSet = [Number(found[1]), Number(found[2]), Number(found[3])];
  const is11 = !isSince(set, [3, 1, 0]); // 2.0.0
  const is1112 = isSince(set, [3, 0, 9]);
  return {
    patchFormat: is1112 ? 2 : 1,
    exitCodes: is11 ? "errno" : "crm",
    cibDaemon: is11 ? "cib" : "pacemaker-based",
    simulation: isSince(set, [3, 10, 0]) ? "xml" : "text", // 2.1.0; 2.0 has no --output-as either
    cleansEverywhere: !is11,
    restartsFound: is1112, // 1.1.18 restarts it; the versions in between are unknown
    noticesMissingScripts: !is11,
    log: /\bcman\b/.test(features)
      ? "/var/log/cluster/corosync.log or /var/log/messages"
      : MODERN.log,
  };
}

function isSince(set: FeatureSet, since: FeatureSet): boolean {
  const at = set.findIndex((n, i) => n !== since[i]);
  return at === -1 || (set[at] as number) > (since[at] as number);
}
