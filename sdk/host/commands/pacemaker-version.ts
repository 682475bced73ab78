import { cachePerSession } from "./per-session-cache";
import type { Session } from "../ssh/session";

/** What differs between the Pacemakers that are still in production; nobody else asks for a version. */
export interface Dialect {
  /** The patches that it applies; of another format it says nothing and does nothing (seen: 1.1.10). */
  readonly patchFormat: 1 | 2;
  /** Whose numbers its programs end with: the errno of 1.1, or those of `crm_error` since 2.0. */
  readonly exitCodes: "errno" | "crm";
  /** The name of the daemon that keeps the CIB. */
  readonly cibDaemon: "cib" | "pacemaker-based";
  /** How crm_simulate tells its result; what it says in text lacks the resources' state. */
  readonly simulation: "xml" | "text";
  /** Whether a cleanup that names no node reaches every node (seen: 1.1.10's does not). */
  readonly cleansEverywhere: boolean;
  /** Whether what runs is restarted for changed parameters when only a probe is remembered of it (seen: 1.1.10's is not). */
  readonly restartsFound: boolean;
  /** Whether a script in /etc/init.d that is missing looks stopped (1.1.10: running, and failed for ever). */
  readonly noticesMissingScripts: boolean;
  /** Where hints send the user to read what it did; nodes with CMAN (EL6) have no journal. */
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

/** What a node's Pacemaker speaks; what does not say is taken for a new one. */
export const queryDialect = cachePerSession(ask);

/** It answers where the cluster does not run, too. */
async function ask(session: Session): Promise<Dialect> {
  const { stdout } = await session.run(["pacemakerd", "--features"]);
  return parseDialect(stdout);
}

type FeatureSet = readonly [number, number, number];

/** The dialect of the one who says ` Supporting v3.0.7:  …`. */
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
    simulation: isSince(set, [3, 10, 0]) ? "xml" : "text", // 2.1.0: 2.0 knows no --output-as either
    cleansEverywhere: !is11,
    restartsFound: is1112, // 1.1.18 restarts it; of those in between nothing is known
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
