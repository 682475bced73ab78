import { type CibChange, diffCib } from "../../sdk/cib/patch/diff";
import { type Element, idOf } from "../../sdk/cib/xml/element";
import { parseXml, writeXml } from "../../sdk/cib/xml/parse";
import type { CibKind } from "../../sdk/kind/cib-kind";
import type { CommonArgs } from "../../sdk/program/pacemaker-resource";
import * as colocation from "../../sdk/resources/constraints/colocation";
import * as file from "../../sdk/resources/primitives/filesystem";
import * as ip from "../../sdk/resources/primitives/ip-addr2";
import * as location from "../../sdk/resources/constraints/location";
import type { LocationConstraintArgs } from "../../sdk/resources/constraints/location-args";
import * as ticket from "../../sdk/resources/constraints/ticket";
import * as init from "../../sdk/resources/primitives/lsb";
import * as order from "../../sdk/resources/constraints/order";
import * as options from "../../sdk/resources/properties/pacemaker-properties";
import * as ping from "../../sdk/resources/primitives/ping-clone";
import * as plain from "../../sdk/resources/primitives/primitive";
import type { OperationArgs, PrimitiveCommonArgs } from "../../sdk/resources/primitives/args";
import * as group from "../../sdk/resources/groups/resource-group";
import { cib } from "../helpers";
import { Trial } from "./kind-helpers";

/** A text of the configuration and the text that a foreign tool put in its place. */
type Edit = readonly [string | RegExp, string];
/** The foreign change, and the observed argument after it: `undefined` if removed. */
type Row = readonly [by: string, seen: unknown, ...edits: Edit[]];
/** The rows of every argument, or the reason for none. A new argument without an entry is a type error. */
type Rows<A> = { readonly [K in Exclude<keyof A, keyof CommonArgs>]-?: string | readonly Row[] };

const value = (name: string, from: unknown, to: unknown): Edit => [
  `name="${name}" value="${String(from)}"`,
  `name="${name}" value="${String(to)}"`,
];
const attribute = (name: string, from: string, to: string): Edit => [
  ` ${name}="${from}"`,
  to === "" ? "" : ` ${name}="${to}"`,
];
const noPair = (name: string): Edit => [
  new RegExp(`<nvpair id="[^"]*" name="${name}" value="[^"]*"/>`),
  "",
];

/** Rows for an nvpair: a changed value, and a removed pair. */
const pair = (name: string, from: unknown, to: unknown, seen = to): readonly Row[] => [
  ["changed by pcs", seen, value(name, from, to)],
  ["removed by crm_resource", undefined, noPair(name)],
];
/** Rows for an attribute: a changed value, and a removed attribute. */
const attributeRows = (
  name: string,
  from: string,
  to: string,
  seen: unknown = to,
): readonly Row[] => [
  ["changed by cibadmin", seen, attribute(name, from, to)],
  ["removed by cibadmin", undefined, attribute(name, from, "")],
];
/** Rows for the only pair of an argument that is an object. */
const only = (name: string, key: string, from: unknown, to: unknown): readonly Row[] => [
  ["changed by pcs", { [key]: to }, value(name, from, to)],
  ["removed by pcs", {}, noPair(name)],
];

const ANOTHER = "an object with another id is another object";
const OPERATION = {
  name: "monitor",
  interval: "33s",
  timeout: "21s",
  role: "Started",
  onFail: "block",
  startDelay: "1s",
  enabled: true,
  recordPending: true,
  parameters: { OCF_CHECK_LEVEL: 10 },
};
const operation = (seen: object, ...edits: Edit[]): Row => [
  `${Object.keys(seen).join()} changed by cibadmin`,
  [{ ...OPERATION, ...seen }],
  ...edits,
];
const without = (name: string, ...edits: Edit[]): Row => [
  `${name} removed by cibadmin`,
  [Object.fromEntries(Object.entries(OPERATION).filter(([key]) => key !== name))],
  ...edits,
];

