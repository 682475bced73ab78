import { parseCmanConf } from "../../sdk/cman/cluster-conf";
import { compareWithSpec, compareConfs } from "../../sdk/cman/differences";
import type { CmanSpec } from "../../sdk/cman/spec";
import { fixture } from "../helpers";

const spec: CmanSpec = { clusterName: "pacemaker1", nodes: [{ name: "rsha1" }, { name: "rsha2" }] };
const conf = (name: string): string => fixture(`cluster-conf/${name}.conf`);

describe("compareWithSpec", () => {
  test("finds no difference in the file that ccs wrote for the guide", () => {
    expect(compareWithSpec(conf("guide"), spec)).toEqual([]);
    expect(compareWithSpec(conf("guide-udpu"), { ...spec, transport: "udpu" }, spec)).toEqual([]);
    expect(compareWithSpec(conf("ccs-as-pcs"), spec)).toEqual([]);
  });

  test("treats a description of fencing from a refreshed state as the redirect", () => {
    const refreshed: CmanSpec = { ...spec, fencing: "device pcmk: fence_apc" };
    expect(compareWithSpec(conf("guide"), refreshed)).toEqual([]);
    expect(compareWithSpec(conf("guide"), spec, refreshed)).toEqual([]);
  });

  test("names every property that differs, and whether a running cluster applies it", () => {
    const declared: CmanSpec = {
      clusterName: "other",
      nodes: [
        { name: "rsha1", nodeId: 5, votes: 2, alternativeName: "rsha1-alt" },
        { name: "rsha3" },
      ],
      multicast: "239.1.2.3",
      totem: { token: 17000, rrp_mode: "passive" },
      logging: { debug: true },
    };
    expect(compareWithSpec(conf("guide"), declared, spec)).toEqual([
      { property: "clusterName", present: "pacemaker1", wanted: "other", live: false },
      { property: "nodes", present: "rsha1: node id 1", wanted: "rsha1: node id 5", live: false },
      { property: "nodes", present: "rsha1: votes 1", wanted: "rsha1: votes 2", live: true },
      {
        property: "nodes",
        present: "rsha1: alternative name (not set)",
        wanted: "rsha1: alternative name rsha1-alt",
        live: false,
      },
      { property: "nodes", present: "rsha2: a member", wanted: "rsha2: no member", live: true },
      { property: "nodes", present: "rsha3: no member", wanted: "rsha3: a member", live: true },
      {
        property: "twoNode",
        present: "two_node=1, expected_votes=1",
        wanted: "two_node=0, expected_votes=(not set)",
        live: true,
      },
      { property: "multicast", present: "(not set)", wanted: "239.1.2.3", live: false },
      { property: "totem", present: "token=(not set)", wanted: "token=17000", live: true },
      { property: "totem", present: "rrp_mode=(not set)", wanted: "rrp_mode=passive", live: false },
      { property: "logging", present: "debug=(not set)", wanted: "debug=on", live: true },
      {
        property: "fencing",
        present: "rsha2: pcmk-redirect by pcmk (port)",
        wanted: "rsha2: (not set)",
        live: true,
      },
      {
        property: "fencing",
        present: "rsha3: (not set)",
        wanted: "rsha3: pcmk-redirect by pcmk (port)",
        live: true,
      },
    ]);
  });

  test("marks a new transport as not live, and new nodes too with unicast", () => {
    const three: CmanSpec = { ...spec, nodes: [...spec.nodes, { name: "rsha3" }] };
    const live = (text: string, declared: CmanSpec): readonly (readonly [string, boolean])[] =>
      compareWithSpec(text, declared)
        .filter((d) => ["nodes", "transport"].includes(d.property))
        .map((d) => [d.property, d.live]);
    expect(live(conf("guide"), { ...spec, transport: "udpu" })).toEqual([["transport", false]]);
    expect(live(conf("guide-udpu"), three)).toEqual([["nodes", false]]);
    expect(live(conf("guide"), three)).toEqual([["nodes", true]]);
    expect(live(conf("guide"), { ...three, transport: "udpu" })).toEqual([
      ["nodes", false],
      ["transport", false],
    ]);
  });
});

describe("compareConfs", () => {
  test("names a parameter that differs without its value", () => {
    const text = conf("ccs-fence-devices");
    const other = text.replace('passwd="secret"', 'passwd="guessed"').replace(' login="apc"', "");
    expect(compareConfs(parseCmanConf(other), parseCmanConf(text))).toEqual([
      {
        property: "fencing",
        present: "device ipmi2: fence_ipmilan (ipaddr, lanplus, login, passwd), with other values",
        wanted: "device ipmi2: fence_ipmilan (ipaddr, lanplus, login, passwd)",
        live: true,
      },
      {
        property: "fencing",
        present: "device pdu: fence_apc (ipaddr, passwd)",
        wanted: "device pdu: fence_apc (ipaddr, login, passwd)",
        live: true,
      },
    ]);
  });

  test("compares the files of two nodes", () => {
    const differences = compareConfs(
      parseCmanConf(conf("guide-udpu")),
      parseCmanConf(conf("ccs-multicast")),
    );
    expect(differences).toEqual([
      { property: "transport", present: "udpu", wanted: "udp", live: false },
      { property: "multicast", present: "(not set)", wanted: "239.192.1.2", live: false },
    ]);
  });
});
