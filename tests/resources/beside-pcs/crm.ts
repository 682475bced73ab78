import { primitive } from "../../../sdk/resources/primitives/primitive";
import { resourceTemplate } from "../../../sdk/resources/templates/resource-template";
import type { BesidePcs } from "./row";

const TEMPLATE = [
  ...["rsc_template", "t", "ocf:pacemaker:Dummy", "params", "fake=1"],
  ...["meta", "migration-threshold=3", "op", "monitor", "interval=10s"],
];

/** What pcs has no commands for. */
export const CRM_ROWS: readonly BesidePcs[] = [
  {
    title: "a template, as crm makes it",
    byCrm: true,
    kind: resourceTemplate,
    args: {
      name: "t",
      agent: "ocf:pacemaker:Dummy",
      parameters: { fake: 1 },
      meta: { migrationThreshold: 3 },
      operations: [{ name: "monitor", interval: "10s" }],
    },
    pcs: [TEMPLATE],
  },
  {
    title: "a primitive from a template, as crm makes it",
    byCrm: true,
    before: [TEMPLATE],
    kind: primitive,
    args: { name: "p", template: "t", parameters: { fake: 2 } },
    pcs: [["primitive", "p", "@t", "params", "fake=2"]],
  },
  {
    title: "parameters of a node, as crm makes them",
    byCrm: true,
    kind: primitive,
    args: {
      name: "p",
      agent: "ocf:pacemaker:Dummy",
      parameters: { fake: 0 },
      operations: [{ name: "monitor", interval: "10s" }],
      parameterSets: [
        { rule: { attribute: "#uname", operation: "eq", value: "rsha1" }, values: { fake: 9 } },
      ],
    },
    pcs: [
      [
        ...["primitive", "p", "ocf:pacemaker:Dummy", "params", "fake=0"],
        ...["params", "rule", "#uname", "eq", "rsha1", "fake=9", "op", "monitor", "interval=10s"],
      ],
    ],
  },
];