const OPERATIONS: Rows<OperationArgs> = {
  name: "an operation with another name is another operation",
  interval: [
    operation({ interval: "44s" }, attribute("interval", "33s", "44s")),
    [
      "interval changed by pcs",
      [{ ...OPERATION, interval: "44s" }],
      attribute("interval", "33s", "44s"),
      [/interval-33s/g, "interval-44s"],
    ],
  ],
  timeout: [
    operation({ timeout: "22s" }, attribute("timeout", "21s", "22s")),
    without("timeout", attribute("timeout", "21s", "")),
  ],
  role: [
    operation({ role: "Promoted" }, attribute("role", "Started", "Promoted")),
    without("role", attribute("role", "Started", "")),
  ],
  onFail: [
    operation({ onFail: "stop" }, attribute("on-fail", "block", "stop")),
    without("onFail", attribute("on-fail", "block", "")),
  ],
  startDelay: [
    operation({ startDelay: "2s" }, attribute("start-delay", "1s", "2s")),
    without("startDelay", attribute("start-delay", "1s", "")),
  ],
  enabled: [
    operation({ enabled: false }, attribute("enabled", "true", "false")),
    without("enabled", attribute("enabled", "true", "")),
  ],
  recordPending: [
    operation({ recordPending: false }, attribute("record-pending", "true", "false")),
    without("recordPending", attribute("record-pending", "true", "")),
  ],
  parameters: [
    operation({ parameters: { OCF_CHECK_LEVEL: 20 } }, value("OCF_CHECK_LEVEL", 10, 20)),
    operation({ parameters: {} }, noPair("OCF_CHECK_LEVEL")),
  ],
};

const ELSEWHERE = "tested in inline-constraints.test";
const INLINE = { colocations: ELSEWHERE, locations: ELSEWHERE, orders: ELSEWHERE };

const CLONE: Rows<Pick<PrimitiveCommonArgs, "clone">> = {
  clone: [
    [
      "meta changed by pcs",
      { name: "x-clone", meta: { interleave: false } },
      value("interleave", true, false),
    ],
    ["meta removed by pcs", { name: "x-clone", meta: {} }, noPair("interleave")],
    ["unclone by pcs", undefined, [/<clone id="x-clone">(.*<\/primitive>).*<\/clone>/, "$1"]],
    [
      "cloned again by crm",
      { name: "other", meta: { interleave: true } },
      [`<clone id="x-clone">`, `<clone id="other">`],
    ],
  ],
};

const COMMON: Rows<PrimitiveCommonArgs> = {
  ...INLINE,
  clone: "tested in CLONE",
  promotable: "tested in PROMOTABLE",
  name: ANOTHER,
  parameters: only("trace_ra", "trace_ra", 1, 2),
  meta: only("migration-threshold", "migrationThreshold", 3, 4),
  operations: [
    ...Object.values(OPERATIONS).flatMap((rows) => (typeof rows === "string" ? [] : rows)),
    ["removed by pcs", [], [/<op name="monitor".*?<\/op>/, ""]],
  ],
  utilization: only("cpu", "cpu", 1, 2),
  parameterSets: "tested in value-sets.test",
  metaSets: "tested in value-sets.test",
  startWithGroup: "applies only to the first start; afterwards target-role is the operator's",
};
const common = {
  name: "x",
  parameters: { trace_ra: 1 },
  meta: { migrationThreshold: 3 },
  utilization: { cpu: 1 },
  operations: [OPERATION],
};

