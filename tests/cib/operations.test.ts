import type { Element } from "../../sdk/cib/element";
import {
  type Operation,
  editOperations,
  initialOperations,
  observeOperations,
  operationElement,
} from "../../sdk/cib/operations";
import { parseXml, writeXml } from "../../sdk/cib/xml";
import { agent } from "../helpers";

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
  expect(short(initialOperations([], DUMMY))).toEqual([
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
  expect(short(initialOperations(declared, STATEFUL)).slice(0, 3)).toEqual([
    "demote 0s",
    "monitor 30s Master",
    "monitor 11s Unpromoted",
  ]);
});

test("a declared operation replaces the advised one of its name and interval", () => {
  expect(short(initialOperations([{ name: "monitor", interval: "10" }], STATEFUL))).toEqual([
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
  expect(writeXml(operationElement("d2", o))).toBe(
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
  const theirs = `<op name="monitor" interval="1h" id="x-monitor-interval-30s"/>`;
  expect(edited(theirs, [{ name: "monitor", interval: "30s" }])).toBe(
    wrapped(`${theirs}<op name="monitor" interval="30s" id="x-monitor-interval-30s-1"/>`),
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
