import type { Element } from "../../../../sdk/cib/xml/element";
import { type Operation, buildOperation } from "../../../../sdk/cib/model/operations/operation";
import { defaultOperations } from "../../../../sdk/cib/model/operations/operation-matching";
import {
  editOperations,
  observeOperations,
} from "../../../../sdk/cib/model/operations/edit-operations";
import { parseXml, writeXml } from "../../../../sdk/cib/xml/parse";
import { agent } from "../../../helpers";

const DUMMY = agent("ocf:pacemaker:Dummy").operations;
const STATEFUL = agent("ocf:pacemaker:Stateful").operations;
const ADVISED: readonly Operation[] = [
  { name: "monitor", interval: "10s", timeout: "20s" },
  { name: "start", interval: "0s", timeout: "20s" },
];

const primitive = (operations: string): Element =>
  parseXml(`<primitive id="x"><operations>${operations}</operations></primitive>`);

const MONITOR = `<op name="monitor" interval="10s" timeout="20s" id="x-monitor-interval-10s"/>`;
const START = `<op name="start" interval="0s" timeout="20s" id="x-start-interval-0s"/>`;

const edited = (
  operations: string,
  declared: readonly Operation[],
  before: readonly Operation[] = [],
): string => writeXml(editOperations(primitive(operations), declared, before, ADVISED));

const wrapped = (operations: string): string => writeXml(primitive(operations));

const short = (list: readonly Operation[]): string[] =>
  list.map((o) => [o.name, o.interval, o.role].filter((p) => p !== undefined).join(" "));

describe("defaultOperations", () => {
  test("gives a new resource the agent's defaults if nothing is declared", () => {
    expect(short(defaultOperations([], DUMMY))).toEqual([
      "migrate_from 0s",
      "migrate_to 0s",
      "monitor 10s",
      "reload 0s",
      "reload-agent 0s",
      "start 0s",
      "stop 0s",
    ]);
  });

  test("replaces the default with the name and role of a declared operation", () => {
    const declared = [{ name: "monitor", interval: "30s", role: "Master" }];
    expect(short(defaultOperations(declared, STATEFUL)).slice(0, 3)).toEqual([
      "demote 0s",
      "monitor 30s Master",
      "monitor 11s Unpromoted",
    ]);
  });

  test("replaces the default with the name and interval of a declared operation", () => {
    expect(short(defaultOperations([{ name: "monitor", interval: "10" }], STATEFUL))).toEqual([
      "demote 0s",
      "monitor 10",
      "monitor 11s Unpromoted",
      "notify 0s",
      "promote 0s",
      "reload-agent 0s",
      "start 0s",
      "stop 0s",
    ]);
  });
});

describe("buildOperation", () => {
  test("writes an operation as pcs does", () => {
    const o: Operation = {
      name: "monitor",
      interval: "11s",
      timeout: "3s",
      onFail: "block",
      startDelay: "1s",
      enabled: false,
      recordPending: true,
      role: "Started",
      parameters: { OCF_CHECK_LEVEL: 10 },
    };
    expect(writeXml(buildOperation("d2", o))).toBe(
      `<op name="monitor" interval="11s" timeout="3s" role="Started" on-fail="block" start-delay="1s" ` +
        `enabled="false" record-pending="true" id="d2-monitor-interval-11s">` +
        `<instance_attributes id="d2-monitor-interval-11s-instance_attributes">` +
        `<nvpair id="d2-monitor-interval-11s-instance_attributes-OCF_CHECK_LEVEL" name="OCF_CHECK_LEVEL" value="10"/>` +
        `</instance_attributes></op>`,
    );
  });
});

