import { parseDialect } from "../../../sdk/host/commands/dialects";
import {
  isNotInstalled,
  isNotRunning,
  isUnanswered,
  classifyPatchRefusal,
} from "../../../sdk/host/commands/pacemaker-dialect";

const NEW = parseDialect("");
const V1118 = parseDialect(" Supporting v3.0.14:  cman");
const V1110 = parseDialect(" Supporting v3.0.7:  cman");

describe("classifyPatchRefusal", () => {
  // The exit codes were seen with 1.1.10, 1.1.18, 2.1.5 and 3.0.0.
  test("reads an exit code by the dialect of the node", () => {
    const codes = [105, 6, 108, 76, 78, 203, 103, 205, 1, 206, 166, 167, 168, 22, 64, 42, 62];
    const table = codes.map((code) => [
      code,
      ...[NEW, V1118, V1110].map((dialect) => classifyPatchRefusal(code, dialect)),
    ]);
    expect(table).toEqual([
      // 2.0 and later, 1.1.18, 1.1.10
      [105, "missing", "other", "other"],
      [6, "missing", "missing", "missing"],
      [108, "exists", "other", "other"],
      [76, "other", "exists", "exists"],
      [78, "schema", "other", "other"],
      [203, "schema", "schema", "schema"],
      [103, "stale", "other", "other"],
      [205, "stale", "stale", "stale"],
      [1, "does-not-apply", "other", "other"],
      [206, "does-not-apply", "does-not-apply", "stale"],
      [166, "truncated", "truncated", "truncated"],
      [167, "stale", "stale", "stale"],
      [168, "other", "other", "other"],
      [22, "other", "other", "other"],
      [64, "other", "other", "other"],
      [42, "other", "other", "other"],
      [62, "other", "other", "other"],
    ]);
  });

  // Output and exit code of cibadmin on real clusters.
  test.each<[string, number, string]>([
    ["Call cib_query failed (-6): No such device or address", 6, "missing"],
    ["Call cib_create failed (-76): Name not unique on network", 76, "exists"],
    [
      "Call cib_apply_diff failed (-203): Update does not conform to the configured schema",
      203,
      "schema",
    ],
    [
      "Call cib_apply_diff failed (-205): Update was older than existing configuration",
      205,
      "stale",
    ],
    ["Call cib_apply_diff failed (-206): Application of an update diff failed", 206, "stale"],
    ["Couldn't parse input from STDIN.", 22, "other"],
  ])("reads '%s' of 1.1.10 with exit code %i as %s", (_output, code, meaning) => {
    expect(classifyPatchRefusal(code, V1110)).toBe(meaning);
  });
});

describe("isNotRunning, isUnanswered, isNotInstalled", () => {
  test("tell apart a stopped cluster, one that does not answer, and a missing Pacemaker", () => {
    const codes = [0, 1, 62, 102, 103, 107, 111, 124, 126, 127];
    expect(codes.filter(isNotRunning)).toEqual([102, 107, 111]);
    expect(codes.filter(isUnanswered)).toEqual([62, 124]);
    expect(codes.filter(isNotInstalled)).toEqual([126, 127]);
  });
});
