// Names from Pacemaker's include/crm/common/options.h of 2.1.8 to 3.0.3, and those of 1.1 and 2.0 that were renamed or
// dropped since. A test compares them with the meta-data of the daemons on a node.
const lists = {
  "cluster property":
    "batch-limit cancel-removed-actions cluster-delay cluster-infrastructure cluster-ipc-limit cluster-name cluster-recheck-interval " +
    "concurrent-fencing dc-deadtime dc-version election-timeout enable-acl enable-startup-probes fence-reaction " +
    "fence-remote-without-quorum " +
    "fencing-action fencing-enabled fencing-max-attempts fencing-reaction fencing-timeout fencing-watchdog-timeout " +
    "have-watchdog join-finalization-timeout join-integration-timeout load-threshold maintenance-mode " +
    "migration-limit no-quorum-policy node-action-limit node-health-base node-health-green node-health-red " +
    "node-health-strategy node-health-yellow node-pending-timeout pe-error-series-max pe-input-series-max " +
    "pe-warn-series-max placement-strategy priority-fencing-delay shutdown-escalation shutdown-lock " +
    "shutdown-lock-limit start-failure-is-fatal startup-fencing stonith-action stonith-enabled " +
    "stonith-max-attempts stonith-timeout stonith-watchdog-timeout stop-all-resources stop-orphan-actions " +
    "stop-orphan-resources stop-removed-resources symmetric-cluster transition-delay " +
    "crmd-finalization-timeout crmd-integration-timeout crmd-transition-delay default-action-timeout " +
    "default-resource-stickiness expected-quorum-votes is-managed-default last-lrm-refresh notification-agent " +
    "notification-recipient remove-after-stop",
  "meta attribute":
    "allow-migrate allow-unhealthy-nodes clone-max clone-min clone-node-max collocated container " +
    "container-attribute-target critical description failure-timeout globally-unique interleave is-managed " +
    "maintenance master-max master-node-max migration-threshold multiple-active notify ordered priority promotable " +
    "promoted-max promoted-node-max provides remote-addr remote-allow-migrate remote-connect-timeout remote-node " +
    "remote-port requires resource-stickiness restart-type stateful target-role",
  "operation default":
    "enabled interval interval-origin name on-fail record-pending requires role start-delay timeout",
};

export type OptionFamily = keyof typeof lists;

const namesOf = (what: OptionFamily): readonly string[] => lists[what].split(" ");

export const isKnownOption = (what: OptionFamily, name: string): boolean =>
  namesOf(what).includes(name);

/**
 * Writes a line about a name that Pacemaker does not know; none for a known one. An unknown name is not always a mistake:
 * agents and scripts may keep their own values there, and a newer Pacemaker knows more names.
 */
export function describeUnknownOption(
  what: OptionFamily,
  argument: string,
  name: string,
): readonly string[] {
  if (isKnownOption(what, name)) return [];
  const similar = namesOf(what).find((k) => distance(k, name) <= 2);
  const suggestion = similar === undefined ? "" : ` (did you mean ${similar}?)`;
  return [`${argument}: Pacemaker has no ${what} ${name}${suggestion}; it is set anyway`];
}

/** The Levenshtein distance: the number of letters to change, add or remove to turn one word into the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(b).entries())
      next.push(
        Math.min(
          (row[j] ?? 0) + (letter === other ? 0 : 1),
          (row[j + 1] ?? 0) + 1,
          (next[j] ?? 0) + 1,
        ),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}