describe("editOperations", () => {
  test("changes nothing if nothing is or was declared", () => {
    const e = primitive(MONITOR);
    expect(editOperations(e, [], [], ADVISED)).toBe(e);
  });

  test("keeps the spelling of an operation with the declared meaning", () => {
    const e = primitive(MONITOR);
    expect(
      editOperations(e, [{ name: "monitor", interval: "10", timeout: "20000ms" }], [], ADVISED),
    ).toBe(e);
  });

  test("replaces the default operation for another interval", () => {
    expect(edited(MONITOR + START, [{ name: "monitor", interval: "30s" }])).toBe(
      wrapped(`${START}<op name="monitor" interval="30s" id="x-monitor-interval-30s"/>`),
    );
  });

  test("edits an operation in place for another time-out", () => {
    expect(edited(MONITOR, [{ name: "monitor", interval: "10s", timeout: "60s" }])).toBe(
      wrapped(MONITOR.replace('"20s"', '"60s"')),
    );
  });

  test("removes an operation that is no longer declared, and restores the default", () => {
    expect(
      edited(
        `${START}<op name="monitor" interval="30s" id="x-monitor-interval-30s"/>`,
        [],
        [{ name: "monitor", interval: "30s" }],
      ),
    ).toBe(wrapped(START + MONITOR));
  });

  test("removes attributes that are no longer declared, and restores those of the default", () => {
    expect(
      edited(
        `<op name="monitor" interval="10s" timeout="99s" on-fail="block" id="x-monitor-interval-10s"/>`,
        [],
        [{ name: "monitor", interval: "10s", timeout: "99s", onFail: "block" }],
      ),
    ).toBe(wrapped(MONITOR));
  });

  test("keeps an operation that an operator added", () => {
    const foreign = `<op name="monitor" interval="1h" id="theirs"/>`;
    expect(edited(MONITOR + foreign, [{ name: "start", timeout: "90s" }], [])).toBe(
      wrapped(
        `${MONITOR}${foreign}<op name="start" interval="0s" timeout="90s" id="x-start-interval-0s"/>`,
      ),
    );
  });

  test("does not reuse the id of another operation", () => {
    const theirs = `<op name="stop" interval="1h" id="x-start-interval-0s"/>`;
    expect(edited(MONITOR + theirs, [{ name: "start", timeout: "9s" }])).toBe(
      wrapped(
        `${MONITOR}${theirs}<op name="start" interval="0s" timeout="9s" id="x-start-interval-0s-1"/>`,
      ),
    );
  });

  test("sets, changes and removes OCF_CHECK_LEVEL", () => {
    const level = (n: number): Operation => ({
      name: "monitor",
      interval: "10s",
      parameters: { OCF_CHECK_LEVEL: n },
    });
    const ten = editOperations(primitive(MONITOR), [level(10)], [], ADVISED);
    const twenty = editOperations(ten, [level(20)], [level(10)], ADVISED);
    const none = editOperations(
      twenty,
      [{ name: "monitor", interval: "10s" }],
      [level(20)],
      ADVISED,
    );
    const value = (e: Element): string[] =>
      [...writeXml(e).matchAll(/value="(\d+)"/g)].map((m) => m[1] ?? "");
    expect([value(ten), value(twenty), writeXml(none)]).toEqual([["10"], ["20"], wrapped(MONITOR)]);
  });
});

describe("observeOperations", () => {
  test("observes declared operations, in the declared spelling where the meaning is the same", () => {
    const declared: readonly Operation[] = [
      { name: "monitor", interval: "10000ms", timeout: "30s", enabled: true, onFail: "block" },
      { name: "stop", timeout: "20s" },
    ];
    const present = `<op name="monitor" interval="10s" timeout="20s" enabled="no" id="o"/>`;
    expect(observeOperations(primitive(present + START), declared)).toEqual([
      { name: "monitor", interval: "10000ms", timeout: "20s", enabled: false },
    ]);
  });
});

