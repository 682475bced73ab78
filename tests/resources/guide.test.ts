import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Agent } from "../../sdk/cib/model/agent";
import { diffCib } from "../../sdk/cib/patch/diff";
import type { Operation } from "../../sdk/cib/model/operations/operation";
import { parseXml } from "../../sdk/cib/xml/parse";
import { ipAddr2 } from "../../sdk/resources/primitives/ip-addr2";
import { agent, cib, fixture, fixtureXml } from "../helpers";
import { declared } from "./declared";
import { ADDRESS, guide } from "./guide";
import { Trial } from "./kind-helpers";

const GENERATIONS = readdirSync(join(__dirname, "../fixtures/cib"))
  .map((file) => /^guide-pcs-(.*)\.xml$/.exec(file)?.[1])
  .filter((version) => version !== undefined);

describe("Configuration of the guide", () => {
  test("equals that of pcs 0.11.5, with all operations", () => {
    expect(declared(guide(cib()))).toEqual(declared(fixtureXml("cib/guide-pcs-0.11.5.xml")));
  });

  // The agents of these releases have other versions than the meta-data here, and advise other operations.
  test.each(["0.10.8", "0.12.0.2"])("equals that of pcs %s, except for operations", (version) => {
    const golden = fixtureXml(`cib/guide-pcs-${version}.xml`);
    expect(declared(guide(cib()), ["operations"])).toEqual(declared(golden, ["operations"]));
  });

  /** The operations that each pcs adds by default. This library adds all that the agent advises, as pcs 0.9.169 and later. */
  const DEFAULT_OPERATIONS: Record<string, (agent: string) => readonly Operation[]> = {
    "0.9.90": () => [{ name: "monitor" }],
    "0.9.123": (name) => (name.startsWith("lsb:") ? [{ name: "monitor" }] : basic(name)),
    "0.9.148": (name) => (name.startsWith("lsb:") ? [{ name: "monitor" }] : basic(name)),
    "0.9.155": (name) => basic(name),
    // The ping agent of that version had no reload-agent.
    "0.9.169": (name) => agent(name).operations.filter((o) => o.name !== "reload-agent"),
  };

  const basic = (name: string): readonly Operation[] =>
    agent(name).operations.filter((o) => ["monitor", "start", "stop"].includes(o.name));

  /** Deliberate differences from pcs 0.9 with their reasons. `ours` converts the text of pcs to ours. */
  const DELIBERATE: readonly (readonly [
    why: string,
    versions: readonly string[],
    ours: (theirs: string) => string,
  ])[] = [
    [
      "the set of resource defaults has the id of pcs 0.10 and later; a set of 0.9 is adopted",
      ["0.9.90", "0.9.123", "0.9.148", "0.9.155", "0.9.169"],
      (t) => t.replaceAll("rsc_defaults-options", "rsc_defaults-meta_attributes"),
    ],
    [
      "empty sets are left out, as in 0.9.169 and later: they have no meaning",
      ["0.9.90", "0.9.123", "0.9.148", "0.9.155"],
      (t) =>
        t.replace(
          /<(instance_attributes id="tomcat-service-instance_attributes"|meta_attributes id="ping-clone-meta(_attributes)?")\/>/g,
          "",
        ),
    ],
    [
      "ids of operations contain the interval, as in 0.9.148 and later",
      ["0.9.123"],
      (t) => t.replace(/(-(?:start|stop))-timeout-\d+s"/g, '$1-interval-0s"'),
    ],
    [
      "operations are sorted by name, as in 0.9.169 and later: their order has no meaning",
      ["0.9.123", "0.9.148", "0.9.155"],
      (t) => t.replace(/(?:^ *<op .*\n)+/gm, (ops) => (ops.match(/.*\n/g) ?? []).sort().join("")),
    ],
  ];

  test.each(Object.entries(DEFAULT_OPERATIONS))(
    "equals that of pcs %s, except for deliberate differences",
    (version, operationsOf) => {
      const agentOf = (name: string): Agent => ({ ...agent(name), operations: operationsOf(name) });
      const theirs = fixture(`cib/guide-pcs-${version}.xml`);
      const changed = DELIBERATE.filter(([, , ours]) => ours(theirs) !== theirs);
      expect(changed).toEqual(DELIBERATE.filter(([, versions]) => versions.includes(version)));
      const ours = changed.reduce((text, [, , change]) => change(text), theirs);
      expect(declared(guide(cib(), true, agentOf))).toEqual(declared(parseXml(ours)));
    },
  );

  test("is compared with each generation of pcs", () => {
    expect(GENERATIONS.sort()).toEqual(
      ["0.9.90", "0.9.123", "0.9.148", "0.9.155", "0.9.169", "0.10.8", "0.11.5", "0.12.0.2"].sort(),
    );
  });

  test("is the same with startWithGroup", () => {
    expect(guide(cib(), true)).toEqual(guide(cib()));
  });
});

describe.each(GENERATIONS)("Adoption of a configuration of pcs %s", (version) => {
  const golden = fixtureXml(`cib/guide-pcs-${version}.xml`);

  test("changes nothing", () => {
    expect(guide(golden)).toBe(golden);
  });

  test("changes nothing with startWithGroup", () => {
    expect(guide(golden, true)).toBe(golden);
  });

  test("changes only a value that is declared differently", () => {
    const other = new Trial(ipAddr2, golden).then({ ...ADDRESS, cidrNetmask: 25 });
    const changes = diffCib(golden, other.tree).map((c) => `${c.operation} ${c.path}`);
    expect(changes).toEqual([
      "modify /cib/configuration/resources/group[@id='abiquo_rs']/primitive[@id='ClusterIP']" +
        "/instance_attributes[@id='ClusterIP-instance_attributes']" +
        "/nvpair[@id='ClusterIP-instance_attributes-cidr_netmask']",
    ]);
  });
});
