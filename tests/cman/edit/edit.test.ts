import { parseCmanConf } from "../../../sdk/cman/cluster-conf";
import { editClusterConf, raiseConfVersion } from "../../../sdk/cman/edit/edit";
import type { CmanSpec, FenceSpec } from "../../../sdk/cman/spec";
import { fixture } from "../../helpers";
import { meaning } from "../meaning";

const [rsha1, rsha2, rsha3, rsha4] = ["rsha1", "rsha2", "rsha3", "rsha4"].map((name) => ({ name }));
if (!rsha1 || !rsha2 || !rsha3 || !rsha4) throw new Error();
const spec: CmanSpec = { clusterName: "pacemaker1", nodes: [rsha1, rsha2] };
const conf = (name: string): string => fixture(`cluster-conf/${name}.conf`);

const DEVICES: FenceSpec = {
  devices: [
    {
      name: "ipmi1",
      agent: "fence_ipmilan",
      parameters: { ipaddr: "10.60.13.101", login: "admin", passwd: 'a&b <"c">', lanplus: true },
    },
    {
      name: "ipmi2",
      agent: "fence_ipmilan",
      parameters: { ipaddr: "10.60.13.102", login: "admin", passwd: "secret", lanplus: true },
    },
    {
      name: "pdu",
      agent: "fence_apc",
      parameters: { ipaddr: "10.60.13.110", login: "apc", passwd: "apc" },
    },
  ],
  methods: [
    { node: "rsha1", name: "ipmi", devices: [{ name: "ipmi1", parameters: { delay: 5 } }] },
    {
      node: "rsha1",
      name: "pdu",
      devices: [
        { name: "pdu", parameters: { port: 1, action: "off" } },
        { name: "pdu", parameters: { port: 1, action: "on" } },
      ],
    },
    { node: "rsha2", name: "ipmi", devices: [{ name: "ipmi2" }] },
    { node: "rsha2", name: "pdu", devices: [{ name: "pdu", parameters: { port: 2 } }] },
  ],
};

const THREE: CmanSpec = { ...spec, nodes: [rsha1, rsha2, rsha3] };

/** The matching spec for each file that ccs wrote. */
const GOLDEN: Readonly<Record<string, CmanSpec>> = {
  guide: spec,
  "guide-udpu": { ...spec, transport: "udpu" },
  "ccs-guide": { ...spec, transport: "udp" },
  "ccs-udpu": { ...spec, transport: "udpu" },
  "ccs-altname": {
    ...spec,
    nodes: spec.nodes.map((n) => ({ ...n, alternativeName: `${n.name}-alt` })),
  },
  "ccs-votes-nodeid": {
    ...spec,
    nodes: [{ ...rsha1, nodeId: 7, votes: 2 }, rsha2, { ...rsha3, nodeId: 2 }],
  },
  "ccs-multicast": { ...spec, multicast: "239.192.1.2" },
  "ccs-three-nodes": THREE,
  "ccs-totem": { ...spec, totem: { token: 17000, consensus: 20400 } },
  "ccs-logging": { ...spec, logging: { to_syslog: false, logfile_priority: "debug" } },
  "ccs-fence-devices": { ...spec, fencing: DEVICES },
  "ccs-node-removed": spec,
};

