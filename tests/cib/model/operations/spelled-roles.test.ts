import { type Element, withAttributes } from "../../../../sdk/cib/xml/element";
import { parseXml, writeXml } from "../../../../sdk/cib/xml/parse";
import { primitive } from "../../../../sdk/resources/primitives/primitive";
import { resourceTemplate } from "../../../../sdk/resources/templates/resource-template";
import { cib } from "../../../helpers";
import { Trial } from "../../../resources/kind-helpers";

const STATEFUL = { name: "x", agent: "ocf:pacemaker:Stateful" };
const monitors = (...roles: string[]): object[] =>
  roles.map((role, i) => ({ name: "monitor", interval: `${20 + i}s`, role }));

const on = (schema: string): Element =>
  withAttributes(cib(), { "validate-with": `pacemaker-${schema}` });

/** The roles of the monitors in a tree, in their order. */
const rolesIn = (tree: Element): readonly string[] =>
  [...writeXml(tree).matchAll(/<op name="monitor"[^>]*? role="(\w+)"/g)].map(
    ([, role = ""]) => role,
  );

describe("The role of an operation", () => {
  test.each([
    ["3.6", ["Master", "Slave", "Started"]],
    ["3.7", ["Promoted", "Unpromoted", "Started"]],
    ["4.0", ["Promoted", "Unpromoted", "Started"]],
  ])("is written as schema %s knows it, in primitives and templates", (schema, roles) => {
    for (const kind of [primitive, resourceTemplate])
      for (const given of [
        monitors("Promoted", "Unpromoted", "Started"),
        monitors("Master", "Slave", "Started"),
      ]) {
        const args = { ...STATEFUL, operations: given };
        const put = new Trial(kind as typeof primitive, on(schema)).then(args);
        expect(rolesIn(put.tree)).toEqual(roles);
        expect(put.observe(args)).toEqual(args);
        expect(put.put(args, args).cib).toBe(put.tree);
      }
  });

  test("is written so in the operations that the agent advises, also when they come back", () => {
    const empty = new Trial(primitive, on("3.6"));
    expect(rolesIn(empty.put(STATEFUL).cib)).toEqual(["Master", "Slave"]);
    const declared = { ...STATEFUL, operations: [...monitors("Promoted")] };
    const back = empty.then(declared).then(STATEFUL, declared);
    expect([...rolesIn(back.tree)].sort()).toEqual(["Master", "Slave"]);
  });

  test("stays under its other name, and a changed one is written in the schema's", () => {
    const legacy = writeXml(
      new Trial(primitive, on("3.6")).then({ ...STATEFUL, operations: monitors("Master") }).tree,
    );
    // An upgraded schema keeps the names before it.
    const upgraded = parseXml(legacy.replace("pacemaker-3.6", "pacemaker-3.9"));
    const args = { ...STATEFUL, operations: monitors("Promoted") };
    const trial = new Trial(primitive, upgraded);
    expect(trial.put(args, args).cib).toBe(upgraded);
    const changed = { ...STATEFUL, operations: monitors("Started") };
    const old = new Trial(primitive, on("3.6")).then(changed);
    expect(rolesIn(old.put(args, changed).cib)).toContain("Master");
  });
});
