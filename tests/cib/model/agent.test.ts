import {
  parseAgentName,
  formatAgentName,
  parseAgent,
  validateParameters,
} from "../../../sdk/cib/model/agent";
import { validateOperations } from "../../../sdk/cib/model/operations/operation-matching";
import type { Pairs } from "../../../sdk/cib/xml/nvset";
import { agent } from "../../helpers";

describe("parseAgentName", () => {
  test.each([
    ["ocf:heartbeat:IPaddr2", { class: "ocf", provider: "heartbeat", type: "IPaddr2" }],
    ["stonith:external/ipmi", { class: "stonith", type: "external/ipmi" }],
    ["heartbeat:drbddisk", { class: "heartbeat", type: "drbddisk" }],
    ["lsb:abiquo-tomcat", { class: "lsb", type: "abiquo-tomcat" }],
    ["systemd:nginx@a", { class: "systemd", type: "nginx@a" }],
    ["stonith:fence_ipmilan", { class: "stonith", type: "fence_ipmilan" }],
  ])("parses and formats %s", (text, name) => {
    expect(parseAgentName(text)).toEqual(name);
    expect(formatAgentName(name)).toBe(text);
  });

  test.each(["", "IPaddr2", "ocf:IPaddr2", "ocf:a:b:c", "lsb:a:b", "other:a", "ocf::x", "lsb:a b"])(
    "rejects %p",
    (text) => {
      expect(parseAgentName(text)).toBeUndefined();
    },
  );
});

describe("parseAgent", () => {
  // The expected operations are those of pcs 0.11.5 on the same nodes: `pcs -f cib.xml resource create` of each agent.
  test.each([
    ["ocf:heartbeat:IPaddr2", ["monitor 10s 20s", "start 0s 20s", "stop 0s 20s"]],
    ["ocf:heartbeat:Filesystem", ["monitor 20s 40s", "start 0s 60s", "stop 0s 60s"]],
    [
      "ocf:pacemaker:ping",
      ["monitor 10s 60s", "reload-agent 0s 20s", "start 0s 60s", "stop 0s 20s"],
    ],
    [
      "lsb:abiquo-tomcat",
      ["force-reload 0s 15", "monitor 15 15", "restart 0s 15", "start 0s 15", "stop 0s 15"],
    ],
    [
      "ocf:heartbeat:pgsql",
      [
        "demote 0s 120s",
        "methods 0s 5s",
        "monitor 30s 30s",
        "monitor 29s 30s Promoted",
        "notify 0s 90s",
        "promote 0s 120s",
        "start 0s 120s",
        "stop 0s 120s",
      ],
    ],
    [
      "ocf:pacemaker:Stateful",
      [
        "demote 0s 10s",
        "monitor 10s 20s Promoted",
        "monitor 11s 20s Unpromoted",
        "notify 0s 5s",
        "promote 0s 10s",
        "reload-agent 0s 10s",
        "start 0s 20s",
        "stop 0s 20s",
      ],
    ],
    ["stonith:fence_ipmilan", ["monitor 60s"]],
  ])("reads the default operations of %s that pcs creates", (name, expected) => {
    const advised = agent(name).operations.map((o) =>
      [o.name, o.interval, o.timeout, o.role].filter((p) => p !== undefined).join(" "),
    );
    expect(advised).toEqual(expected);
  });
});

