import { cib, fixtureXml } from "../helpers";
import { declared } from "./declared";
import { guide } from "./guide";

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

test.each(["0.10.8", "0.11.5", "0.12.0.2"])(
  "the guide on what pcs %s made changes nothing at all",
  (version) => {
    const golden = fixtureXml(`cib/guide-pcs-${version}.xml`);
    expect(guide(golden)).toBe(golden);
  },
);

test("members that wait for their group end as if they had not", () => {
  expect(guide(cib(), true)).toEqual(guide(cib()));
});
