import { parseXml } from "../../sdk/cib/xml/parse";
import { describeMissing } from "../../sdk/bootstrap/wait-quorate";

const state = (n: number, join = "member"): string =>
  `<node_state id="${n}" uname="rsha${n}" in_ccm="true" crmd="online" join="${join}" expected="member"/>`;
const cib = (header: string, ...states: readonly string[]): ReturnType<typeof parseXml> =>
  parseXml(`<cib ${header}><configuration/><status>${states.join("")}</status></cib>`);

const nodes = ["rsha1", "rsha2"];

describe("describeMissing", () => {
  test("returns undefined when all nodes have joined, with quorum and a DC", () => {
    expect(
      describeMissing(cib('have-quorum="1" dc-uuid="2"', state(1), state(2)), nodes),
    ).toBeUndefined();
  });

  test("names the missing nodes, quorum and coordinator", () => {
    expect(describeMissing(cib('epoch="1"'), nodes)).toBe(
      "waiting for rsha1, rsha2, quorum, a coordinator (DC)",
    );
    expect(describeMissing(cib('have-quorum="1" dc-uuid="1"', state(1)), nodes)).toBe(
      "rsha1 online, waiting for rsha2",
    );
    expect(
      describeMissing(cib('have-quorum="0" dc-uuid="1"', state(1), state(2, "pending")), nodes),
    ).toBe("rsha1 online, waiting for rsha2, quorum");
  });

  test("ignores a member that is not declared", () => {
    expect(
      describeMissing(cib('have-quorum="1" dc-uuid="1"', state(1)), ["rsha1"]),
    ).toBeUndefined();
  });
});