describe("validateParameters", () => {
  const failures = (name: string, given: Pairs): readonly string[] =>
    validateParameters(agent(name), name, given);

  test.each<[string, Pairs]>([
    [
      "ocf:heartbeat:IPaddr2",
      { ip: "10.60.13.58", cidr_netmask: 24, arp_count: 3, lvs_support: "no" },
    ],
    ["ocf:heartbeat:IPaddr2", { ip: "10.60.13.58", trace_ra: 1, trace_file: "/tmp/x" }],
    ["ocf:pacemaker:ping", { host_list: "10.60.13.1", dampen: "5s", multiplier: "1000" }],
    ["stonith:fence_apc", { ip: "10.0.0.9", username: "u", pcmk_host_list: "rsha1" }],
    ["stonith:fence_apc", { ipaddr: "10.0.0.9", login: "u", passwd: "p" }],
    ["lsb:abiquo-tomcat", {}],
  ])("accepts the parameters of %s: %p", (name, given) => {
    expect(failures(name, given)).toEqual([]);
  });

  test("names every unknown, missing and ill-typed parameter without its value", () => {
    const given = { host_lists: "hidden1", attempts: "hidden2", debug: "hidden3" };
    expect(failures("ocf:pacemaker:ping", given)).toEqual([
      "parameters: ocf:pacemaker:ping has no parameter host_lists; it has: " +
        "pidfile, dampen, name, multiplier, host_list, attempts, timeout, options, failure_score, use_fping, debug",
      "parameters: ocf:pacemaker:ping needs the parameter host_list",
      "parameters: attempts of ocf:pacemaker:ping must be of the type integer",
    ]);
  });

  test("requires a renamed parameter by its new name", () => {
    expect(failures("stonith:fence_apc", {})).toEqual([
      "parameters: stonith:fence_apc needs the parameter ip",
      "parameters: stonith:fence_apc needs the parameter username",
    ]);
  });

  test.each([
    ["ocf:pacemaker:Dummy", ["start", "stop", "monitor", "reload-agent", "migrate_to"]],
    ["ocf:pacemaker:Stateful", ["promote", "demote", "notify"]],
    ["lsb:abiquo-tomcat", ["start", "stop", "monitor", "status", "restart", "force-reload"]],
    ["stonith:fence_ipmilan", ["start", "stop", "monitor"]],
  ])("accepts the operations of %s: %p", (name, actions) => {
    const declared = actions.map((action) => ({ name: action }));
    expect(validateOperations(agent(name), name, declared)).toEqual([]);
  });
});

describe("validateOperations", () => {
  test("names an unknown operation once, with the known ones", () => {
    const declared = ["monitr", "monitor", "monitr", "promote"].map((name) => ({ name }));
    const has = "it has: start, stop, monitor, reload, reload-agent, migrate_to, migrate_from";
    expect(
      validateOperations(agent("ocf:pacemaker:Dummy"), "ocf:pacemaker:Dummy", declared),
    ).toEqual([
      `operations: ocf:pacemaker:Dummy has no action monitr; ${has}`,
      `operations: ocf:pacemaker:Dummy has no action promote; ${has}`,
    ]);
  });

  test("accepts any operation of an agent whose meta-data lists no actions", () => {
    const silent = parseAgent("<resource-agent name='x'/>", false);
    expect(validateOperations(silent, "ocf:mine:x", [{ name: "refill" }])).toEqual([]);
  });
});

describe("Values that an agent takes beside its declared types", () => {
  const filesystem = (parameters: Pairs): readonly string[] =>
    validateParameters(agent("ocf:heartbeat:Filesystem"), "Filesystem", {
      device: "/dev/sda1",
      directory: "/mnt",
      fstype: "ext4",
      ...parameters,
    });

  test("are those that its description names in quotes", () => {
    expect(filesystem({ force_unmount: "safe" })).toEqual([]);
    expect(filesystem({ force_unmount: "sage" })).toEqual([
      "parameters: force_unmount of Filesystem must be of the type boolean",
    ]);
  });

  test("are parameters by their position", () => {
    expect(validateParameters(agent("lsb:abiquo-tomcat"), "lsb:x", { 1: "a", 2: "b" })).toEqual([]);
  });
});

describe("parseAgent, of a large agent", () => {
  test("finds replaced parameters", () => {
    const list = `<parameter name="old"><deprecated><replaced-with name="new"/></deprecated></parameter><parameter name="new" required="1"/>`;
    const { parameters } = parseAgent(
      `<resource-agent><parameters>${list}</parameters></resource-agent>`,
      false,
    );
    expect(parameters.map((p) => [p.name, p.obsoletes])).toEqual([
      ["old", []],
      ["new", ["old"]],
    ]);
  });
});
