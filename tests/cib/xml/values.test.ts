import {
  type Scalar,
  parseBoolean,
  convertToTypeOf,
  parseDuration,
  parseInterval,
  readMilliseconds,
  haveSameMeaningIn,
  haveSameMeaning,
  parseScore,
  freeIds,
  isId,
  sanitiseId,
} from "../../../sdk/cib/xml/values";
import { cib } from "../../helpers";

describe("parseDuration", () => {
  test.each<[Scalar, number | undefined]>([
    [5, 5000],
    ["5", 5000],
    ["5s", 5000],
    ["5 sec", 5000],
    ["250ms", 250],
    ["250msec", 250],
    ["1000us", 1],
    ["2m", 120_000],
    ["2min", 120_000],
    ["1H", 3_600_000],
    ["1hr", 3_600_000],
    ["1500us", 1],
    ["PT1M30S", undefined],
    ["P1D", undefined],
    ["P", undefined],
    ["PT", undefined],
    ["-5s", undefined],
    ["5x", undefined],
    ["", undefined],
    ["s", undefined],
    [true, undefined],
  ])("parses the duration %p as %p ms", (duration, expected) => {
    expect(parseDuration(duration)).toBe(expected);
  });
});

// As crm_simulate 2.1.5 reads the time-outs: PT1M is its default, 20 s.
describe("Times as the cluster reads them", () => {
  test.each<[string, number | undefined, number | undefined]>([
    ["PT1M", undefined, 60_000],
    ["P1D", undefined, 86_400_000],
    ["5minutes", 300_000, undefined],
    ["3seconds", 3000, undefined],
    ["2hours", 7_200_000, undefined],
    ["1.9min", 60_000, undefined],
    ["1 min", 60_000, 60_000],
    ["60S", 60_000, 60_000],
    ["60,", undefined, undefined],
    ["1d", undefined, undefined],
    ["INFINITY", undefined, undefined],
    ["-5s", undefined, undefined],
  ])(
    "reads %p as a time-out of %p ms, and takes it as an interval of %p ms",
    (text, time, interval) => {
      expect([readMilliseconds(text), parseInterval(text)]).toEqual([time, interval]);
    },
  );

  test("are not the same in ISO 8601 and in another spelling, except in an interval", () => {
    expect(haveSameMeaning("PT1M", "60s")).toBe(false);
  });
});

describe("Synonyms", () => {
  test.each([
    ["role", "Master", "Promoted", true],
    ["target-role", "slave", "Unpromoted", true],
    ["rsc-role", "Started", "Stopped", false],
    [undefined, "Master", "Promoted", false],
  ])("in the field %p compares %p and %p: %p", (field, a, b, same) => {
    expect(haveSameMeaningIn(field, a, b)).toBe(same);
  });
});

describe("parseBoolean", () => {
  test.each<[Scalar, boolean | undefined]>([
    [true, true],
    ["TRUE", true],
    ["on", true],
    ["yes", true],
    ["Y", true],
    [1, true],
    ["false", false],
    ["off", false],
    ["no", false],
    ["n", false],
    [0, false],
    ["", undefined],
    ["2", undefined],
    ["ja", undefined],
  ])("parses %p as %p", (value, expected) => {
    expect(parseBoolean(value)).toBe(expected);
  });
});

describe("parseScore", () => {
  test.each<[Scalar, number | undefined]>([
    ["INFINITY", 1_000_000],
    ["+infinity", 1_000_000],
    ["-INFINITY", -1_000_000],
    [2_000_000, 1_000_000],
    ["-7", -7],
    ["+7", 7],
    ["1.5", undefined],
    ["", undefined],
    ["many", undefined],
  ])("parses the score %p as %p", (value, expected) => {
    expect(parseScore(value)).toBe(expected);
  });
});

describe("haveSameMeaning", () => {
  test.each<[Scalar, Scalar, boolean]>([
    ["5", "5s", true],
    [5, "5000ms", true],
    ["yes", true, true],
    ["0", false, true],
    ["INFINITY", 1_000_000, true],
    ["-INFINITY", "-1000000", true],
    ["a", "a", true],
    ["", "", true],
    ["a", "A", false],
    ["", "0", false],
    ["5", "6", false],
    ["1500000", "2000000", false],
    ["007", "7", false],
    ["1", "1s", true],
    ["true", "false", false],
    ["2", "true", false],
  ])("compares %p and %p: %p", (a, b, expected) => {
    expect([haveSameMeaning(a, b), haveSameMeaning(b, a)]).toEqual([expected, expected]);
  });
});

describe("convertToTypeOf", () => {
  test.each<[unknown, string, Scalar]>([
    [3, "5", 5],
    [3, "5s", "5s"],
    [true, "no", false],
    [true, "perhaps", "perhaps"],
    ["3", "5", "5"],
    [undefined, "5", "5"],
  ])("converts to the type of %p the cluster's %p: %p", (declared, present, expected) => {
    expect(convertToTypeOf(declared, present)).toBe(expected);
  });
});

describe("isId", () => {
  test.each(["a", "_a", "Ä1", "a.b-c_d", "vm_repository", "日本"])("accepts %s", (id) => {
    expect(isId(id)).toBe(true);
  });

  test.each(["", "1a", "-a", ".a", "a b", "a:b", "a/b", "a'b", 'a"b', "a\n", "a&b", "<a>"])(
    "rejects %p",
    (id) => {
      expect(isId(id)).toBe(false);
    },
  );
});

describe("sanitiseId", () => {
  test("drops characters that an id cannot contain", () => {
    expect(sanitiseId("-1 location: a/b é_c")).toBe("locationab_c");
  });
});

describe("freeIds", () => {
  test("numbers an id that is taken", () => {
    const taken = cib(`<a id="x"/><a id="x-1"/>`, "", "", `<node_state id="y"/>`);
    expect(["x", "x", "y"].map(freeIds(taken))).toEqual(["x-2", "x-3", "y"]);
  });
});
