import { type Element, byId, sectionOf, walk } from "../../../sdk/cib/xml/element";
import { kebab } from "../../../sdk/resources/spelling";
import type { Declaration } from "../programs/declared";

export type Declared = Declaration[string];

/** A place of a program that takes a text. */
interface Place {
  /** The argument that a refusal must name. */
  readonly argument: string;
  readonly declare: (text: string, name: string) => Declared;
  /** Returns the text in the cluster; `undefined` if there is none. */
  readonly found: (cib: Element, name: string, text: string) => string | undefined;
}

/** A resource that waits for a group and stays stopped, because there is no group. Pacemaker only probes it. */
const dummy = (more: object): Declared => ({
  is: "Primitive",
  agent: "ocf:pacemaker:Dummy",
  startWithGroup: true,
  ...more,
});
const monitor = (parameters: object): Declared =>
  dummy({ operations: [{ name: "monitor", interval: "10s", parameters }] });

const pairsOf = (holder: Element | undefined): Element[] =>
  holder ? [...walk(holder)].filter((e) => e.name === "nvpair") : [];
const valueOf = (holder: Element | undefined, name: string): string | undefined =>
  pairsOf(holder).find((p) => p.attributes.name === name)?.attributes.value;

/** Finds the value of a pair in the object of that name. */
const value =
  (pair: string): Place["found"] =>
  (cib, name) =>
    valueOf(byId(cib, name), pair);
/** Finds the name of the pair whose value is the case's name. */
const nameOf = (holder: Element | undefined, name: string): string | undefined =>
  pairsOf(holder).find((p) => p.attributes.value === name)?.attributes.name;
const pairName: Place["found"] = (cib, name) => nameOf(byId(cib, name), name);
/** Accepts Pacemaker's spelling of a camelCase name, because the library converts it. */
const spelled = (found: string | undefined, text: string): string | undefined =>
  found === kebab(text) ? text : found;
const idIn =
  (holder: string): Place["found"] =>
  (cib, _name, text) =>
    sectionOf(cib, holder).children.find((c) => c.attributes.id === text)?.attributes.id;

export const PLACES = {
  parameter: {
    argument: "parameters",
    declare: (fake) => dummy({ parameters: { fake } }),
    found: value("fake"),
  },
  secret: {
    argument: "parameters",
    declare: (passwd) => dummy({ parameters: { passwd } }),
    found: value("passwd"),
  },
  meta: {
    argument: "meta",
    declare: (hostile) => dummy({ meta: { hostile } }),
    found: value("hostile"),
  },
  operation: {
    argument: "operations",
    declare: (hostile) => monitor({ hostile }),
    found: value("hostile"),
  },
  property: {
    argument: "properties",
    declare: (text, name) => ({ is: "Properties", properties: { [name]: text } }),
    found: (cib, name) => valueOf(sectionOf(cib, "crm_config"), name),
  },
  operationDefault: {
    argument: "operationDefaults",
    declare: (text, name) => ({ is: "Properties", operationDefaults: { [name]: text } }),
    found: (cib, name) => valueOf(sectionOf(cib, "op_defaults"), name),
  },
  nameOfParameter: {
    argument: "parameters",
    declare: (text, name) => dummy({ parameters: { [`CRM_meta_${text}`]: name } }),
    found: (...of) => pairName(...of)?.replace(/^CRM_meta_/, ""),
  },
  nameOfMeta: {
    argument: "meta",
    declare: (text, name) => dummy({ meta: { [text]: name } }),
    found: (cib, name, text) => spelled(pairName(cib, name, text), text),
  },
  nameInOperation: {
    argument: "operations",
    declare: (text, name) => monitor({ [text]: name }),
    found: pairName,
  },
  nameOfOperationDefault: {
    argument: "operationDefaults",
    declare: (text, name) => ({ is: "Properties", operationDefaults: { [text]: name } }),
    found: (cib, name, text) => spelled(nameOf(sectionOf(cib, "op_defaults"), name), text),
  },
  id: {
    argument: "name",
    declare: (name) => dummy({ name }),
    found: idIn("resources"),
  },
  idOfConstraint: {
    argument: "name",
    // Equal constraints count as one even under different ids, so the score differs.
    declare: (text, name) => ({
      is: "Location",
      name: text,
      resource: "@target",
      node: "rsha1",
      score: Number(name.slice(1)),
    }),
    found: idIn("constraints"),
  },
} as const satisfies Record<string, Place>;

export type PlaceName = keyof typeof PLACES;