describe("editOperations and observeOperations", () => {
  const DECLARED: Operation = { name: "monitor", interval: "30s", timeout: "20s" };
  const OWN = `<op name="monitor" interval="30s" timeout="20s" id="x-monitor-interval-30s"/>`;
  const observed = (operations: string, declared: readonly Operation[]): readonly Operation[] =>
    observeOperations(primitive(operations), declared);

  test.each<[string, string, Operation]>([
    [
      "an interval, by crm or cibadmin",
      OWN.replace(`interval="30s"`, `interval="45s" on-fail="block"`),
      { ...DECLARED, interval: "45s" },
    ],
    [
      "an interval, by pcs",
      OWN.replaceAll("30s", "45s").replace("<op", `<op on-fail="block"`),
      { ...DECLARED, interval: "45s" },
    ],
    [
      "a role that was given",
      OWN.replace("<op", `<op on-fail="block" role="Promoted"`),
      { ...DECLARED, role: "Promoted" },
    ],
    [
      "an interval, a role and a time-out",
      OWN.replace(`30s" timeout="20s"`, `45s" timeout="21s" role="Promoted" on-fail="block"`),
      { name: "monitor", interval: "45s", timeout: "21s", role: "Promoted" },
    ],
  ])("observes a change by hand, and repairs it in place: %s", (_what, present, seen) => {
    expect(observed(MONITOR.replace("monitor", "stop") + present, [DECLARED])).toEqual([seen]);
    const mended = OWN.replace("<op", `<op on-fail="block"`);
    for (const before of [[DECLARED], [seen], []]) {
      const now = primitive(present + START);
      expect(editOperations(now, [DECLARED], before, ADVISED)).toEqual(primitive(mended + START));
    }
  });

  test("observes a changed interval that is not declared", () => {
    const changed = `<op name="start" interval="5s" id="x-start-interval-0s"/>`;
    expect(observed(MONITOR + changed, [{ name: "start" }])).toEqual([
      { name: "start", interval: "5s" },
    ]);
    expect(edited(MONITOR + changed, [{ name: "start" }], [{ name: "start" }])).toBe(
      wrapped(`${MONITOR}<op name="start" interval="0s" id="x-start-interval-0s"/>`),
    );
  });

  test("observes a removed role", () => {
    const declared: Operation = { ...DECLARED, role: "Master" };
    expect(observed(MONITOR + OWN, [declared])).toEqual([DECLARED]);
    expect(edited(MONITOR + OWN, [declared], [DECLARED])).toBe(
      wrapped(MONITOR + OWN.replace("/>", ` role="Master"/>`)),
    );
  });

  test("treats an operation as gone, and adds it again, if two others have its name and role", () => {
    const theirs =
      `<op name="monitor" interval="45s" id="a"/>` + `<op name="monitor" interval="46s" id="b"/>`;
    expect(observed(theirs, [DECLARED])).toEqual([]);
    expect(edited(theirs, [DECLARED], [DECLARED])).toBe(wrapped(theirs + OWN));
  });

  test("finds a changed monitor among two declared ones by its id", () => {
    const other: Operation = { name: "monitor", interval: "33s" };
    const kept = `<op name="monitor" interval="33s" id="x-monitor-interval-33s"/>`;
    const changed = OWN.replace(`interval="30s"`, `interval="45s"`);
    const seen = [{ ...DECLARED, interval: "45s" }, other];
    expect(observed(changed + kept, [DECLARED, other])).toEqual(seen);
    expect(edited(changed + kept, [DECLARED, other], seen)).toBe(wrapped(OWN + kept));
  });

  test("changes the interval and the id of the existing operation", () => {
    expect(
      edited(
        `<op name="monitor" interval="9s" timeout="1s" on-fail="block" id="x-monitor-interval-9s"/>`,
        [{ name: "monitor", interval: "30s" }],
        [{ name: "monitor", interval: "9s", timeout: "1s" }],
      ),
    ).toBe(
      wrapped(`<op name="monitor" interval="30s" on-fail="block" id="x-monitor-interval-30s"/>`),
    );
  });

  test.each<[string, readonly Operation[]]>([
    ["nothing", []],
    ["something else", [{ name: "start", timeout: "20s" }]],
  ])("observes a missing monitor as off, and restores the agent's: %s declared", (_, declared) => {
    const seen = [...declared, { name: "monitor", interval: "0s", enabled: false }];
    expect(observed(START, declared)).toEqual(seen);
    for (const before of [declared, seen])
      expect(edited(START, declared, before)).toBe(wrapped(START + MONITOR));
  });

  test.each<[string, string]>([
    ["another interval", `<op name="monitor" interval="1h" id="m"/>`],
    ["turned off", MONITOR.replace(" id=", ` enabled="false" id=`)],
    ["for a role", `<op name="monitor" interval="10s" role="Promoted" id="m"/>`],
  ])("leaves a monitor that is not declared to the operator: %s", (_what, theirs) => {
    expect(observed(theirs, [])).toEqual([]);
    expect(edited(theirs, [])).toBe(wrapped(theirs));
  });

  test("restores every default monitor, for each role", () => {
    const back = editOperations(primitive(START), [], [], STATEFUL);
    expect(writeXml(back)).toBe(
      wrapped(
        START +
          `<op name="monitor" interval="10s" timeout="20s" role="Promoted" id="x-monitor-interval-10s"/>` +
          `<op name="monitor" interval="11s" timeout="20s" role="Unpromoted" id="x-monitor-interval-11s"/>`,
      ),
    );
  });
});
