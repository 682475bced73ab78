import { type OptionFamily, isKnownOption } from "../cib/model/known-options";
import {
  INFINITY,
  type Scalar,
  parseBoolean,
  parseInterval,
  parseScore,
  readMilliseconds,
} from "../cib/xml/values";
import { type Rule, allRules, isScalar, isUnknown, pairsRule } from "../kind/rules";
import { kebab, spelledOnce } from "./spelling";

type Meaning = readonly [isUnderstood: (value: Scalar) => boolean, wanted: string];

const isTime = (v: Scalar): boolean =>
  (readMilliseconds(String(v)) ?? parseInterval(v)) !== undefined;
const scoreFrom =
  (least: number) =>
  (v: Scalar): boolean =>
    (parseScore(v) ?? -1) >= least;
const wholeFrom =
  (least: number, most = Infinity) =>
  (v: Scalar): boolean =>
    /^[+-]?\d+$/.test(String(v)) && Number(v) >= least && Number(v) <= most;

/** Pacemaker compares such words case-insensitively. `also` holds those of older versions. */
const oneOf = (words: string, also = ""): Meaning => [
  (v) => `${words} ${also}`.trim().toLowerCase().split(" ").includes(String(v).toLowerCase()),
  `one of ${words.split(" ").join(", ")}`,
];

/** Names by what Pacemaker reads in their values. From the meta-data of its daemons, and Pacemaker Explained. */
const meanings: readonly (readonly [names: string, meaning: Meaning])[] = [
  [
    "allow-migrate allow-unhealthy-nodes critical globally-unique interleave is-managed maintenance notify ordered " +
      "promotable remote-allow-migrate cancel-removed-actions concurrent-fencing enable-acl enable-startup-probes " +
      "fence-remote-without-quorum fencing-enabled is-managed-default maintenance-mode record-pending " +
      "remove-after-stop shutdown-lock start-failure-is-fatal startup-fencing stonith-enabled stop-all-resources " +
      "stop-orphan-actions stop-orphan-resources stop-removed-resources symmetric-cluster",
    [(v) => parseBoolean(v) !== undefined, "true or false"],
  ],
  [
    "resource-stickiness default-resource-stickiness priority node-health-base node-health-green node-health-yellow " +
      "node-health-red",
    [
      (v) => parseScore(v) !== undefined && !(Math.abs(Number(v)) > INFINITY),
      'a score: a whole number up to 1000000, "INFINITY" or "-INFINITY"',
    ],
  ],
  ["migration-threshold", [scoreFrom(0), 'a whole number that is not negative, or "INFINITY"']],
  [
    "fencing-max-attempts stonith-max-attempts",
    [scoreFrom(1), 'a whole number from 1, or "INFINITY"'],
  ],
  [
    "clone-max clone-min clone-node-max promoted-max promoted-node-max master-max master-node-max",
    [wholeFrom(0), "a whole number that is not negative"],
  ],
  [
    "batch-limit migration-limit node-action-limit pe-error-series-max pe-input-series-max pe-warn-series-max",
    [wholeFrom(-Infinity), "a whole number"],
  ],
  ["remote-port", [wholeFrom(1, 65_535), "a whole number from 1 to 65535"]],
  [
    "failure-timeout remote-connect-timeout timeout start-delay cluster-delay cluster-recheck-interval " +
      "dc-deadtime election-timeout fencing-timeout join-finalization-timeout join-integration-timeout " +
      "node-pending-timeout priority-fencing-delay shutdown-escalation shutdown-lock-limit stonith-timeout " +
      "transition-delay",
    [isTime, 'a time such as 20 (seconds), "500ms", "20s", "2min" or "1h"'],
  ],
  ["target-role", oneOf("Started Stopped Promoted Unpromoted Master Slave", "default")],
  ["multiple-active", oneOf("block stop_only stop_start stop_unexpected")],
  ["requires", oneOf("nothing quorum fencing unfencing")],
  ["restart-type", oneOf("ignore restart")],
  [
    "on-fail",
    oneOf("ignore block stop demote restart standby fence restart-container", "nothing migrate"),
  ],
  ["no-quorum-policy", oneOf("stop freeze ignore demote suicide fence")],
  ["placement-strategy", oneOf("default utilization minimal balanced")],
  ["fencing-action stonith-action", oneOf("reboot off", "poweroff")],
  ["fencing-reaction fence-reaction", oneOf("stop panic")],
  ["node-health-strategy", oneOf("none migrate-on-red only-green progressive custom")],
];

const meaningOf = new Map(
  meanings.flatMap(([names, meaning]) => names.split(" ").map((name) => [name, meaning] as const)),
);

/** Pacemaker skips a pair with this value (`unpack_nvpair`), as if it were not there. */
const NOT_SET = "#default";

/**
 * Refuses values of a family's options that Pacemaker would take for something else: it replaces them by its default or by
 * a limit, with a line in its own log only. Never shows a value, because it may be secret.
 */
export const optionValues =
  (family: OptionFamily): Rule =>
  (v) => {
    const reasons = Object.entries(v as object).flatMap(([given, value]: [string, unknown]) => {
      const name = kebab(given);
      const [isUnderstood, wanted] = (isKnownOption(family, name) && meaningOf.get(name)) || [];
      if (!isUnderstood || isUnknown(value) || !isScalar(value)) return [];
      if (value === NOT_SET || isUnderstood(value)) return [];
      return [`${given} must be ${wanted ?? ""}`];
    });
    return reasons.length === 0 ? undefined : reasons.join("; ");
  };

/** Validates meta attributes, whose names may be in camelCase. */
export const metaAttributes = allRules(pairsRule, spelledOnce, optionValues("meta attribute"));
