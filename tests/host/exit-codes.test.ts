import { isNotInstalled, isNotRunning, patchRefusal } from "../../sdk/host/exit-codes";

// exit codes seen with 1.1.10, 1.1.18, 2.1.5 and 3.0.0 (shared/pacemaker-facts.md, old-pacemaker.md)
test("each group of exit codes means the same in Pacemaker 1.1 and 2.0", () => {
  const codes = [105, 6, 108, 76, 78, 203, 103, 205, 1, 206, 166, 22, 64, 42, 62];
  expect(Object.fromEntries(codes.map((code) => [code, patchRefusal(code)]))).toEqual({
    105: "missing",
    6: "missing",
    108: "exists",
    76: "other",
    78: "schema",
    203: "schema",
    103: "stale",
    205: "stale",
    1: "does-not-apply",
    206: "does-not-apply",
    166: "truncated",
    22: "other",
    64: "other",
    42: "other",
    62: "other",
  });
});

test("a cluster that does not run and a Pacemaker that is not there are told apart", () => {
  const codes = [0, 1, 102, 103, 107, 111, 126, 127];
  expect(codes.filter(isNotRunning)).toEqual([102, 107, 111]);
  expect(codes.filter(isNotInstalled)).toEqual([126, 127]);
});