const FILESYSTEM: Rows<file.FilesystemArgs> = {
  ...COMMON,
  device: pair("device", "a:/b", "a:/c"),
  directory: pair("directory", "/d", "/e"),
  fstype: pair("fstype", "nfs", "nfs4"),
  options: pair("options", "ro", "rw"),
  runFsck: pair("run_fsck", "no", "force"),
  forceUnmount: pair("force_unmount", "safe", "yes"),
};
const IP: Rows<ip.IpAddr2Args> = {
  ...COMMON,
  ip: pair("ip", "10.0.0.1", "10.0.0.2"),
  cidrNetmask: pair("cidr_netmask", 24, 25),
  nic: pair("nic", "eth0", "eth1"),
  iflabel: pair("iflabel", "l", "m"),
};
const LSB: Rows<init.LsbArgs> = {
  ...COMMON,
  service: [["changed by cibadmin", "other", attribute("type", "abiquo-tomcat", "other")]],
};
const PING: Rows<ping.PingCloneArgs & Pick<PrimitiveCommonArgs, "startWithGroup">> = {
  ...COMMON,
  hostList: [
    ...pair("host_list", "h1 h2", "h1", ["h1"]),
    ["reordered by pcs", ["h2", "h1"], value("host_list", "h1 h2", "h2 h1")],
  ],
  cloneName: [
    ["unclone by pcs", undefined, [/<clone id="x-clone">(.*)<\/clone>/, "$1"]],
    ["cloned again by crm", "other", [`<clone id="x-clone">`, `<clone id="other">`]],
  ],
  attribute: pair("name", "reach", "pingd"),
  multiplier: pair("multiplier", 10, 11),
  dampen: pair("dampen", "3s", "4s"),
  timeout: pair("timeout", 5, 6),
  attempts: pair("attempts", 3, 4),
  options: pair("options", "-n", "-q"),
  failureScore: pair("failure_score", 7, 8),
};
const PRIMITIVE: Rows<plain.PrimitiveResourceArgs> = {
  ...COMMON,
  agent: [
    [
      "changed by cibadmin",
      "ocf:heartbeat:Dummy",
      [/(id="x".*?provider)="pacemaker"/, `$1="heartbeat"`],
    ],
    [
      "changed to another class by cibadmin",
      "lsb:Dummy",
      [/(id="x" class)="ocf" type="Dummy" provider="pacemaker"/, `$1="lsb" type="Dummy"`],
    ],
  ],
  ...CLONE,
  template: "tested in templates.test",
};
const PROMOTABLE: Rows<Pick<plain.PrimitiveArgs, "promotable">> = {
  promotable: [
    [
      "meta changed by pcs",
      { name: "x-clone", meta: { promotedMax: 1 } },
      value("promoted-max", 2, 1),
    ],
    ["no longer promotable by pcs", undefined, noPair("promotable")],
    [
      "unclone by pcs",
      undefined,
      [/<clone id="x-clone">(.*?<\/(primitive|group)>).*<\/clone>/, "$1"],
    ],
  ],
};
const GROUP: Rows<group.ResourceGroupArgs> = {
  ...INLINE,
  name: ANOTHER,
  members: [
    ["moved by pcs", ["b", "a"], [/(<primitive id="a".*?\/>)(<primitive id="b".*?\/>)/, "$2$1"]],
    ["removed from the group by pcs", ["a"], [/(<primitive id="b"[^>]*>)(.*?<\/group>)/, "$2$1"]],
    ["deleted by crm", ["b"], [/(<primitive id="a"[^>]*>)(.*?<\/group>)/, "$2$1"]],
  ],
  meta: only("priority", "priority", 1, 2),
  metaSets: "tested in value-sets.test",
  clone: "tested in CLONE",
  promotable: "tested in PROMOTABLE",
};
const COLOCATION: Rows<colocation.ColocationConstraintArgs> = {
  name: ANOTHER,
  resource: [["changed by cibadmin", "c", attribute("rsc", "a", "c")]],
  with: [["changed by cibadmin", "c", attribute("with-rsc", "b", "c")]],
  score: attributeRows("score", "5", "-INFINITY"),
  role: attributeRows("rsc-role", "Started", "Stopped"),
  withRole: attributeRows("with-rsc-role", "Started", "Stopped"),
  nodeAttribute: attributeRows("node-attribute", "rack", "site"),
  influence: attributeRows("influence", "false", "true", true),
  sets: "in tables of their own",
};
const ORDER: Rows<order.OrderConstraintArgs> = {
  name: ANOTHER,
  first: [["changed by cibadmin", "c", attribute("first", "a", "c")]],
  then: [["changed by cibadmin", "c", attribute("then", "b", "c")]],
  firstAction: attributeRows("first-action", "start", "promote"),
  thenAction: attributeRows("then-action", "stop", "demote"),
  kind: attributeRows("kind", "Optional", "Serialize"),
  symmetrical: attributeRows("symmetrical", "false", "true", true),
  requireAll: attributeRows("require-all", "false", "true", true),
  sets: "in tables of their own",
};
const SETS = [
  { resources: ["a", "b"], sequential: false },
  { resources: ["c"], role: "Promoted" },
];
const ONE = SETS[0] as object;
const SET_ROWS: readonly Row[] = [
  [
    "a resource removed by pcs",
    [{ ...ONE, resources: ["b"] }, SETS[1]],
    [`<resource_ref id="a"/>`, ""],
  ],
  [
    "resources moved by cibadmin",
    [{ ...ONE, resources: ["b", "a"] }, SETS[1]],
    [/(<resource_ref id="a"\/>)(<resource_ref id="b"\/>)/, "$2$1"],
  ],
  [
    "an attribute changed by crm",
    [{ ...ONE, sequential: true }, SETS[1]],
    attribute("sequential", "false", "true"),
  ],
  [
    "an attribute added by crm",
    [{ ...ONE, requireAll: false }, SETS[1]],
    [` sequential="false"`, ` sequential="false" require-all="false"`],
  ],
  ["a set removed by cibadmin", [SETS[0]], [/<resource_set id="x_set-1".*?<\/resource_set>/, ""]],
  [
    "a set added by cibadmin",
    [...SETS, { resources: ["a"], role: "Stopped" }],
    [
      /(<resource_set id="x_set-1".*?<\/resource_set>)/,
      `$1<resource_set id="y" role="Stopped"><resource_ref id="a"/></resource_set>`,
    ],
  ],
];
const TICKET: Rows<ticket.TicketConstraintArgs> = {
  name: ANOTHER,
  resource: [["changed by cibadmin", "c", attribute("rsc", "a", "c")]],
  ticket: [["changed by cibadmin", "t2", attribute("ticket", "t1", "t2")]],
  role: attributeRows("rsc-role", "Promoted", "Stopped"),
  lossPolicy: attributeRows("loss-policy", "freeze", "fence"),
  sets: "in tables of their own",
};
const LOCATION: Rows<
  Omit<LocationConstraintArgs, "rule" | "rules" | "scoreAttribute" | "sets" | "resourcePattern">
