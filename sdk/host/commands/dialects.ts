/** What the library has to know of a Pacemaker version. No other code checks a version. */
export interface Dialect {
  /** The supported patch format. An unsupported one is accepted silently and does nothing (seen: 1.1.10). */
  readonly patchFormat: 1 | 2;
  /** Whether a patch has to name `num_updates` too. */
  readonly asksForUpdates: boolean;
  /** Exit codes of the programs: the errno of 1.1, or the codes of `crm_error` since 2.0. */
  readonly exitCodes: "errno" | "crm";
  /** Name of the CIB's daemon. */
  readonly cibDaemon: "cib" | "pacemaker-based";
  /** Output format of crm_simulate. The text lacks the state of the resources. */
  readonly simulation: "xml" | "text";
  /** Whether a cleanup without a node reaches every node. */
  readonly cleansEverywhere: boolean;
  /** Whether changed parameters restart a resource whose only history is a probe. */
  readonly restartsProbedOnly: boolean;
  /** Whether a missing script in /etc/init.d looks stopped (else: running, and failed forever). */
  readonly noticesMissingScripts: boolean;
  /** Whether each byte of a character that is not ASCII becomes the text `\37777777703` or the like, for agents too. */
  readonly altersNonAscii: boolean;
  /** Location of the log, for hints in messages. Nodes with CMAN (EL6) have no journal. */
  readonly log: string;
}

type FeatureSet = readonly [number, number, number];

/** A version from which on Pacemaker differs, and how, from the row before. */
interface Row {
  /** The first feature set of the row (`CRM_FEATURE_SET` in Pacemaker's include/crm/crm.h). */
  readonly since: FeatureSet;
  readonly differs: Partial<Dialect>;
}

const OLDEST: Dialect = {
  patchFormat: 1,
  asksForUpdates: true,
  exitCodes: "errno",
  cibDaemon: "cib",
  simulation: "text",
  cleansEverywhere: false,
  restartsProbedOnly: false,
  noticesMissingScripts: false,
  // Since its commit c351934b in 1.1.10: every program writes XML so, into files and for other processes.
  altersNonAscii: true,
  log: "journalctl -u pacemaker",
};

/** All differences between the Pacemaker versions in production. */
const ROWS: readonly Row[] = [
  // Recorded with 1.1.10 on a real CMAN cluster: tests/fixtures/pacemaker-1.1/1.1.10.
  { since: [0, 0, 0], differs: {} },
  // 1.1.12 brought format 2 (its changelog), and looks for scripts (its services_linux.c). Recorded with 1.1.18, which also
  // restarts what was only probed; between them nobody has looked: tests/fixtures/pacemaker-1.1/1.1.18.
  {
    since: [3, 0, 9],
    differs: {
      patchFormat: 2,
      asksForUpdates: false,
      restartsProbedOnly: true,
      noticesMissingScripts: true,
    },
  },
  // 2.0.0 renamed the daemons and has its own exit codes (its changelog). Tried: 2.0.5.
  {
    since: [3, 1, 0],
    differs: {
      exitCodes: "crm",
      cibDaemon: "pacemaker-based",
      cleansEverywhere: true,
    },
  },
  // 2.1.0: crm_simulate takes --output-as (its changelog). Tried: 2.1.2, 2.1.5.
  { since: [3, 10, 0], differs: { simulation: "xml" } },
  // 2.1.3 keeps characters that are not ASCII (its commit 714b4204). Tried: 2.0.5 and 2.1.5. 2.1.2 has the code of 2.0.5.
  { since: [3, 15, 0], differs: { altersNonAscii: false } },
  // 3.0.0 (tried) and 3.0.1 (its patchset.c) accept what 2.1 does. 3.0.2 and 3.0.3 (tried) refuse a patch without the live
  // num_updates (exit 70).
  { since: [3, 20, 2], differs: { asksForUpdates: true } },
];

/** Parses the output of `pacemakerd --features`: ` Supporting v3.0.7:  …`. An unknown version counts as the newest. */
export function parseDialect(features: string): Dialect {
  const found = /Supporting v(\d+)\.(\d+)\.(\d+)/.exec(features);
  const set = found?.slice(1, 4).map(Number) as FeatureSet | undefined;
  const rows = ROWS.filter(({ since }) => set === undefined || isSince(set, since));
  const log = "/var/log/cluster/corosync.log or /var/log/messages";
  return rows.reduce<Dialect>((dialect, { differs }) => ({ ...dialect, ...differs }), {
    ...OLDEST,
    ...(/\bcman\b/.test(features) ? { log } : {}),
  });
}

function isSince(set: FeatureSet, since: FeatureSet): boolean {
  const at = set.findIndex((n, i) => n !== since[i]);
  return at === -1 || (set[at] as number) > (since[at] as number);
}
