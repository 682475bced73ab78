import { primitive } from "../../sdk/resources/primitives/primitive";
import { byId, walk } from "../../sdk/cib/xml/element";
import { Trial } from "./kind-helpers";

describe("Names of meta attributes", () => {
  test("are converted from camelCase to Pacemaker's spelling, and other names are kept", () => {
    const meta = {
      migrationThreshold: 3,
      isManaged: true,
      priority: 1,
      "failure-timeout": "5s",
      SYSTEM_ID: "a",
      "live-Key": "b",
      "Own.Name": "c",
      INFINITY: "d",
    };
    const args = { name: "d", agent: "ocf:pacemaker:Dummy", meta };
    const trial = new Trial(primitive).then(args);
    const set = [...walk(byId(trial.tree, "d-meta_attributes") ?? trial.tree)].slice(1);
    expect(set.map(({ attributes }) => attributes.name)).toEqual([
      "INFINITY",
      "Own.Name",
      "SYSTEM_ID",
      "failure-timeout",
      "is-managed",
      "live-Key",
      "migration-threshold",
      "priority",
    ]);
    expect(trial.observe(args, "d")).toMatchObject({ meta });
  });
});
