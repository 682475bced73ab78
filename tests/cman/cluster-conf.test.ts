import { parseCmanConf } from "../../sdk/cman/cluster-conf";
import { fixture } from "../helpers";

const member = (name: string, nodeId: number, device = "pcmk", method = "pcmk-redirect") => ({
  name,
  nodeId,
  votes: 1,
  alternativeName: undefined,
  methods: [{ name: method, devices: [{ name: device, parameters: { port: name } }] }],
});

describe("parseCmanConf", () => {
  test("parses the file that ccs wrote for the guide", () => {
    expect(parseCmanConf(fixture("cluster-conf/guide-udpu.conf"))).toEqual({
      name: "pacemaker1",
      version: 9,
      members: [member("rsha1", 1), member("rsha2", 2)],
      twoNode: true,
      expectedVotes: 1,
      transport: "udpu",
      multicast: undefined,
      cman: { expected_votes: "1", transport: "udpu", two_node: "1" },
      totem: {},
      logging: {},
      devices: [{ name: "pcmk", agent: "fence_pcmk", parameters: {} }],
      redirected: true,
    });
  });

  test("recognises the redirect with the names that pcs uses", () => {
    const { members, devices, redirected } = parseCmanConf(fixture("cluster-conf/ccs-as-pcs.conf"));
    expect({ members, devices, redirected }).toEqual({
      members: [
        member("rsha1", 1, "pcmk-redirect", "pcmk-method"),
        member("rsha2", 2, "pcmk-redirect", "pcmk-method"),
      ],
      devices: [{ name: "pcmk-redirect", agent: "fence_pcmk", parameters: {} }],
      redirected: true,
    });
  });

  test("does not accept a redirect for another node, with another agent, or without a method", () => {
    const guide = fixture("cluster-conf/guide.conf");
    const texts = [
      guide.replace('port="rsha2"', 'port="rsha1"'),
      guide.replace("fence_pcmk", "fence_ipmilan"),
      guide.replace(/<fence>[\s\S]*?<\/fence>/, ""),
    ];
    expect(texts.map((text) => parseCmanConf(text).redirected)).toEqual([false, false, false]);
  });

  test("parses alternative names, votes, ids, a multicast address, totem and logging", () => {
    const conf = (name: string) => parseCmanConf(fixture(`cluster-conf/ccs-${name}.conf`));
    expect(conf("altname").members.map((m) => m.alternativeName)).toEqual([
      "rsha1-alt",
      "rsha2-alt",
    ]);
    expect(conf("votes-nodeid").members.map((m) => [m.name, m.nodeId, m.votes])).toEqual([
      ["rsha1", 7, 2],
      ["rsha2", 1, 1],
      ["rsha3", 2, 1],
    ]);
    expect(conf("multicast").multicast).toBe("239.192.1.2");
    expect(conf("totem").totem).toEqual({ consensus: "20400", token: "17000" });
    expect(conf("logging").logging).toEqual({ logfile_priority: "debug", to_syslog: "no" });
  });

  test("parses explicit devices and methods, with escaped values", () => {
    const { devices, members, redirected } = parseCmanConf(
      fixture("cluster-conf/ccs-fence-devices.conf"),
    );
    expect(devices[0]).toEqual({
      name: "ipmi1",
      agent: "fence_ipmilan",
      parameters: { ipaddr: "10.60.13.101", lanplus: "1", login: "admin", passwd: 'a&b <"c">' },
    });
    expect(members[0]?.methods).toEqual([
      { name: "ipmi", devices: [{ name: "ipmi1", parameters: { delay: "5" } }] },
      {
        name: "pdu",
        devices: [
          { name: "pdu", parameters: { action: "off", port: "1" } },
          { name: "pdu", parameters: { action: "on", port: "1" } },
        ],
      },
    ]);
    expect(redirected).toBe(false);
  });

  test("reads an invalid number as undefined", () => {
    const { version, members, expectedVotes, twoNode } = parseCmanConf(
      `<cluster name="a" config_version="abc"><clusternodes><clusternode name="x" nodeid="0"/>` +
        `<clusternode name="y" nodeid="4294967296" votes="-1"/></clusternodes>` +
        `<cman two_node="0" expected_votes="many"/></cluster>`,
    );
    expect({ version, ids: members.map((m) => m.nodeId), expectedVotes, twoNode }).toEqual({
      version: undefined,
      ids: [undefined, undefined],
      expectedVotes: undefined,
      twoNode: false,
    });
  });
});
