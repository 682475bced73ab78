import type { Element } from "../../../sdk/cib/xml/element";
import { type Operation, buildOperation } from "../../../sdk/cib/model/operation";
import { defaultOperations } from "../../../sdk/cib/model/agent-default-operations";
import { editOperations, observeOperations } from "../../../sdk/cib/model/edit-operations";
import { parseXml, writeXml } from "../../../sdk/cib/xml/parse";
import { agent } from "../../helpers";

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

test("a new resource gets what its agent advises where nothing is declared", () => {
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

test("a declared operation replaces the advised one of its name and role", () => {
  const declared = [{ name: "monitor", interval: "30s", role: "Master" }];
  expect(short(defaultOperations(declared, STATEFUL)).slice(0, 3)).toEqual([
    "demote 0s",
    "monitor 30s Master",
    "monitor 11s Unpromoted",
  ]);
});

test("a declared operation replaces the advised one of its name and interval", () => {
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

test("an operation is written as pcs writes it", () => {
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

test("nothing declared and nothing declared before changes nothing", () => {
  const e = primitive(MONITOR);
  expect(editOperations(e, [], [], ADVISED)).toBe(e);
});

test("an operation that is declared as it is stays as it is written", () => {
  const e = primitive(MONITOR);
  expect(
    editOperations(e, [{ name: "monitor", interval: "10", timeout: "20000ms" }], [], ADVISED),
  ).toBe(e);
});

test("another interval replaces the advised operation", () => {
  expect(edited(MONITOR + START, [{ name: "monitor", interval: "30s" }])).toBe(
    wrapped(`${START}<op name="monitor" interval="30s" id="x-monitor-interval-30s"/>`),
  );
});

test("another time-out edits the operation in place", () => {
  expect(edited(MONITOR, [{ name: "monitor", interval: "10s", timeout: "60s" }])).toBe(
    wrapped(MONITOR.replace('"20s"', '"60s"')),
  );
});

test("an operation that is not declared any more goes, and the advised one comes back", () => {
  expect(
    edited(
      `${START}<op name="monitor" interval="30s" id="x-monitor-interval-30s"/>`,
      [],
      [{ name: "monitor", interval: "30s" }],
    ),
  ).toBe(wrapped(START + MONITOR));
});

test("attributes that were declared and are not any more go, those of the agent come back", () => {
  expect(
    edited(
      `<op name="monitor" interval="10s" timeout="99s" on-fail="block" id="x-monitor-interval-10s"/>`,
      [],
      [{ name: "monitor", interval: "10s", timeout: "99s", onFail: "block" }],
    ),
  ).toBe(wrapped(MONITOR));
});

test("an operation that somebody else added stays", () => {
  const foreign = `<op name="monitor" interval="1h" id="theirs"/>`;
  expect(edited(MONITOR + foreign, [{ name: "start", timeout: "90s" }], [])).toBe(
    wrapped(
      `${MONITOR}${foreign}<op name="start" interval="0s" timeout="90s" id="x-start-interval-0s"/>`,
    ),
  );
});

test("an id that another operation has is not used again", () => {
  const theirs = `<op name="stop" interval="1h" id="x-start-interval-0s"/>`;
  expect(edited(MONITOR + theirs, [{ name: "start", timeout: "9s" }])).toBe(
    wrapped(
      `${MONITOR}${theirs}<op name="start" interval="0s" timeout="9s" id="x-start-interval-0s-1"/>`,
    ),
  );
});

test("OCF_CHECK_LEVEL is set, changed and removed", () => {
  const level = (n: number): Operation => ({
    name: "monitor",
    interval: "10s",
    parameters: { OCF_CHECK_LEVEL: n },
  });
  const ten = editOperations(primitive(MONITOR), [level(10)], [], ADVISED);
  const twenty = editOperations(ten, [level(20)], [level(10)], ADVISED);
  const none = editOperations(twenty, [{ name: "monitor", interval: "10s" }], [level(20)], ADVISED);
  const value = (e: Element): string[] =>
    [...writeXml(e).matchAll(/value="(\d+)"/g)].map((m) => m[1] ?? "");
  expect([value(ten), value(twenty), writeXml(none)]).toEqual([["10"], ["20"], wrapped(MONITOR)]);
});

test("the declared operations are seen, in the declared spelling where it means the same", () => {
  const declared: readonly Operation[] = [
    { name: "monitor", interval: "10000ms", timeout: "30s", enabled: true, onFail: "block" },
    { name: "stop", timeout: "20s" },
  ];
  const present = `<op name="monitor" interval="10s" timeout="20s" enabled="no" id="o"/>`;
  expect(observeOperations(primitive(present + START), declared)).toEqual([
    { name: "monitor", interval: "10000ms", timeout: "20s", enabled: false },
  ]);
});

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
])("changed by hand is seen as changed, and mended in place: %s", (_what, present, seen) => {
  expect(observed(MONITOR.replace("monitor", "stop") + present, [DECLARED])).toEqual([seen]);
  const mended = OWN.replace("<op", `<op on-fail="block"`);
  for (const before of [[DECLARED], [seen], []]) {
    const now = primitive(present + START);
    expect(editOperations(now, [DECLARED], before, ADVISED)).toEqual(primitive(mended + START));
  }
});

test("an interval that was not declared is seen when it was changed", () => {
  const changed = `<op name="start" interval="5s" id="x-start-interval-0s"/>`;
  expect(observed(MONITOR + changed, [{ name: "start" }])).toEqual([
    { name: "start", interval: "5s" },
  ]);
  expect(edited(MONITOR + changed, [{ name: "start" }], [{ name: "start" }])).toBe(
    wrapped(`${MONITOR}<op name="start" interval="0s" id="x-start-interval-0s"/>`),
  );
});

test("a role that was taken away is seen as gone", () => {
  const declared: Operation = { ...DECLARED, role: "Master" };
  expect(observed(MONITOR + OWN, [declared])).toEqual([DECLARED]);
  expect(edited(MONITOR + OWN, [declared], [DECLARED])).toBe(
    wrapped(MONITOR + OWN.replace("/>", ` role="Master"/>`)),
  );
});

test("of two with its name and role nobody knows which was meant: it is gone, and made anew", () => {
  const theirs =
    `<op name="monitor" interval="45s" id="a"/>` + `<op name="monitor" interval="46s" id="b"/>`;
  expect(observed(theirs, [DECLARED])).toEqual([]);
  expect(edited(theirs, [DECLARED], [DECLARED])).toBe(wrapped(theirs + OWN));
});

test("of two declared monitors the one that was changed is known by its id", () => {
  const other: Operation = { name: "monitor", interval: "33s" };
  const kept = `<op name="monitor" interval="33s" id="x-monitor-interval-33s"/>`;
  const changed = OWN.replace(`interval="30s"`, `interval="45s"`);
  const seen = [{ ...DECLARED, interval: "45s" }, other];
  expect(observed(changed + kept, [DECLARED, other])).toEqual(seen);
  expect(edited(changed + kept, [DECLARED, other], seen)).toBe(wrapped(OWN + kept));
});

test("another interval of the program goes to the operation that is there, and its id follows", () => {
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
])(
  "without a monitor it is seen as off, and the agent's comes back: %s declared",
  (_, declared) => {
    const seen = [...declared, { name: "monitor", interval: "0s", enabled: false }];
    expect(observed(START, declared)).toEqual(seen);
    for (const before of [declared, seen])
      expect(edited(START, declared, before)).toBe(wrapped(START + MONITOR));
  },
);

test.each<[string, string]>([
  ["another interval", `<op name="monitor" interval="1h" id="m"/>`],
  ["turned off", MONITOR.replace(" id=", ` enabled="false" id=`)],
  ["for a role", `<op name="monitor" interval="10s" role="Promoted" id="m"/>`],
])("a monitor that is not declared is an operator's affair: %s", (_what, theirs) => {
  expect(observed(theirs, [])).toEqual([]);
  expect(edited(theirs, [])).toBe(wrapped(theirs));
});

test("every monitor that the agent advises comes back, for each role", () => {
  const back = editOperations(primitive(START), [], [], STATEFUL);
  expect(writeXml(back)).toBe(
    wrapped(
      START +
        `<op name="monitor" interval="10s" timeout="20s" role="Promoted" id="x-monitor-interval-10s"/>` +
        `<op name="monitor" interval="11s" timeout="20s" role="Unpromoted" id="x-monitor-interval-11s"/>`,
    ),
  );
});
