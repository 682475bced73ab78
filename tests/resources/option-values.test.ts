import { optionValues } from "../../sdk/resources/option-values";

const TIME = 'a time such as 20 (seconds), "500ms", "20s", "2min" or "1h"';
const COUNT = 'a whole number that is not negative, or "INFINITY"';
const SCORE = 'a score: a whole number, "INFINITY" or "-INFINITY"';

describe("optionValues", () => {
  test.each([
    ["is-managed", "maybe", "true or false"],
    ["isManaged", 2, "true or false"],
    ["resource-stickiness", "lots", SCORE],
    ["priority", 2_000_000, SCORE],
    ["migration-threshold", -1, COUNT],
    ["cloneMax", "many", COUNT],
    ["batch-limit", "1.5", "a whole number"],
    ["failure-timeout", "abc", TIME],
    ["cluster-recheck-interval", "-5s", TIME],
    ["timeout", "soon", TIME],
    ["target-role", "Stoped", "one of Started, Stopped, Promoted, Unpromoted, Master, Slave"],
    ["multiple-active", "stop", "one of block, stop_only, stop_start, stop_unexpected"],
    ["no-quorum-policy", "wait", "one of stop, freeze, ignore, demote, suicide, fence"],
  ])("refuses %s: %j, without the value", (name, value, wanted) => {
    expect(optionValues({ [name]: value })).toBe(`${name} must be ${wanted}`);
  });

  test("says all that is wrong at once", () => {
    expect(optionValues({ interleave: "x", notify: "z" })).toBe(
      "interleave must be true or false; notify must be true or false",
    );
  });

  test("accepts every spelling that Pacemaker understands, and what it does not know", () => {
    const values = {
      ...{ isManaged: "yes", interleave: "ON", notify: 0, ordered: true },
      ...{ "resource-stickiness": "-INFINITY", priority: "+5", "migration-threshold": "INFINITY" },
      ...{ "failure-timeout": "10min", "cluster-recheck-interval": "PT15M", timeout: 20 },
      ...{ "target-role": "started", "on-fail": "restart-container", "migration-limit": -1 },
      ...{ hana_prd_site: "x", promotable: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" },
    };
    expect(optionValues(values)).toBeUndefined();
  });
});
