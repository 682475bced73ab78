import type { CibKind } from "../../sdk/kind/cib-kind";
import { colocationConstraint } from "../../sdk/resources/constraints/colocation";
import { filesystem } from "../../sdk/resources/primitives/filesystem";
import { ipAddr2 } from "../../sdk/resources/primitives/ip-addr2";
import { locationConstraint } from "../../sdk/resources/constraints/location";
import { lsb } from "../../sdk/resources/primitives/lsb";
import { orderConstraint } from "../../sdk/resources/constraints/order";
import { pacemakerProperties } from "../../sdk/resources/properties/pacemaker-properties";
import { pingClone } from "../../sdk/resources/primitives/ping-clone";
import { primitive } from "../../sdk/resources/primitives/primitive";
import { resourceGroup } from "../../sdk/resources/groups/resource-group";
import { ADDRESS, MEMBERS, OPTIONS, PING, REPOSITORY, TOMCAT, WITH_PING } from "./guide";
import { failures } from "./kind-helpers";

const DUMMY = { name: "d", agent: "ocf:pacemaker:Dummy" };
const GROUP = { name: "abiquo_rs", members: MEMBERS };
const ORDER = { first: "a", then: "b" };
const LOCATION = { resource: "a", node: "rsha1" };

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const UNKNOWN_NUMBER = "3eeb2bf0-c639-47a8-9e75-3b44932eb421";
const UNKNOWN_LIST = "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2";
const UNKNOWN_OBJECT = "dd056dcd-154b-4c76-9bd3-c8f88648b5ff";

const notId = (text: string): string =>
  `"${text}" is not a valid id: it must begin with a letter or "_" and hold only letters, digits, "_", "-" and "."; set \`name\` to such an id`;
const notTime = (text: string): string =>
  `${text} is not a time, such as 20 (seconds), "500ms", "20s", "2min" or "1h" (not negative)`;
const notAddress = (text: string): string =>
  `ip | ip: "${text}" is not an IPv4 or IPv6 address, such as "10.60.13.58" (the prefix length goes into cidrNetmask)`;
const notScore = (text: string): string =>
  `score | score: ${text} is not a score: give a whole number, "INFINITY" or "-INFINITY"`;
const notAgent = (text: string): string =>
  `agent | agent: "${text}" is not the name of a resource agent, such as "ocf:heartbeat:IPaddr2", "lsb:tomcat" or "stonith:fence_ipmilan"`;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- kinds of different arguments in one table
type Case = [string, CibKind<any>, object, string[]];

