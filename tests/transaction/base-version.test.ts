import type { Element } from "../../sdk/cib/xml/element";
import type { Session } from "../../sdk/host/ssh/session";
import { isFreshBase } from "../../sdk/transaction/base-version";
import { cib } from "../helpers";

const sessionTo = (node: string): Session => ({
  node,
  run: () => Promise.reject(new Error("no command is needed")),
  close: () => undefined,
});

const current = sessionTo("rsha1");
const quorate = cib();
const withoutQuorum: Element = {
  ...quorate,
  attributes: { ...quorate.attributes, "have-quorum": "0" },
};

beforeEach(() => jest.useFakeTimers({ now: 10_000 }));
afterEach(() => jest.useRealTimers());

describe("isFreshBase", () => {
  test.each([
    ["accepts a CIB with quorum, read in this session less than two seconds ago", {}, true],
    ["refuses a CIB that was read two seconds ago", { readAt: 8000 }, false],
    ["refuses a CIB of another node", { session: sessionTo("rsha2") }, false],
    ["refuses a CIB of an earlier session to the node", { session: sessionTo("rsha1") }, false],
    ["refuses a CIB of a partition without quorum", { cib: withoutQuorum }, false],
  ])("%s", (_behaviour, difference, expected) => {
    const base = { session: current, cib: quorate, readAt: 8001 };
    expect(isFreshBase({ ...base, ...difference }, current)).toBe(expected);
  });
});
