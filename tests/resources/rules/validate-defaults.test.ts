import { ruleFor } from "../../../sdk/resources/rules/validate";
import type { OperationDefaultsExpression } from "../../../sdk/resources/rules/args";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const UNKNOWN_OBJECT = "dd056dcd-154b-4c76-9bd3-c8f88648b5ff";
const DATE = { date: { operation: "gt", start: "2030-01-01" } };
const AGENT = { resource: { class: "ocf", provider: "heartbeat", type: "IPaddr2" } };
const MONITOR = { operation: { name: "monitor", interval: "10s" } };

const resources = (x: unknown): readonly string[] => ruleFor("resourceDefaults")("rule", x);
const operations = (x: unknown): readonly string[] => ruleFor("operationDefaults")("rule", x);

describe("Validation of the rule of defaults", () => {
  test("accepts what Pacemaker evaluates there", () => {
    const all: OperationDefaultsExpression = {
      and: [{ or: [{ resource: { type: "Dummy" } }, { operation: { name: "start" } }] }],
    };
    expect([
      resources({ or: [AGENT, DATE, { resource: { class: UNKNOWN } }] }),
      resources({ resource: UNKNOWN_OBJECT }),
      resources({ resource: { class: UNKNOWN, provider: "heartbeat" } }),
      operations(all),
      operations({ and: [AGENT, MONITOR, DATE, { operation: { name: UNKNOWN, interval: 10 } }] }),
      operations({ and: [{ operation: UNKNOWN_OBJECT }] }),
    ]).toEqual([[], [], [], [], [], []]);
  });

  test("refuses what Pacemaker evaluates to false there, or not at all", () => {
    const ofResources = "give { resource }, { and }, { or } or { date }";
    const ofOperations = "give { resource }, { operation }, { and }, { or } or { date }";
    expect([
      resources(MONITOR),
      resources({ and: [{ defined: "pingd" }] }),
      operations({ attribute: "pingd", operation: "lt", value: 1 }),
      ruleFor("time")("rule", AGENT),
      resources(7),
    ]).toEqual([
      [
        `rule.operation: Pacemaker does not take it in the rule of resource defaults: ${ofResources}`,
      ],
      [
        `rule.and[0].defined: Pacemaker does not take it in the rule of resource defaults: ${ofResources}`,
      ],
      [
        `rule.attribute: Pacemaker does not take it in the rule of operation defaults: ${ofOperations}`,
      ],
      ["rule.resource: Pacemaker does not take it in this rule: give { and }, { or } or { date }"],
      [`rule: 7 is not an expression: ${ofResources}`],
    ]);
  });

  test("returns every failure of a selection", () => {
    const example = `{ class: "ocf", provider: "heartbeat", type: "IPaddr2" }`;
    expect([
      resources({ resource: {} }),
      resources({ resource: "ocf:heartbeat:IPaddr2" }),
      resources({ resource: { class: "systemd", provider: "x", type: "", standard: "y" } }),
      operations({ operation: { interval: "soon", on: "a" } }),
    ]).toEqual([
      [`rule.resource: is empty: give at least one part of ${example}`],
      [`rule.resource: must be an object, such as ${example}`],
      [
        'rule.resource.type: "" must be a text that is not empty',
        "rule.resource.standard is not known; use one of: class, provider, type",
        "rule.resource.provider: only agents of the class ocf have one: leave provider out",
      ],
      [
        "rule.operation.name is required",
        'rule.operation.interval: "soon" is not an interval, such as "10s"',
        "rule.operation.on is not known; use one of: name, interval",
      ],
    ]);
  });
});