describe("Validation of a kind", () => {
  test.each<Case>([
    ["the guide's properties", pacemakerProperties, OPTIONS, []],
    ["the guide's repository", filesystem, REPOSITORY, []],
    ["the guide's address", ipAddr2, ADDRESS, []],
    ["the guide's service", lsb, TOMCAT, []],
    ["the guide's group", resourceGroup, GROUP, []],
    ["the guide's ping", pingClone, PING, []],
    ["the guide's constraint", colocationConstraint, WITH_PING, []],
    ["IPv6 with 64 bits", ipAddr2, { name: "a", ip: "fd00::1", cidrNetmask: 64 }, []],
    [
      "an operation without an interval",
      primitive,
      { ...DUMMY, operations: [{ name: "start", timeout: "90s" }] },
      [],
    ],

    ["an id with a blank", ipAddr2, { ...ADDRESS, name: "a b" }, [`name | name: ${notId("a b")}`]],
    [
      "an id that begins with a digit",
      resourceGroup,
      { ...GROUP, name: "1a" },
      [`name | name: ${notId("1a")}`],
    ],
    ["no id", lsb, { service: "x" }, ["name | name is required"]],
    [
      "an invalid id of a constraint",
      orderConstraint,
      { ...ORDER, name: "x/y" },
      [`name | name: ${notId("x/y")}`],
    ],
    [
      "an invalid id of a clone",
      pingClone,
      { ...PING, cloneName: "p c" },
      [`cloneName | cloneName: ${notId("p c")}`],
    ],

    [
      "a repeated member",
      resourceGroup,
      { ...GROUP, members: ["a", "b", "a"] },
      [`members | members: "a" is listed more than once`],
    ],
    [
      "no members",
      resourceGroup,
      { ...GROUP, members: [] },
      ["members | members: must have at least 1 entry"],
    ],
    [
      "an empty member",
      resourceGroup,
      { ...GROUP, members: ["a", ""] },
      [`members | members: [1] "" must be a text that is not empty`],
    ],

    ["a host name as an address", ipAddr2, { ...ADDRESS, ip: "rsha1" }, [notAddress("rsha1")]],
    [
      "an address with a prefix length",
      ipAddr2,
      { ...ADDRESS, ip: "10.60.13.58/24" },
      [notAddress("10.60.13.58/24")],
    ],
    [
      "a netmask of 33 bits",
      ipAddr2,
      { ...ADDRESS, cidrNetmask: 33 },
      ["cidrNetmask | cidrNetmask: 33 is not a whole number from 0 to 32"],
    ],
    [
      "a netmask of 129 bits",
      ipAddr2,
      { name: "a", ip: "fd00::1", cidrNetmask: 129 },
      ["cidrNetmask | cidrNetmask: 129 is not a whole number from 0 to 128"],
    ],
    [
      "a negative netmask",
      ipAddr2,
      { ...ADDRESS, cidrNetmask: -1 },
      ["cidrNetmask | cidrNetmask: -1 is not a whole number from 0 to 128"],
    ],
    [
      "several invalid arguments",
      ipAddr2,
      { name: "", cidrNetmask: "24" },
      [
        `name | name: ${notId("")}`,
        "ip | ip is required",
        `cidrNetmask | cidrNetmask: "24" is not a whole number from 0 to 128`,
      ],
    ],

    [
      "a time with a part of a second",
      pingClone,
      { ...PING, dampen: "5.5" },
      [`dampen | dampen: ${notTime('"5.5"')}`],
    ],
    [
      "a negative time",
      pacemakerProperties,
      { label: "o", stonithTimeout: "-5s" },
      [`stonithTimeout | stonithTimeout: ${notTime('"-5s"')}`],
    ],
    [
      "a negative number as a time",
      pacemakerProperties,
      { label: "o", clusterRecheckInterval: -60 },
      [`clusterRecheckInterval | clusterRecheckInterval: ${notTime("-60")}`],
    ],
    [
      "an empty host list",
      pingClone,
      { ...PING, hostList: [] },
      ["hostList | hostList: must have at least 1 entry"],
    ],
    [
      "a host with a blank",
      pingClone,
      { ...PING, hostList: ["10.0.0.1", "a b"] },
      [`hostList | hostList: [1] "a b" is not a host name or an address`],
    ],

    [
      "an agent without a provider",
      primitive,
      { ...DUMMY, agent: "ocf:Dummy" },
      [notAgent("ocf:Dummy")],
    ],
    ["an empty agent", primitive, { ...DUMMY, agent: "" }, [notAgent("")]],
    [
      "no agent",
      primitive,
      { name: "d" },
      ["agent | agent is required, or a template in its place"],
    ],
    [
      "a path as a service",
      lsb,
      { ...TOMCAT, service: "../x" },
      [`service | service: "../x" is not the name of a script in /etc/init.d`],
    ],
    [
      "a relative mount point",
      filesystem,
      { ...REPOSITORY, directory: "x" },
      [`directory | directory: "x" is not an absolute path`],
    ],

    [
      "a parameter that has an argument",
      ipAddr2,
      { ...ADDRESS, parameters: { ip: "hidden" } },
      [" | parameters: ip has its own argument, ip: use that"],
    ],
    [
      "a property that has an argument",
      pacemakerProperties,
      { ...OPTIONS, properties: { "stonith-enabled": true } },
      [" | properties: stonith-enabled has its own argument, stonithEnabled: give it once"],
    ],
    [
      "a property that has an argument, under its newer name",
      pacemakerProperties,
      { ...OPTIONS, properties: { "fencing-enabled": "no" } },
      [
        " | properties: fencing-enabled is stonith-enabled, which has its own argument, stonithEnabled: give it once",
      ],
    ],
    [
      "a property under both names",
      pacemakerProperties,
      { ...OPTIONS, properties: { "fence-reaction": "stop", "fencing-reaction": "panic" } },
      [" | properties: fence-reaction and fencing-reaction are the same: give it once"],
    ],
    [
      "a meta attribute in both spellings",
      primitive,
      { ...DUMMY, meta: { targetRole: "hidden", "target-role": "x" } },
      [" | meta: targetRole and target-role are the same: give it once"],
    ],
    [
      "parameters that are not plain values",
      primitive,
      { ...DUMMY, parameters: { passwd: { secret: "hidden" }, a: null } },
      [` | parameters: "passwd", "a" must be a text, a number, true or false`],
    ],
    [
      "line breaks and tabs",
      primitive,
      { ...DUMMY, parameters: { passwd: "hidden\n", ok: "a b" }, meta: { description: "\t" } },
      [
        ` | parameters: "passwd" must not hold line breaks, tabs or the character DEL: Pacemaker alters them`,
        ` | meta: "description" must not hold line breaks, tabs or the character DEL: Pacemaker alters them`,
      ],
    ],
    [
      "a line break in an argument",
      filesystem,
      { ...REPOSITORY, options: "hidden\nhidden" },
      [
        "options | options: must not hold line breaks, tabs or the character DEL: Pacemaker alters them",
      ],
    ],
    [
      "parameters that are a list",
      primitive,
      { ...DUMMY, parameters: ["hidden"] },
      [" | parameters: must be an object of names and values"],
    ],

    [
      "invalid operations",
      primitive,
      {
        ...DUMMY,
        operations: [{ interval: "1.0" }, { name: "stop", timeout: "-1s", enabled: "no" }],
      },
      [
        ` | operations: [0] name is required; interval: ${notTime('"1.0"')}; [1] timeout: ${notTime('"-1s"')}; enabled: "no" is not true or false`,
      ],
    ],
    [
      "two operations with the same interval",
      primitive,
      {
        ...DUMMY,
        operations: [
          { name: "monitor", interval: "1min", role: "Promoted" },
          { name: "monitor", interval: "60s" },
        ],
      },
      [
        " | operations: monitor every 60s occurs more than once; give operations of the same name different intervals",
      ],
    ],

    [
      "an invalid score",
      colocationConstraint,
      { ...WITH_PING, score: "much" },
      [notScore('"much"')],
    ],
    [
      "a score beyond INFINITY",
      locationConstraint,
      { ...LOCATION, score: "-2000000" },
      [
        `score | score: "-2000000" is beyond INFINITY, which is 1000000: give a smaller number, "INFINITY" or "-INFINITY"`,
      ],
    ],
    ["a fraction as a score", locationConstraint, { ...LOCATION, score: 1.5 }, [notScore("1.5")]],
    [
      "an unknown role",
      colocationConstraint,
      { ...WITH_PING, role: "Leader" },
      [
        `role | role: "Leader" is not one of "Started", "Promoted", "Unpromoted", "Master", "Slave", "Stopped"`,
      ],
    ],
    [
      "an unknown action and an unknown kind",
      orderConstraint,
      { ...ORDER, firstAction: "run", kind: "mandatory" },
      [
        `firstAction | firstAction: "run" is not one of "start", "stop", "promote", "demote"`,
        `kind | kind: "mandatory" is not one of "Mandatory", "Optional", "Serialize"`,
      ],
    ],
    [
      "missing references",
      orderConstraint,
      {},
      [
        "first | first is required, or sets in its place",
        "then | then is required, or sets in its place",
      ],
    ],
    [
      "an unknown policy",
      pacemakerProperties,
      { label: "o", noQuorumPolicy: "go", stonithEnabled: "no" },
      [
        `stonithEnabled | stonithEnabled: "no" is not true or false`,
        `noQuorumPolicy | noQuorumPolicy: "go" is not one of "stop", "freeze", "ignore", "demote", "suicide"`,
      ],
    ],
  ])("returns the expected failures for %s", (_what, kind, args, expected) => {
    expect(failures(kind, args)).toEqual(expected);
  });

  test("refuses camelCase in `properties`", () => {
    const properties = {
      stonithEnabled: false,
      stonithAction: "off",
      "stonith-action": 1,
      myOwn: 1,
    };
    expect(failures(pacemakerProperties, { label: "o", properties })).toEqual([
      " | properties: stonithEnabled is an argument: use that; " +
        "stonithAction is stonith-action in Pacemaker's spelling",
    ]);
  });

  test.each<Case>([
    [
      "properties",
      pacemakerProperties,
      {
        label: "o",
        stonithEnabled: UNKNOWN,
        properties: UNKNOWN_OBJECT,
        batchLimit: UNKNOWN_NUMBER,
      },
      [],
    ],
    [
      "file system",
      filesystem,
      { name: UNKNOWN, device: UNKNOWN, directory: UNKNOWN, fstype: UNKNOWN },
      [],
    ],
    ["address", ipAddr2, { name: UNKNOWN, ip: UNKNOWN, cidrNetmask: UNKNOWN_NUMBER }, []],
    ["address and netmask", ipAddr2, { name: "a", ip: UNKNOWN, cidrNetmask: 64 }, []],
    ["service", lsb, { name: "a", service: UNKNOWN }, []],
    ["group", resourceGroup, { name: "a", members: UNKNOWN_LIST, meta: UNKNOWN_OBJECT }, []],
    ["members", resourceGroup, { name: "a", members: [UNKNOWN, "b", UNKNOWN] }, []],
    ["hosts", pingClone, { ...PING, hostList: [UNKNOWN], dampen: UNKNOWN, cloneName: UNKNOWN }, []],
    [
      "agent",
      primitive,
      { name: "a", agent: UNKNOWN, clone: UNKNOWN_OBJECT, operations: UNKNOWN_LIST },
      [],
    ],
    [
      "nested values",
      primitive,
      {
        ...DUMMY,
        parameters: { x: UNKNOWN },
        clone: { name: UNKNOWN },
        operations: [
          UNKNOWN_OBJECT,
          { name: UNKNOWN, interval: UNKNOWN },
          { name: UNKNOWN, interval: UNKNOWN },
        ],
      },
      [],
    ],
    [
      "references",
      colocationConstraint,
      { resource: UNKNOWN, with: UNKNOWN, score: UNKNOWN_NUMBER },
      [],
    ],
  ])("accepts unknown values of a preview: %s", (_what, kind, args, expected) => {
    expect(failures(kind, args)).toEqual(expected);
  });
});
