import { type Element, withAttributes } from "../../../sdk/cib/xml/element";
import { writeXml } from "../../../sdk/cib/xml/parse";
import { PreconditionFailed } from "../../../sdk/errors";
import { locationConstraint } from "../../../sdk/resources/constraints/location";
import { cib } from "../../helpers";
import { Trial } from "../../resources/kind-helpers";
import { LOCATIONS } from "../../resources/constraints/location-rules";
import { anyNode, script } from "../support/container";

// Only the schemas of a lab's machine are used: no cluster has to run.
const node = anyNode();
const reason = node === undefined ? " (skipped: no lab is up; npm run lab -- up)" : "";
const withNode = node === undefined ? test.skip : test;

const SCHEMAS = [
  ...["1.2", "1.3", "2.0", "2.6", "2.10", "3.0", "3.4", "3.5", "3.8", "3.9"],
  ...["3.10", "4.0"], // since 3.0
];

const dated = (date: object): object => ({ resource: "abiquo_rs", rule: { date } });
const ALL = [
  ...LOCATIONS,
  dated({ operation: "in_range", start: "2030-01-01", duration: { hours: 5, months: 2 } }),
  dated({ operation: "in_range", start: "2030-01-01", duration: { days: 5 } }),
  dated({ operation: "in_range", start: "2030-01-01", duration: { minutes: 5 } }),
  dated({ operation: "in_range", start: "2030-01-01", duration: { seconds: 5 } }),
  dated({ operation: "in_range", end: "2030-01-01 10:00:00 +02:00" }),
  dated({ operation: "date_spec", spec: { years: 2030, weeks: "1-5", weekyears: 2030 } }),
  dated({ operation: "date_spec", spec: { minutes: 5 } }),
  dated({ operation: "date_spec", spec: { seconds: 5 } }),
  dated({ operation: "date_spec", spec: { yeardays: 5 } }),
];

/** Reads lines with the name of a schema and a configuration. Prints whether each is valid. */
const VALIDATE = `
exec python3 -c '
import sys
from lxml import etree
for line in sys.stdin:
    schema, text = line.split(" ", 1)
    rng = etree.RelaxNG(etree.parse("/usr/share/pacemaker/" + schema + ".rng"))
    print(rng.validate(etree.fromstring(text)))
'
`;

const empty = (schema?: string): Element =>
  withAttributes(cib('<primitive id="abiquo_rs" class="ocf" provider="pacemaker" type="Dummy"/>'), {
    "validate-with": schema,
  });

function isRefused(schema: string, location: object): boolean {
  try {
    new Trial(locationConstraint, empty(schema)).put(location);
    return false;
  } catch (e) {
    if (e instanceof PreconditionFailed) return true;
    throw e;
  }
}

describe("Rules in each schema", () => {
  withNode(
    `are valid if they are written, and invalid if they are refused${reason}`,
    () => {
      const there = script(node ?? "", "ls /usr/share/pacemaker", "").split("\n");
      const schemas = SCHEMAS.map((v) => `pacemaker-${v}`).filter((s) =>
        there.includes(`${s}.rng`),
      );
      expect(schemas.length).toBeGreaterThan(7);
      const cases = schemas.flatMap((schema) => ALL.map((location) => ({ schema, location })));
      const lines = cases.map(({ schema, location }) => {
        const { tree } = new Trial(locationConstraint, empty()).then(location);
        return `${schema} ${writeXml(withAttributes(tree, { "validate-with": schema }))}`;
      });
      const taken = script(node ?? "", VALIDATE, `${lines.join("\n")}\n`).split("\n");
      const wrong = cases.filter(
        ({ schema, location }, i) => isRefused(schema, location) !== (taken[i] === "False"),
      );
      expect(wrong).toEqual([]);
      expect(taken.filter((t) => t === "True").length).toBeGreaterThan(cases.length / 2);
    },
    120_000,
  );
});
