import type { Element } from "../../sdk/cib/xml/element";
import { parseXml, writeXml } from "../../sdk/cib/xml/parse";
import type { CibKind } from "../../sdk/kind/cib-kind";
import { colocationConstraint } from "../../sdk/resources/constraints/colocation";
import { filesystem } from "../../sdk/resources/primitives/filesystem";
import { ipAddr2 } from "../../sdk/resources/primitives/ip-addr2";
import { lsb } from "../../sdk/resources/primitives/lsb";
import { orderConstraint } from "../../sdk/resources/constraints/order";
import { pacemakerProperties } from "../../sdk/resources/properties/pacemaker-properties";
import { pingClone } from "../../sdk/resources/primitives/ping-clone";
import { primitive } from "../../sdk/resources/primitives/primitive";
import { resourceGroup } from "../../sdk/resources/groups/resource-group";
import { cib } from "../helpers";
import { ADDRESS, MEMBERS, OPTIONS, PING, REPOSITORY, TOMCAT, WITH_PING, guide } from "./guide";
import { Trial } from "./kind-helpers";

const GUIDE = writeXml(guide(cib()));
const GROUP = { name: "abiquo_rs", members: MEMBERS };
const DUMMY = {
  name: "d",
  agent: "ocf:pacemaker:Dummy",
  parameters: { fake: "x", op_sleep: 5 },
  meta: { migrationThreshold: 3, "resource-stickiness": "INFINITY" },
  operations: [{ name: "monitor", interval: "30s", timeout: "1min", enabled: true }],
  clone: { name: "d-clone", meta: { interleave: true } },
};
const ORDER = { name: "o", first: "abiquo_rs", then: "ping-clone", symmetrical: false };
const COLOCATION = "colocation-abiquo_rs-ping-clone-INFINITY";

/** Returns the guide's configuration with two more resources, after a foreign edit of its text. */
const after = (...edits: [string | RegExp, string][]): Element => {
  const made = new Trial(primitive, parseXml(GUIDE)).then(DUMMY).on(orderConstraint).then(ORDER);
  const text = writeXml(made.tree);
  return parseXml(
    edits.reduce((t, [what, by]) => {
      const next = t.replace(what, by);
      if (next === t) throw new Error(`the configuration does not hold ${String(what)}`);
      return next;
    }, text),
  );
};

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- kinds of different arguments in one table
type Row = [CibKind<any>, object, string];
const ALL: Row[] = [
  [pacemakerProperties, OPTIONS, "properties/options"],
  [filesystem, REPOSITORY, "vm_repository"],
  [ipAddr2, ADDRESS, "ClusterIP"],
  [lsb, TOMCAT, "tomcat-service"],
  [resourceGroup, GROUP, "abiquo_rs"],
  [pingClone, PING, "ping-clone"],
  [primitive, DUMMY, "d"],
  [colocationConstraint, WITH_PING, COLOCATION],
  [orderConstraint, ORDER, "o"],
];

