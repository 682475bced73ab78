import { colocationConstraint } from "../../../sdk/resources/constraints/colocation";
import { locationConstraint } from "../../../sdk/resources/constraints/location";
import { orderConstraint } from "../../../sdk/resources/constraints/order";
import { ticketConstraint } from "../../../sdk/resources/constraints/ticket";
import type { BesidePcs } from "./row";

const constraint = (line: string): BesidePcs["pcs"] => [["constraint", ...line.split(" ")]];

const COLOCATIONS: readonly BesidePcs[] = [
  {
    title: "a colocation with a node attribute",
    kind: colocationConstraint,
    args: { resource: "a", with: "b", nodeAttribute: "rack" },
    pcs: constraint("colocation add a with b INFINITY node-attribute=rack"),
  },
  {
    title: "a colocation with influence",
    kind: colocationConstraint,
    args: { resource: "a", with: "b", score: 5, influence: false },
    pcs: constraint("colocation add a with b 5 influence=false"),
    since: "0.11", // the schema of Debian 11 lacks it
  },
  {
    title: "a colocation of roles",
    kind: colocationConstraint,
    args: { resource: "a", with: "b", role: "Promoted", withRole: "Started" },
    pcs: constraint("colocation add Promoted a with Started b"),
    since: "0.11",
  },
  {
    title: "a colocation of roles under their names before 3.7",
    kind: colocationConstraint,
    args: { resource: "a", with: "b", role: "Master", withRole: "Slave" },
    pcs: constraint("colocation add Master a with Slave b"),
    until: "0.11.99",
  },
  {
    title: "a colocation of one set",
    kind: colocationConstraint,
    args: { sets: [{ resources: ["a", "b", "c"] }] },
    pcs: constraint("colocation set a b c"),
  },
  {
    title: "a colocation of two sets",
    kind: colocationConstraint,
    args: {
      sets: [
        { resources: ["a", "b"], sequential: false },
        { resources: ["c", "d"], role: "Started" },
      ],
      score: 20,
    },
    pcs: constraint("colocation set a b sequential=false set c d role=Started setoptions score=20"),
  },
];

const DEFAULTS = "pcs writes Pacemaker's default actions of an order, this library does not";

const ORDERS: readonly BesidePcs[] = [
  {
    title: "an order with require-all",
    kind: orderConstraint,
    args: { first: "a", then: "b", requireAll: false, symmetrical: false },
    pcs: constraint("order a then b require-all=false symmetrical=false"),
    differs: DEFAULTS,
  },
  {
    title: "an order of actions",
    kind: orderConstraint,
    args: { first: "a", then: "b", firstAction: "promote", thenAction: "start" },
    pcs: constraint("order promote a then start b"),
  },
  {
    title: "an order of one set",
    kind: orderConstraint,
    args: { sets: [{ resources: ["a", "b"] }] },
    pcs: constraint("order set a b"),
  },
  {
    title: "an order of two sets",
    kind: orderConstraint,
    args: {
      sets: [
        { resources: ["a", "b"], sequential: false, requireAll: false },
        { resources: ["c", "d"], action: "promote" },
      ],
      kind: "Optional",
      symmetrical: false,
    },
    pcs: constraint(
      "order set a b sequential=false require-all=false set c d action=promote setoptions kind=Optional symmetrical=false",
    ),
  },
];

const LOCATIONS: readonly BesidePcs[] = [
  {
    title: "a location with resource-discovery",
    kind: locationConstraint,
    args: { name: "x", resource: "a", node: "rsha1", score: 5, resourceDiscovery: "exclusive" },
    pcs: constraint("location add x a rsha1 5 resource-discovery=exclusive"),
  },
  {
    title: "a location by a pattern",
    kind: locationConstraint,
    args: { resourcePattern: "^[ab]$", node: "rsha1", score: 7 },
    pcs: constraint("location regexp%^[ab]$ prefers rsha1=7"),
  },
  {
    title: "a rule for a pattern",
    kind: locationConstraint,
    args: { resourcePattern: "^[ab]$", rule: { defined: "pingd" }, score: 5 },
    pcs: constraint("location regexp%^[ab]$ rule score=5 defined pingd"),
  },
  {
    title: "a rule for a role, with resource-discovery",
    kind: locationConstraint,
    args: {
      resource: "a",
      rule: { notDefined: "pingd" },
      score: "-INFINITY",
      role: "Promoted",
      resourceDiscovery: "never",
    },
    pcs: constraint(
      "location a rule role=Promoted score=-INFINITY resource-discovery=never not_defined pingd",
    ),
    since: "0.11",
  },
  {
    title: "two rules",
    kind: locationConstraint,
    args: {
      resource: "a",
      rules: [
        { rule: { defined: "pingd" }, scoreAttribute: "pingd" },
        { rule: { attribute: "site", operation: "eq", value: "home" }, score: 5 },
      ],
    },
    pcs: [
      ...constraint("location a rule score-attribute=pingd defined pingd"),
      ...constraint("rule add location-a score=5 site eq home"),
    ],
    until: "0.11.99",
  },
];

const TICKETS: readonly BesidePcs[] = [
  {
    title: "a ticket",
    kind: ticketConstraint,
    args: { resource: "a", ticket: "T1" },
    pcs: constraint("ticket add T1 a"),
  },
  {
    title: "a ticket of a role, with a loss policy",
    kind: ticketConstraint,
    args: { resource: "a", ticket: "T1", role: "Promoted", lossPolicy: "demote" },
    pcs: constraint("ticket add T1 Promoted a loss-policy=demote"),
    since: "0.11",
  },
  {
    title: "a ticket of sets",
    kind: ticketConstraint,
    args: {
      ticket: "T1",
      lossPolicy: "freeze",
      sets: [{ resources: ["a", "b"], role: "Started" }, { resources: ["c"] }],
    },
    pcs: constraint("ticket set a b role=Started set c setoptions ticket=T1 loss-policy=freeze"),
  },
];

/** Colocations, orders, locations and tickets. */
export const CONSTRAINT_ROWS: readonly BesidePcs[] = [
  ...COLOCATIONS,
  ...ORDERS,
  ...LOCATIONS,
  ...TICKETS,
];
