import type { OptionFamily } from "../../sdk/cib/model/known-options";
import { optionValues } from "../../sdk/resources/option-values";

const TIME = 'a time such as 20 (seconds), "500ms", "20s", "2min" or "1h"';
const COUNT = "a whole number that is not negative";
const SCORE = 'a score: a whole number up to 1000000, "INFINITY" or "-INFINITY"';
const META = "meta attribute";
const PROPERTY = "cluster property";
const OPERATION = "operation default";

describe("optionValues", () => {
  test.each<[OptionFamily, string, unknown, string]>([
    [META, "is-managed", "maybe", "true or false"],
    [META, "isManaged", 2, "true or false"],
    [META, "resource-stickiness", "lots", SCORE],
    [META, "priority", 2_000_000, SCORE],
    [META, "priority", "", SCORE],
    [META, "migration-threshold", -1, `${COUNT}, or "INFINITY"`],
    [META, "cloneMax", "INFINITY", COUNT],
    [META, "remote-port", 99_999, "a whole number from 1 to 65535"],
    [META, "failure-timeout", "abc", TIME],
    [META, "target-role", "Stoped", "one of Started, Stopped, Promoted, Unpromoted, Master, Slave"],
    [META, "multiple-active", "stop", "one of block, stop_only, stop_start, stop_unexpected"],
    [META, "requires", "", "one of nothing, quorum, fencing, unfencing"],
    [META, "requires", "luck", "one of nothing, quorum, fencing, unfencing"],
    [META, "restart-type", "never", "one of ignore, restart"],
    [PROPERTY, "batch-limit", "1.5", "a whole number"],
    [PROPERTY, "stonith-max-attempts", 0, 'a whole number from 1, or "INFINITY"'],
    [PROPERTY, "cluster-recheck-interval", "-5s", TIME],
    [PROPERTY, "no-quorum-policy", "x", "one of stop, freeze, ignore, demote, suicide, fence"],
    [PROPERTY, "placement-strategy", "x", "one of default, utilization, minimal, balanced"],
    [PROPERTY, "stonith-action", "x", "one of reboot, off"],
    [PROPERTY, "fence-reaction", "x", "one of stop, panic"],
    [
      ...([PROPERTY, "node-health-strategy", "x"] as const),
      "one of none, migrate-on-red, only-green, progressive, custom",
    ],
    [OPERATION, "timeout", "soon", TIME],
    [
      ...([OPERATION, "on-fail", "x"] as const),
      "one of ignore, block, stop, demote, restart, standby, fence, restart-container",
    ],
  ])("refuses the %s %s: %j, without the value", (family, name, value, wanted) => {
    expect(optionValues(family)({ [name]: value })).toBe(`${name} must be ${wanted}`);
  });

  test("says all that is wrong at once", () => {
    expect(optionValues(META)({ interleave: "x", notify: "z" })).toBe(
      "interleave must be true or false; notify must be true or false",
    );
  });

  test.each<[OptionFamily, object]>([
    [
      META,
      {
        ...{ isManaged: "yes", interleave: "ON", notify: 0, ordered: true, "clone-max": 0 },
        ...{
          "resource-stickiness": "-INFINITY",
          priority: "+5",
          "migration-threshold": "INFINITY",
        },
        ...{ "failure-timeout": "2hours", "target-role": "started", requires: "Fencing" },
        ...{ owner: "x", timeout: "soon", promotable: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" },
      },
    ],
    [
      PROPERTY,
      {
        ...{ "cluster-recheck-interval": "PT15M", "stonith-timeout": 60, "migration-limit": -1 },
        ...{ "stonith-max-attempts": "INFINITY", "stonith-action": "poweroff", notify: "site" },
      },
    ],
    [OPERATION, { timeout: 20, "start-delay": "1min", onFail: "Migrate", "record-pending": "no" }],
  ])("accepts every %s that Pacemaker understands, and what is none", (family, values) => {
    expect(optionValues(family)(values)).toBeUndefined();
  });
});
