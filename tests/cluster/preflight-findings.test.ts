import { type NodeFacts, findProblems, listRemarks } from "../../sdk/cluster/preflight-findings";
import { parseXml } from "../../sdk/cib/xml/parse";

const fine = (node: string, more: Partial<NodeFacts> = {}): NodeFacts => ({
  node,
  names: [],
  clock: { ahead: 0.2, uncertainty: 0.01 },
  addresses: [
    { nic: "lo", address: "127.0.0.1", length: 8 },
    { nic: "eth0", address: node === "rsha1" ? "10.60.13.57" : "10.60.13.56", length: 24 },
    { nic: "eth0", address: node === "rsha1" ? "2001:db8::57" : "2001:db8::56", length: 64 },
  ],
  fstab: "proc /proc proc defaults 0 0\n",
  lacks: [],
  scripts: new Map([["abiquo-tomcat", { stop: 0, status: 3 }]]),
  ...more,
});

const expected = {
  addresses: ["10.60.13.58", "2001:DB8:0::58"],
  directories: ["/opt/vm_repository"],
  gateways: ["10.60.13.1", "gateway.example"],
};

/** A cluster of these nodes, with a resource that has this address. */
const cib = (ip: string, ...nodes: string[]) =>
  parseXml(
    `<cib><configuration><crm_config/><nodes>${nodes.map((n) => `<node id="${n}" uname="${n}"/>`).join("")}</nodes>` +
      `<resources><group id="g"><primitive id="a" class="ocf" provider="heartbeat" type="IPaddr2"><instance_attributes id="i">` +
      `<nvpair id="p" name="ip" value="${ip}"/></instance_attributes></primitive></group></resources></configuration><status/></cib>`,
  );
const BOTH = [fine("rsha1"), fine("rsha2")];

describe("findProblems", () => {
  test("finds nothing on nodes without a problem, with and without a cluster", () => {
    expect(findProblems(BOTH, expected, undefined)).toEqual([]);
    expect(findProblems(BOTH, expected, cib("10.60.13.99", "rsha1", "RSHA2"))).toEqual([]);
    expect(findProblems(BOTH, {}, undefined)).toEqual([]);
  });

  test("finds the problems of all nodes, each with its remedy", () => {
    const facts = [
      fine("rsha1", {
        names: ["rsha1: the name rsha2 does not resolve; correct /etc/hosts or DNS there"],
        fstab: "10.60.1.72:/opt/vm_repository /opt/vm_repository nfs defaults 0 0\n",
        scripts: new Map([["abiquo-tomcat", { stop: 1, status: 0 }]]),
      }),
      fine("rsha2", {
        clock: { ahead: -2.9, uncertainty: 0.01 },
        addresses: [
          { nic: "eth0", address: "10.60.13.56", length: 24 },
          { nic: "eth0", address: "10.60.13.58", length: 32 },
        ],
        lacks: ["ocf:heartbeat:Filesystem", "lsb:abiquo-tomcat"],
        scripts: new Map(),
      }),
    ];
    const wrong = { ...expected, gateways: ["10.60.13.57", "RSHA2"] };
    expect(findProblems(facts, wrong, cib("10.60.13.99", "rsha1", "rsha3"))).toEqual([
      "rsha1: the name rsha2 does not resolve; correct /etc/hosts or DNS there",
      "rsha1: its clock is 3.1 s ahead of that of rsha2; let all nodes follow the same time servers (chronyd or ntpd)",
      "rsha1: the gateway 10.60.13.57 is this node itself, which answers even when it has lost the network; ping a host that is not a node of the cluster",
      "rsha1: /etc/fstab mounts /opt/vm_repository at boot, but the cluster has to mount it, on one node only; add noauto to the options of its line, or remove the line",
      "rsha1: /etc/init.d/abiquo-tomcat breaks the LSB rules: status of the stopped service exits with 0 instead of 3, so Pacemaker would be wrong about where it runs. Correct the script",
      "rsha1: /etc/init.d/abiquo-tomcat breaks the LSB rules: stop of the stopped service exits with 1 instead of 0, which Pacemaker would take for a failure that needs fencing. Correct the script",
      "rsha2: the cluster has no node of that name (it has rsha1, rsha3); name the nodes as the cluster does, take rsha2 out of the program, or add it to the cluster",
      "rsha2: 10.60.13.58 is already an address of eth0, and the cluster has not set it; remove it (ip addr del 10.60.13.58/32 dev eth0), also from the node's network configuration, or declare another address",
      "rsha2: no interface is in the network of 2001:DB8:0::58 (none has an address of its kind); declare an address of the nodes' network",
      "rsha2: the gateway RSHA2 is this node itself, which answers even when it has lost the network; ping a host that is not a node of the cluster",
      "rsha2: the agent ocf:heartbeat:Filesystem is missing; install the package that contains it (resource-agents, or pacemaker for ocf:pacemaker:…)",
      "rsha2: /etc/init.d/abiquo-tomcat does not exist or is not executable; install the service there, or correct its name",
    ]);
  });

  test("names the interfaces of each node for an address outside of their networks", () => {
    expect(findProblems(BOTH, { addresses: ["10.60.14.58"] }, undefined)).toEqual(
      ["rsha1", "rsha2"].map((node) => {
        const own = node === "rsha1" ? "10.60.13.57" : "10.60.13.56";
        return `${node}: no interface is in the network of 10.60.14.58 (eth0 has ${own}/24); declare an address of the nodes' network`;
      }),
    );
  });

  test("accepts an address that the cluster has set on a node, in any notation", () => {
    const holder = fine("rsha1", {
      addresses: [{ nic: "eth0", address: "2001:db8::58", length: 64 }],
    });
    const asked = { addresses: ["2001:DB8:0::58"] };
    expect(findProblems([holder], asked, cib("2001:db8:0:0::58", "rsha1"))).toEqual([]);
    expect(findProblems([holder], asked, cib("2001:db8::59", "rsha1"))).toHaveLength(1);
  });

  test("reports scripts that a node lacks", () => {
    const facts = [fine("rsha1"), fine("rsha2", { lacksScripts: ["/usr/local/bin/mail", "/a"] })];
    expect(findProblems(facts, {}, undefined)).toEqual([
      "rsha2: /usr/local/bin/mail does not exist or is not executable; install the script there, or correct its path",
      "rsha2: /a does not exist or is not executable; install the script there, or correct its path",
    ]);
  });

  test("reports container engines that a node lacks", () => {
    const facts = [fine("rsha1"), fine("rsha2", { lacksEngines: ["podman"] })];
    expect(findProblems(facts, {}, undefined)).toEqual([
      "rsha2: there is no program podman, so no container of a bundle starts there; install the package podman",
    ]);
  });

  test("reports clocks only if they differ by more than the uncertainty", () => {
    const two = (ahead: number, doubt: number): readonly string[] =>
      findProblems(
        [fine("rsha1"), fine("rsha2", { clock: { ahead, uncertainty: doubt } })],
        {},
        undefined,
      );
    expect([two(1.1, 0.01), two(1.5, 0.5), two(-0.9, 0)]).toEqual([[], [], [expect.any(String)]]);
  });
});

describe("listRemarks", () => {
  test("remarks on a running service, which is no problem", () => {
    const facts = [fine("rsha1", { scripts: new Map([["abiquo-tomcat", undefined]]) })];
    expect(findProblems(facts, expected, undefined)).toEqual([]);
    expect(listRemarks(facts)).toEqual([
      "rsha1: abiquo-tomcat runs, and the cluster has no resource for it: its script was not checked, because that needs a stopped service",
    ]);
  });
});
