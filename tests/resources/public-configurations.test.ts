import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Element, idOf, sectionOf } from "../../sdk/cib/xml/element";
import { writeXml } from "../../sdk/cib/xml/parse";
import { validateCommonArgs } from "../../sdk/kind/common-args";
import { LIFECYCLES } from "../../sdk/provider/register";
import {
  type Declared,
  PUBLIC_PROGRAMS,
  type PublicCib,
  emptyCib,
  makePublicCib,
  runPublicProgram,
} from "./public-programs";

jest.mock("pulumi-pacemaker", () => jest.requireActual<object>("../../sdk/index"));

const failuresOf = ({ name, inputs }: Declared): readonly string[] => {
  const { kind } = LIFECYCLES.find((l) => l.kind.type === inputs.__kind) ?? {};
  const failures = [
    ...validateCommonArgs(inputs),
    ...(kind?.validate(inputs) ?? [{ property: "__kind", reason: "unknown" }]),
  ];
  return failures.map(({ property, reason }) => `${name}: ${property}: ${reason}`);
};

/** Counts the elements of each name below an element. */
function count(e: Element, counts: Record<string, number> = {}): Record<string, number> {
  for (const child of e.children) {
    if (COUNTED.includes(child.name)) counts[child.name] = (counts[child.name] ?? 0) + 1;
    count(child, counts);
  }
  return counts;
}

const COUNTED =
  "primitive group clone bundle rsc_location rsc_colocation rsc_order rsc_ticket fencing-level tag alert utilization".split(
    " ",
  );

const idsOf = (e: Element): readonly string[] => [
  ...(idOf(e) === "" ? [] : [idOf(e)]),
  ...e.children.flatMap(idsOf),
];

describe.each(PUBLIC_PROGRAMS)("Public configuration $title", (program) => {
  let declared: readonly Declared[] = [];
  let made: PublicCib;

  beforeAll(async () => {
    declared = await runPublicProgram(program);
  }, 60_000);

  it("declares valid arguments", () => {
    expect(declared.flatMap(failuresOf)).toEqual([]);
  });

  it("becomes a configuration without a warning", () => {
    made = makePublicCib(declared);
    const { PUBLIC_CIBS: folder } = process.env;
    if (folder !== undefined)
      writeFileSync(join(folder, `${program.title}.xml`), writeXml(made.cib));
    expect(made.warnings).toEqual([]);
    console.log(program.title, JSON.stringify(count(sectionOf(made.cib, "x") && made.cib)));
  });

  it("is the same after a second run", () => {
    for (const { name, inputs, kind, id } of made.made) {
      const { cib } = kind.put(made.cib, { args: inputs, before: inputs, id, agent: made.agent });
      expect([name, writeXml(cib)]).toEqual([name, writeXml(made.cib)]);
    }
  });

  it("is observed as it is declared", () => {
    for (const { name, inputs, kind, id } of made.made)
      expect([name, kind.observe(made.cib, id, inputs)]).toEqual([name, inputs]);
  });

  it("leaves nothing behind", () => {
    const left = [...made.made]
      .reverse()
      .reduce((cib, { inputs, kind, id }) => kind.remove(cib, id, inputs), made.cib);
    expect(idsOf(left)).toEqual(["cib-bootstrap-options", ...idsOf(emptyCib())]);
  });
});