> = {
  name: ANOTHER,
  resource: [["changed by cibadmin", "c", attribute("rsc", "a", "c")]],
  node: [["changed by cibadmin", "rsha2", attribute("node", "rsha1", "rsha2")]],
  score: attributeRows("score", "5", "6"),
  role: attributeRows("role", "Promoted", "Stopped"),
  resourceDiscovery: attributeRows("resource-discovery", "never", "exclusive"),
};
const SAFE_RULE = {
  or: [{ attribute: "pingd", operation: "lt", value: 1 }, { notDefined: "pingd" }],
};
const RULE: Rows<
  Omit<LocationConstraintArgs, "node" | "rules" | "sets" | "resourcePattern" | "resourceDiscovery">
> = {
  name: ANOTHER,
  resource: [["changed by cibadmin", "c", attribute("rsc", "a", "c")]],
  rule: [
    [
      "a value changed by cibadmin",
      { or: [{ ...SAFE_RULE.or[0], value: 2 }, SAFE_RULE.or[1]] },
      attribute("value", "1", "2"),
    ],
    [
      "an operation changed by crm",
      { or: [{ ...SAFE_RULE.or[0], operation: "gte" }, SAFE_RULE.or[1]] },
      attribute("operation", "lt", "gte"),
    ],
    [
      "an expression removed by cibadmin",
      { or: [SAFE_RULE.or[0]] },
      [/<expression id="[^"]*" operation="not_defined"[^>]*>/, ""],
    ],
    [
      "an expression added by pcs",
      { or: [...SAFE_RULE.or, { defined: "site" }] },
      ["</rule>", `<expression id="y" operation="defined" attribute="site"/></rule>`],
    ],
    ["boolean-op changed by cibadmin", { and: SAFE_RULE.or }, attribute("boolean-op", "or", "and")],
  ],
  score: [["changed by cibadmin", "-5", attribute("score", "-INFINITY", "-5")]],
  role: [
    ["changed by cibadmin", "Stopped", attribute("role", "Promoted", "Stopped")],
    ["removed by cibadmin", undefined, attribute("role", "Promoted", "")],
  ],
  scoreAttribute: "tested in location.test",
};
const RULES = [
  { rule: { defined: "pingd" }, score: "5" },
  { rule: { notDefined: "pingd" }, scoreAttribute: "weight", role: "Promoted" },
];
const TWO_RULES: Readonly<Record<string, readonly Row[]>> = {
  resourcePattern: [["changed by cibadmin", "^a", attribute("rsc-pattern", "^[ab]$", "^a")]],
  rules: [
    ["removed by pcs", [RULES[1]], [/<rule id="x-rule" .*?<\/rule>/, ""]],
    [
      "a score changed by cibadmin",
      [{ ...RULES[0], score: "6" }, RULES[1]],
      attribute("score", "5", "6"),
    ],
    [
      "a role removed by cibadmin",
      [RULES[0], { rule: RULES[1]?.rule, scoreAttribute: "weight" }],
      attribute("role", "Promoted", ""),
    ],
    [
      "added by pcs",
      [...RULES, { rule: { defined: "site" }, score: "7" }],
      [
        "</rsc_location>",
        `<rule id="y" score="7"><expression id="y-e" operation="defined" attribute="site"/></rule></rsc_location>`,
      ],
    ],
  ],
};
const OPTIONS: Rows<options.PacemakerPropertiesArgs> = {
  stonithEnabled: pair("stonith-enabled", false, true),
  noQuorumPolicy: pair("no-quorum-policy", "ignore", "freeze"),
  maintenanceMode: pair("maintenance-mode", false, true),
  symmetricCluster: pair("symmetric-cluster", true, false),
  clusterRecheckInterval: pair("cluster-recheck-interval", "9min", "10min"),
  stonithTimeout: pair("stonith-timeout", "70s", "71s"),
  startFailureIsFatal: pair("start-failure-is-fatal", true, false),
  batchLimit: pair("batch-limit", 0, 30),
  properties: only("cluster-delay", "cluster-delay", "61s", "62s"),
  resourceDefaults: only("resource-stickiness", "resourceStickiness", 100, 7),
  operationDefaults: only("timeout", "timeout", "60s", "59s"),
};

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- kinds of different arguments in one table
type Table = [CibKind<any>, object, Record<string, string | readonly Row[]>];
const P = (id: string): string =>
  `<primitive id="${id}" class="ocf" type="Dummy" provider="pacemaker"/>`;

