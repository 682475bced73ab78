import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Agent } from "../../sdk/cib/model/agent";
import { diffCib } from "../../sdk/cib/patch/diff";
import type { Operation } from "../../sdk/cib/model/operation";
import { parseXml } from "../../sdk/cib/xml/parse";
import { ipAddr2 } from "../../sdk/resources/primitives/ip-addr2";
import { agent, cib, fixture, fixtureXml } from "../helpers";
import { declared } from "./declared";
import { ADDRESS, guide } from "./guide";
import { Trial } from "./kind-helpers";

test("the guide gives the configuration that pcs 0.11.5 gives, to the operation", () => {
  expect(declared(guide(cib()))).toEqual(declared(fixtureXml("cib/guide-pcs-0.11.5.xml")));
});

// Their agents are of other versions than the meta-data here, and advise other operations.
test.each(["0.10.8", "0.12.0.2"])(
  "the guide gives what pcs %s gives, but for the operations",
  (version) => {
    const golden = fixtureXml(`cib/guide-pcs-${version}.xml`);
    expect(declared(guide(cib()), ["operations"])).toEqual(declared(golden, ["operations"]));
  },
);

/** The operations that each pcs gives a resource by itself; here it is all that the agent advises, as in 0.9.169 and later. */
const GIVEN: Record<string, (agent: string) => readonly Operation[]> = {
  "0.9.90": () => [{ name: "monitor" }],
  "0.9.123": (name) => (name.startsWith("lsb:") ? [{ name: "monitor" }] : basic(name)),
  "0.9.148": (name) => (name.startsWith("lsb:") ? [{ name: "monitor" }] : basic(name)),
  "0.9.155": (name) => basic(name),
  // The ping of that time had no reload-agent.
  "0.9.169": (name) => agent(name).operations.filter((o) => o.name !== "reload-agent"),
};

const basic = (name: string): readonly Operation[] =>
  agent(name).operations.filter((o) => ["monitor", "start", "stop"].includes(o.name));

/** What is written here in another way than pcs 0.9 writes it, and why: from theirs to ours. */
const DELIBERATE: readonly (readonly [
  why: string,
  versions: readonly string[],
  ours: (theirs: string) => string,
])[] = [
  [
    "the set of the resources' defaults has the id of pcs 0.10 and later; that of 0.9 is taken over",
    ["0.9.90", "0.9.123", "0.9.148", "0.9.155", "0.9.169"],
    (t) => t.replaceAll("rsc_defaults-options", "rsc_defaults-meta_attributes"),
  ],
  [
    "no empty sets, as in 0.9.169 and later: they mean the same as none",
    ["0.9.90", "0.9.123", "0.9.148", "0.9.155"],
    (t) =>
      t.replace(
        /<(instance_attributes id="tomcat-service-instance_attributes"|meta_attributes id="ping-clone-meta(_attributes)?")\/>/g,
        "",
      ),
  ],
  [
    "ids of operations name the interval, as in 0.9.148 and later",
    ["0.9.123"],
    (t) => t.replace(/(-(?:start|stop))-timeout-\d+s"/g, '$1-interval-0s"'),
  ],
  [
    "operations stand in the order of their names, as in 0.9.169 and later: it means nothing",
    ["0.9.123", "0.9.148", "0.9.155"],
    (t) => t.replace(/(?:^ *<op .*\n)+/gm, (ops) => (ops.match(/.*\n/g) ?? []).sort().join("")),
  ],
];

test.each(Object.entries(GIVEN))(
  "the guide gives what pcs %s gives, but for what is different on purpose",
  (version, given) => {
    const agentOf = (name: string): Agent => ({ ...agent(name), operations: given(name) });
    const theirs = fixture(`cib/guide-pcs-${version}.xml`);
    const changed = DELIBERATE.filter(([, , ours]) => ours(theirs) !== theirs);
    expect(changed).toEqual(DELIBERATE.filter(([, versions]) => versions.includes(version)));
    const ours = changed.reduce((text, [, , change]) => change(text), theirs);
    expect(declared(guide(cib(), true, agentOf))).toEqual(declared(parseXml(ours)));
  },
);

const GENERATIONS = readdirSync(join(__dirname, "../fixtures/cib"))
  .map((file) => /^guide-pcs-(.*)\.xml$/.exec(file)?.[1])
  .filter((version) => version !== undefined);

test("there is a configuration of each generation of pcs", () => {
  expect(GENERATIONS.sort()).toEqual(
    ["0.9.90", "0.9.123", "0.9.148", "0.9.155", "0.9.169", "0.10.8", "0.11.5", "0.12.0.2"].sort(),
  );
});

describe.each(GENERATIONS)("what pcs %s made by hand is taken over", (version) => {
  const golden = fixtureXml(`cib/guide-pcs-${version}.xml`);

  test("as it is: nothing of it changes", () => {
    expect(guide(golden)).toBe(golden);
  });

  test("also by resources that start with their group", () => {
    expect(guide(golden, true)).toBe(golden);
  });

  test("but for what is declared differently", () => {
    const other = new Trial(ipAddr2, golden).then({ ...ADDRESS, cidrNetmask: 25 });
    const changes = diffCib(golden, other.tree).map((c) => `${c.operation} ${c.path}`);
    expect(changes).toEqual([
      "modify /cib/configuration/resources/group[@id='abiquo_rs']/primitive[@id='ClusterIP']" +
        "/instance_attributes[@id='ClusterIP-instance_attributes']" +
        "/nvpair[@id='ClusterIP-instance_attributes-cidr_netmask']",
    ]);
  });
});

test("members that wait for their group end as if they had not", () => {
  expect(guide(cib(), true)).toEqual(guide(cib()));
});