describe("observe of a kind", () => {
  test.each(ALL)(
    "observes what put has written, and a second put changes nothing: $type",
    (kind, args, id) => {
      const trial = new Trial(kind, after());
      const seen = trial.observe(args, id);
      expect(seen).toEqual(args);
      expect(trial.put(seen ?? {}, args).cib).toBe(trial.tree);
    },
  );

  test.each(ALL.slice(1))("returns undefined for a missing object: $type", (kind, args, id) => {
    expect(new Trial(kind).observe(args, id)).toBeUndefined();
  });

  test.each<[string, ...Row, [string | RegExp, string][]]>([
    [
      "a boolean",
      pacemakerProperties,
      OPTIONS,
      "",
      [[`name="stonith-enabled" value="false"`, `name="stonith-enabled" value="off"`]],
    ],
    [
      "a time-out",
      pingClone,
      PING,
      "",
      [[`name="timeout" value="5"`, `name="timeout" value="5s"`]],
    ],
    [
      "a score",
      colocationConstraint,
      WITH_PING,
      COLOCATION,
      [[`score="INFINITY"`, `score="1000000"`]],
    ],
    [
      "an interval",
      primitive,
      DUMMY,
      "",
      [[`interval="30s" timeout="1min"`, `interval="30000ms" timeout="60"`]],
    ],
    [
      "a stickiness",
      primitive,
      DUMMY,
      "",
      [[`value="INFINITY"/></meta`, `value="+INFINITY"/></meta`]],
    ],
  ])("reports no drift for a value in another spelling: %s", (_what, kind, args, id, edits) => {
    const trial = new Trial(kind, after(...edits));
    expect(trial.observe(args, id)).toEqual(args);
    expect(trial.put(args, args).cib).toBe(trial.tree);
  });

  const without = (args: object, ...names: string[]): object =>
    Object.fromEntries(Object.entries(args).filter(([name]) => !names.includes(name)));

  test.each<[string, ...Row, [string | RegExp, string][], object]>([
    [
      "a property",
      pacemakerProperties,
      OPTIONS,
      "",
      [[`name="stonith-enabled" value="false"`, `name="stonith-enabled" value="true"`]],
      { ...OPTIONS, stonithEnabled: true },
    ],
    [
      "a removed property",
      pacemakerProperties,
      OPTIONS,
      "",
      [[/<nvpair id="[^"]*no-quorum-policy"[^>]*>/, ""]],
      without(OPTIONS, "noQuorumPolicy"),
    ],
    [
      "a default",
      pacemakerProperties,
      OPTIONS,
      "",
      [[`name="resource-stickiness" value="100"`, `name="resource-stickiness" value="1"`]],
      { ...OPTIONS, resourceDefaults: { resourceStickiness: 1 } },
    ],
    [
      "removed defaults",
      pacemakerProperties,
      OPTIONS,
      "",
      [[/<rsc_defaults>.*<\/rsc_defaults>/, ""]],
      { ...OPTIONS, resourceDefaults: {} },
    ],
    [
      "an address",
      ipAddr2,
      ADDRESS,
      "",
      [[`value="10.60.13.58"`, `value="10.60.13.59"`]],
      { ...ADDRESS, ip: "10.60.13.59" },
    ],
    [
      "a netmask",
      ipAddr2,
      ADDRESS,
      "",
      [[`name="cidr_netmask" value="24"`, `name="cidr_netmask" value="25"`]],
      { ...ADDRESS, cidrNetmask: 25 },
    ],
    [
      "a removed parameter",
      ipAddr2,
      ADDRESS,
      "",
      [[/<nvpair id="[^"]*cidr_netmask"[^>]*>/, ""]],
      without(ADDRESS, "cidrNetmask"),
    ],
    [
      "removed parameters",
      filesystem,
      REPOSITORY,
      "",
      [[/<instance_attributes id="vm_repository.*?<\/instance_attributes>/, ""]],
      { name: "vm_repository" },
    ],
    [
      "a service",
      lsb,
      TOMCAT,
      "",
      [[`type="abiquo-tomcat"`, `type="tomcat9"`]],
      { ...TOMCAT, service: "tomcat9" },
    ],
    [
      "hosts",
      pingClone,
      PING,
      "",
      [[`value="10.60.13.1"`, `value="10.60.13.1  10.60.13.2"`]],
      { ...PING, hostList: ["10.60.13.1", "10.60.13.2"] },
    ],
    [
      "an agent",
      primitive,
      DUMMY,
      "",
      [[`type="Dummy" provider="pacemaker"`, `type="Dummy" provider="heartbeat"`]],
      { ...DUMMY, agent: "ocf:heartbeat:Dummy" },
    ],
    [
      "an entry of parameters",
      primitive,
      DUMMY,
      "",
      [[`name="op_sleep" value="5"`, `name="op_sleep" value="6"`]],
      { ...DUMMY, parameters: { fake: "x", op_sleep: 6 } },
    ],
    [
      "a removed meta attribute",
      primitive,
      DUMMY,
      "",
      [[/<nvpair id="[^"]*migration-threshold"[^>]*>/, ""]],
      { ...DUMMY, meta: { "resource-stickiness": "INFINITY" } },
    ],
    [
      "a removed operation",
      primitive,
      DUMMY,
      "",
      [[/<op [^>]*interval="30s"[^>]*>/, ""]],
      { ...DUMMY, operations: [] },
    ],
    [
      "a time-out",
      primitive,
      DUMMY,
      "",
      [[`timeout="1min"`, `timeout="2min"`]],
      {
        ...DUMMY,
        operations: [{ name: "monitor", interval: "30s", timeout: "2min", enabled: true }],
      },
    ],
    [
      "a clone's meta attribute",
      primitive,
      DUMMY,
      "",
      [[`name="interleave" value="true"`, `name="interleave" value="false"`]],
      { ...DUMMY, clone: { name: "d-clone", meta: { interleave: false } } },
    ],
    [
      "a removed clone",
      primitive,
      DUMMY,
      "",
      [[/<clone id="d-clone">(.*<\/primitive>)<meta_attributes id="d-clone.*?<\/clone>/, "$1"]],
      without(DUMMY, "clone"),
    ],
    [
      "a group's order",
      resourceGroup,
      GROUP,
      "",
      [
        [
          /(<primitive id="vm_repository".*?<\/primitive>)(<primitive id="ClusterIP".*?<\/primitive>)/,
          "$2$1",
        ],
      ],
      { ...GROUP, members: ["ClusterIP", "vm_repository", "tomcat-service"] },
    ],
    [
      "a removed member",
      resourceGroup,
      GROUP,
      "",
      [[/(<primitive id="ClusterIP".*?<\/primitive>)(.*?<\/group>)/, "$2$1"]],
      { ...GROUP, members: ["vm_repository", "tomcat-service"] },
    ],
    [
      "a score",
      colocationConstraint,
      WITH_PING,
      COLOCATION,
      [[`score="INFINITY"`, `score="100"`]],
      { ...WITH_PING, score: "100" },
    ],
    [
      "a resource",
      colocationConstraint,
      WITH_PING,
      COLOCATION,
      [[`rsc="abiquo_rs" with`, `rsc="ping" with`]],
      { ...WITH_PING, resource: "ping" },
    ],
    [
      "a removed score",
      colocationConstraint,
      WITH_PING,
      COLOCATION,
      [[` score="INFINITY"`, ""]],
      without(WITH_PING, "score"),
    ],
    [
      "a boolean",
      orderConstraint,
      ORDER,
      "o",
      [[`symmetrical="false"`, `symmetrical="true"`]],
      { ...ORDER, symmetrical: true },
    ],
  ])("reports drift, and the next put repairs it: %s", (_what, kind, args, id, edits, expected) => {
    const trial = new Trial(kind, after(...edits));
    expect(trial.observe(args, id)).toEqual(expected);
    expect(trial.then(args, args, id || undefined).observe(args, id)).toEqual(args);
  });

  test.each<[string, ...Row, [string | RegExp, string][]]>([
    [
      "a foreign member",
      resourceGroup,
      GROUP,
      "",
      [
        [
          `<primitive id="tomcat-service"`,
          `<primitive id="theirs" class="ocf" provider="pacemaker" type="Dummy"/><primitive id="tomcat-service"`,
        ],
      ],
    ],
    [
      "an operator's target-role on a group",
      resourceGroup,
      GROUP,
      "",
      [
        [
          `</group>`,
          `<meta_attributes id="m"><nvpair id="n" name="target-role" value="Stopped"/></meta_attributes></group>`,
        ],
      ],
    ],
    [
      "an operator's target-role",
      ipAddr2,
      ADDRESS,
      "",
      [
        [
          /(<primitive id="ClusterIP".*?)<operations>/,
          `$1<meta_attributes id="m"><nvpair id="n" name="target-role" value="Stopped"/></meta_attributes><operations>`,
        ],
      ],
    ],
    [
      "an operator's ban",
      colocationConstraint,
      WITH_PING,
      COLOCATION,
      [
        [
          `<constraints>`,
          `<constraints><rsc_location id="cli-ban-ping-clone-on-rsha1" rsc="ping-clone" node="rsha1" score="-INFINITY"/>`,
        ],
      ],
    ],
    [
      "a node in standby",
      pacemakerProperties,
      OPTIONS,
      "",
      [
        [
          `uname="rsha1"/>`,
          `uname="rsha1"><instance_attributes id="i"><nvpair id="j" name="standby" value="on"/></instance_attributes></node>`,
        ],
      ],
    ],
    [
      "another property",
      pacemakerProperties,
      OPTIONS,
      "",
      [
        [
          `</cluster_property_set>`,
          `<nvpair id="x" name="maintenance-mode" value="true"/></cluster_property_set>`,
        ],
      ],
    ],
    [
      "another operation",
      primitive,
      DUMMY,
      "",
      [[`<op name="start"`, `<op name="monitor" interval="1h" id="theirs"/><op name="start"`]],
    ],
  ])("neither reports nor changes foreign settings: %s", (_what, kind, args, id, edits) => {
    const trial = new Trial(kind, after(...edits));
    expect(trial.observe(args, id)).toEqual(args);
    expect(trial.put(args, args).cib).toBe(trial.tree);
  });
});