const TABLES: Table[] = [
  [
    file.filesystem,
    {
      ...common,
      device: "a:/b",
      directory: "/d",
      fstype: "nfs",
      options: "ro",
      runFsck: "no",
      forceUnmount: "safe",
    },
    FILESYSTEM,
  ],
  [ip.ipAddr2, { ...common, ip: "10.0.0.1", cidrNetmask: 24, nic: "eth0", iflabel: "l" }, IP],
  [init.lsb, { ...common, service: "abiquo-tomcat" }, LSB],
  [
    ip.ipAddr2,
    { name: "x", ip: "10.0.0.1", clone: { name: "x-clone", meta: { interleave: true } } },
    CLONE,
  ],
  [
    init.lsb,
    {
      name: "x",
      service: "abiquo-tomcat",
      promotable: { name: "x-clone", meta: { promotedMax: 2 } },
    },
    PROMOTABLE,
  ],
  [
    ping.pingClone,
    {
      ...common,
      cloneName: "x-clone",
      hostList: ["h1", "h2"],
      attribute: "reach",
      multiplier: 10,
      dampen: "3s",
      timeout: 5,
      attempts: 3,
      options: "-n",
      failureScore: 7,
    },
    PING,
  ],
  [
    plain.primitive,
    {
      ...common,
      agent: "ocf:pacemaker:Dummy",
      clone: { name: "x-clone", meta: { interleave: true } },
    },
    PRIMITIVE,
  ],
  [
    plain.primitive,
    {
      ...common,
      agent: "ocf:pacemaker:Dummy",
      promotable: { name: "x-clone", meta: { promotedMax: 2 } },
    },
    PROMOTABLE,
  ],
  [group.resourceGroup, { name: "x", members: ["a", "b"], meta: { priority: 1 } }, GROUP],
  [
    group.resourceGroup,
    { name: "x", members: ["a"], promotable: { name: "x-clone", meta: { promotedMax: 2 } } },
    PROMOTABLE,
  ],
  [
    colocation.colocationConstraint,
    {
      name: "x",
      resource: "a",
      with: "b",
      score: "5",
      role: "Started",
      withRole: "Started",
      nodeAttribute: "rack",
      influence: false,
    },
    COLOCATION,
  ],
  [colocation.colocationConstraint, { name: "x", sets: SETS }, { sets: SET_ROWS }],
  [order.orderConstraint, { name: "x", sets: SETS }, { sets: SET_ROWS }],
  [location.locationConstraint, { name: "x", sets: SETS, node: "rsha1" }, { sets: SET_ROWS }],
  [
    location.locationConstraint,
    { name: "x", sets: SETS, rule: { defined: "pingd" }, score: 5 },
    { sets: SET_ROWS },
  ],
  [ticket.ticketConstraint, { name: "x", sets: SETS, ticket: "t1" }, { sets: SET_ROWS }],
  [
    ticket.ticketConstraint,
    { name: "x", resource: "a", ticket: "t1", role: "Promoted", lossPolicy: "freeze" },
    TICKET,
  ],
  [
    order.orderConstraint,
    {
      name: "x",
      first: "a",
      then: "b",
      firstAction: "start",
      thenAction: "stop",
      kind: "Optional",
      symmetrical: false,
      requireAll: false,
    },
    ORDER,
  ],
  [
    location.locationConstraint,
    {
      name: "x",
      resource: "a",
      node: "rsha1",
      score: "5",
      role: "Promoted",
      resourceDiscovery: "never",
    },
    LOCATION,
  ],
  [
    location.locationConstraint,
    { name: "x", resource: "a", rule: SAFE_RULE, score: "-INFINITY", role: "Promoted" },
    RULE,
  ],
  [location.locationConstraint, { name: "x", resourcePattern: "^[ab]$", rules: RULES }, TWO_RULES],
  [
    options.pacemakerProperties,
    {
      label: "x",
      stonithEnabled: false,
      noQuorumPolicy: "ignore",
      maintenanceMode: false,
      symmetricCluster: true,
      clusterRecheckInterval: "9min",
      stonithTimeout: "70s",
      startFailureIsFatal: true,
      batchLimit: 0,
      properties: { "cluster-delay": "61s" },
      resourceDefaults: { resourceStickiness: 100 },
      operationDefaults: { timeout: "60s" },
    },
    OPTIONS,
  ],
];