describe("editClusterConf", () => {
  test.each(Object.entries(GOLDEN))(
    "writes a new file that means the same as %s by ccs",
    (name, declared) => {
      // ccs writes `udp` only if the command names it.
      const text = editClusterConf(undefined, name === "ccs-guide" ? spec : declared);
      expect(meaning(text)).toEqual(meaning(conf(name)));
      expect(parseCmanConf(text).version).toBe(1);
    },
  );

  test.each(Object.entries(GOLDEN))(
    "keeps %s to the letter, because it has no drift",
    (name, declared) => {
      expect(editClusterConf(conf(name), declared)).toBe(conf(name));
    },
  );

  test("keeps a file that pcs wrote to the letter", () => {
    expect(editClusterConf(conf("ccs-as-pcs"), { ...spec, transport: "udp" }, spec)).toBe(
      conf("ccs-as-pcs"),
    );
  });

  test("removes and adds nodes as ccs does, ids included", () => {
    const text = editClusterConf(
      conf("ccs-three-nodes"),
      { ...spec, nodes: [rsha1, rsha3, rsha4] },
      THREE,
    );
    expect(meaning(text)).toEqual(meaning(conf("ccs-node-exchanged")));
    expect(parseCmanConf(text).version).toBe(12);
  });

  test("sets two_node when the third node is removed, and unsets it when the node is added again", () => {
    const two = editClusterConf(conf("ccs-three-nodes"), spec, THREE);
    expect(meaning(two)).toEqual(meaning(conf("ccs-node-removed")));
    expect(meaning(editClusterConf(two, THREE, spec))).toEqual(meaning(conf("ccs-three-nodes")));
  });

  test("removes settings that are not declared any more, as ccs does", () => {
    const before: CmanSpec = { ...spec, transport: "udpu", totem: { token: 17000 } };
    const text = editClusterConf(editClusterConf(undefined, before), spec, before);
    expect(meaning(text)).toEqual(meaning(conf("ccs-taken-back")));
  });

  test("writes a complete new file", () => {
    expect(editClusterConf(undefined, { ...spec, totem: { token: 7000 }, multicast: "239.1.2.3" }))
      .toBe(`<cluster config_version="1" name="pacemaker1">
  <fence_daemon/>
  <clusternodes>
    <clusternode name="rsha1" nodeid="1">
      <fence>
        <method name="pcmk-redirect">
          <device name="pcmk" port="rsha1"/>
        </method>
      </fence>
    </clusternode>
    <clusternode name="rsha2" nodeid="2">
      <fence>
        <method name="pcmk-redirect">
          <device name="pcmk" port="rsha2"/>
        </method>
      </fence>
    </clusternode>
  </clusternodes>
  <cman two_node="1" expected_votes="1">
    <multicast addr="239.1.2.3"/>
  </cman>
  <fencedevices>
    <fencedevice name="pcmk" agent="fence_pcmk"/>
  </fencedevices>
  <rm>
    <failoverdomains/>
    <resources/>
  </rm>
  <totem token="7000"/>
</cluster>
`);
  });

  const BY_HAND = `<?xml version='1.0' ?>
<!-- ours -->
<cluster name = 'pacemaker1'
         config_version='41' >
\t<clusternodes><!-- both in rack 4 -->
\t\t<clusternode nodeid='1' name='rsha1' votes='1' weight="10">
\t\t\t<fence/>
\t\t</clusternode>
\t\t<clusternode nodeid='3' name='other'/> <!-- of another team -->
\t</clusternodes>
\t<cman broadcast='no' ></cman>
\t<logging debug="off"><logging_daemon name="fenced" debug='on'/></logging>
\t<rm log_level="6"><resources/></rm>
</cluster>
<!-- end -->`;

  test("keeps quotes, comments, blanks, foreign elements and foreign members of a manually written file", () => {
    const declared: CmanSpec = {
      ...spec,
      nodes: [{ ...rsha1, votes: 2 }, rsha2],
      logging: { debug: true },
      multicast: "239.1.2.3",
    };
    expect(editClusterConf(BY_HAND, declared)).toBe(`<?xml version='1.0' ?>
<!-- ours -->
<cluster name = 'pacemaker1'
         config_version='42' >
\t<clusternodes><!-- both in rack 4 -->
\t\t<clusternode nodeid='1' name='rsha1' votes='2' weight="10">
\t\t\t<fence>
\t\t\t\t<method name="pcmk-redirect">
\t\t\t\t\t<device name="pcmk" port="rsha1"/>
\t\t\t\t</method>
\t\t\t</fence>
\t\t</clusternode>
\t\t<clusternode nodeid='3' name='other'/> <!-- of another team -->
\t\t<clusternode name="rsha2" nodeid="2">
\t\t\t<fence>
\t\t\t\t<method name="pcmk-redirect">
\t\t\t\t\t<device name="pcmk" port="rsha2"/>
\t\t\t\t</method>
\t\t\t</fence>
\t\t</clusternode>
\t</clusternodes>
\t<cman broadcast='no' >
\t\t<multicast addr="239.1.2.3"/>
\t</cman>
\t<logging debug="on"><logging_daemon name="fenced" debug='on'/></logging>
\t<rm log_level="6"><resources/></rm>
\t<fencedevices>
\t\t<fencedevice name="pcmk" agent="fence_pcmk"/>
\t</fencedevices>
</cluster>
<!-- end -->`);
  });

  test("keeps the line ends of Windows, and adds no lines to a file on one line", () => {
    const guide = conf("ccs-guide");
    const windows = editClusterConf(guide.replaceAll("\n", "\r\n"), THREE);
    expect(windows).toBe(editClusterConf(guide, THREE).replaceAll("\n", "\r\n"));
    const flat = editClusterConf(guide.replace(/>\s+</g, "><"), THREE);
    expect(flat).toBe(editClusterConf(guide, THREE).replace(/>\s+</g, "><"));
  });

  test("updates expected_votes with the nodes if it is the sum of all votes, and keeps any other value", () => {
    const three = conf("ccs-three-nodes");
    const four: CmanSpec = { ...spec, nodes: [rsha1, rsha2, rsha3, { ...rsha4, votes: 2 }] };
    const votes = (text: string): string | undefined =>
      parseCmanConf(editClusterConf(text, four)).cman.expected_votes;
    expect(votes(three.replace("<cman/>", '<cman expected_votes="3"/>'))).toBe("5");
    expect(votes(three.replace("<cman/>", '<cman expected_votes="2"/>'))).toBe("2");
    expect(votes(three)).toBeUndefined();
  });

  test("removes two_node together with its expected_votes, and by declaration", () => {
    const alone = editClusterConf(conf("guide"), { ...spec, twoNode: false });
    expect(meaning(alone)).toEqual(
      meaning(conf("guide").replace('<cman expected_votes="1" two_node="1"/>', "<cman/>")),
    );
    const unequal = { ...spec, nodes: [{ ...rsha1, votes: 2 }, rsha2] };
    expect(parseCmanConf(editClusterConf(undefined, unequal)).cman).toEqual({});
  });

  test("corrects a redirect for the wrong node, and completes an empty one", () => {
    const wrong = conf("guide").replace('port="rsha2"', 'port="rsha1"');
    expect(meaning(editClusterConf(wrong, spec))).toEqual(meaning(conf("guide")));
    const begun = conf("guide").replace('<device name="pcmk" port="rsha2"/>', "");
    expect(meaning(editClusterConf(begun, spec))).toEqual(meaning(conf("guide")));
  });

  test("repairs a redirect whose agent or device name was changed", () => {
    const other = conf("guide").replace('agent="fence_pcmk"', 'agent="fence_apc"');
    expect(meaning(editClusterConf(other, spec))).toEqual(meaning(conf("guide")));
    const lost = conf("guide").replace(
      '<device name="pcmk" port="rsha2"',
      '<device name="x" port="y"',
    );
    expect(meaning(editClusterConf(lost, spec))).toEqual(meaning(conf("guide")));
    const renamed = conf("guide").replace('name="pcmk"/>', 'name="mine"/>');
    expect(meaning(editClusterConf(renamed, spec))).toEqual(
      meaning(conf("guide").replaceAll('name="pcmk"', 'name="mine"')),
    );
    const devices = [
      { name: "pcmk", agent: "fence_apc", parameters: { ipaddr: "10.60.13.110" } },
      { name: "pcmk-1", agent: "fence_pcmk", parameters: {} },
    ];
    const foreign = other.replace('name="pcmk"/>', 'name="pcmk" ipaddr="10.60.13.110"/>');
    expect(parseCmanConf(editClusterConf(foreign, spec)).devices).toEqual(devices);
  });

  test("keeps foreign methods before the redirect", () => {
    const ipmi = editClusterConf(undefined, { ...spec, fencing: DEVICES });
    const names = parseCmanConf(editClusterConf(ipmi, spec)).members.map((m) =>
      m.methods.map((w) => w.name),
    );
    expect(names).toEqual([
      ["ipmi", "pdu", "pcmk-redirect"],
      ["ipmi", "pdu", "pcmk-redirect"],
    ]);
  });

  test("switches between explicit devices and the redirect without leftovers", () => {
    const explicit: CmanSpec = { ...spec, fencing: DEVICES };
    const devices = editClusterConf(undefined, explicit);
    const redirect = editClusterConf(devices, spec, explicit);
    expect(meaning(redirect)).toEqual(meaning(conf("guide")));
    expect(meaning(editClusterConf(redirect, explicit, spec))).toEqual(meaning(devices));
  });

  test("updates, adds, sorts and removes devices, methods and parameters", () => {
    const [ipmi1, ipmi2] = DEVICES.devices;
    const [first, , , last] = DEVICES.methods;
    if (!ipmi1 || !ipmi2 || !first || !last) throw new Error();
    const explicit: CmanSpec = { ...spec, fencing: DEVICES };
    const changed: CmanSpec = {
      ...spec,
      fencing: {
        devices: [
          { ...ipmi1, parameters: { ipaddr: "10.60.13.101", passwd: "ä'new'" } },
          { name: "pdu", agent: "fence_apc_snmp" },
        ],
        methods: [
          { node: "rsha1", name: "pdu", devices: [{ name: "pdu", parameters: { port: 1 } }] },
          { ...first, devices: [{ name: "ipmi1" }] },
          last,
        ],
      },
    };
    const text = editClusterConf(editClusterConf(undefined, explicit), changed, explicit);
    expect(meaning(text)).toEqual(meaning(editClusterConf(undefined, changed)));
    expect(editClusterConf(text, changed, changed)).toBe(text);
    expect(text).toContain(`passwd="&#228;&apos;new&apos;"`);
  });

  test("keeps an unfence block, and creates none", () => {
    const unfence = '<unfence><device name="scsi" action="on"/></unfence>';
    const text = conf("guide").replace("</fence>", `</fence>${unfence}`);
    expect(editClusterConf(text, spec)).toBe(text);
    expect(editClusterConf(undefined, { ...spec, fencing: DEVICES })).not.toContain("unfence");
  });

  test("treats an invalid version as none", () => {
    const text = conf("guide").replace('"9"', '"abc"');
    expect(editClusterConf(text, spec)).toBe(text);
    expect(parseCmanConf(editClusterConf(text, THREE)).version).toBe(1);
  });
});

describe("raiseConfVersion", () => {
  test("raises the version above the one that CMAN runs with", () => {
    expect(
      [0, 8, 9, 30].map((v) => parseCmanConf(raiseConfVersion(conf("guide"), v)).version),
    ).toEqual([10, 10, 10, 31]);
  });
});
