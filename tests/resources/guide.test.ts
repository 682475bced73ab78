import { readdirSync } from "node:fs";
import { join } from "node:path";
import { diff } from "../../sdk/cib/diff";
import { ipAddr2 } from "../../sdk/resources/ip-addr2";
import { cib, fixtureXml } from "../helpers";
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
    const changes = diff(golden, other.tree).map((c) => `${c.operation} ${c.path}`);
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