const shapes = (changes: readonly CibChange[]): string[] =>
  changes
    .map((c) => `${c.operation} ${c.path} ${c.operation === "create" ? idOf(c.element) : ""}`)
    .sort();

function edited(tree: Element, edits: readonly Edit[]): Element {
  const text = edits.reduce((t, [what, by]) => {
    const next = t.replace(what, by);
    if (next === t) throw new Error(`the configuration does not hold ${String(what)}: ${t}`);
    return next;
  }, writeXml(tree));
  return parseXml(text);
}

const cases = TABLES.flatMap(([kind, args, rows]) =>
  Object.entries(rows).flatMap(([argument, list]) =>
    typeof list === "string"
      ? []
      : list.map(([by, seen, ...edits]) => ({
          type: kind.type,
          argument,
          by,
          kind,
          args,
          seen,
          edits,
        })),
  ),
);

describe("Drift of an argument", () => {
  test.each(cases)(
    "is observed and repaired, and nothing else: $type: $argument $by",
    ({ kind, argument, args, seen, edits }) => {
      const made = new Trial(kind, cib(P("a") + P("b") + P("c"))).then(args);
      const drifted = new Trial(kind, edited(made.tree, edits));
      const expected = Object.fromEntries(
        Object.entries({ ...args, [argument]: seen }).filter(([, v]) => v !== undefined),
      );
      const now = drifted.observe(args, "x");
      expect(now).toEqual(expected);
      for (const before of [args, now ?? {}]) {
        const repaired = drifted.put(args, before, "x").cib;
        expect(new Trial(kind, repaired).observe(args, "x")).toEqual(args);
        expect(shapes(diffCib(drifted.tree, repaired))).toEqual(
          shapes(diffCib(drifted.tree, made.tree)),
        );
        expect(new Trial(kind, repaired).put(args, args, "x").cib).toBe(repaired);
      }
    },
  );
});
