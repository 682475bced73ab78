import * as pulumi from "@pulumi/pulumi";
import {
  type WholeElement,
  describeObstacles,
  findWhole,
  isSameElement,
  putWhole,
  removeWhole,
  withoutComments,
} from "../../../cib/model/elements/whole";
import { isResource, referredIds } from "../../../cib/model/references";
import { type Element, byId, idOf, isReference, sectionOf } from "../../../cib/xml/element";
import { parseXml, writeXml } from "../../../cib/xml/parse";
import { redactElement } from "../../../cib/xml/redact";
import { COMMON_ARGUMENTS, type TableOf, validateTable } from "../../../kind/arguments";
import type { CibKind } from "../../../kind/cib-kind";
import type { CommonInputs } from "../../../kind/lifecycle";
import { nonEmpty } from "../../../kind/rules";
import {
  type CommonArgs,
  type Ref,
  Referable,
  refInput,
  resourceType,
} from "../../../program/pacemaker-resource";
import { refuse } from "../kind";
import { hasSecretName, idInXml, identityOfXml, namesInXml, xmlRule } from "./xml";

export interface CibElementArgs extends CommonArgs {
  /** The element as XML, with an id. Its name and its id make it another object. */
  xml: pulumi.Input<string>;
  /** The section in which the element stands, such as `"constraints"`; or a resource, or the id of an element, in which it does. */
  parent: Ref;
}

interface Inputs extends CommonInputs {
  readonly label: string;
  readonly xml: string;
  readonly parent: string;
}

const ARGUMENTS: TableOf<CibElementArgs & Pick<Inputs, "label">> = {
  ...COMMON_ARGUMENTS,
  xml: {
    rule: xmlRule,
    required: true,
    secret: true,
    identity: true,
    canonical: identityOfXml,
  },
  parent: { rule: nonEmpty, required: true, reference: true, identity: true },
  label: { internal: true },
};

const wholeOf = ({ parent, xml }: Inputs): WholeElement => ({ parent, element: parseXml(xml) });

/** Another kind of object may have the id of an account, so the Pulumi id tells them apart. */
const pulumiId = (e: Element): string => (isReference(e) ? `${e.name}/${idOf(e)}` : idOf(e));

/** @internal */
export const cibElement: CibKind<Inputs> = {
  type: "pacemaker:CibElement",
  arguments: ARGUMENTS,
  validate: (args) => validateTable(ARGUMENTS, args),
  locate: (cib, args) => findWhole(cib, wholeOf(args)),
  put: (cib, { args }) => {
    const whole = wholeOf(args);
    refuse(describeObstacles(cib, whole));
    const wanted = { ...whole, element: withoutComments(whole.element) };
    return { cib: putWhole(cib, wanted), id: pulumiId(wanted.element) };
  },
  observe: (cib, _id, args) => {
    const whole = wholeOf(args);
    const present = findWhole(cib, whole);
    if (!present) return undefined;
    if (isSameElement(present, whole.element)) return args;
    // The declaration may have no secret, and its state then is not encrypted.
    return { ...args, xml: writeXml(redactElement(present)) };
  },
  remove: (cib, _id, args) => removeWhole(cib, wholeOf(args)),
  awaits: (cib, id) => ({ resources: resourcesOf(cib, id), onlySettled: true }),
  running: { stopTarget: (cib, id) => (isResource(cib, id) ? id : undefined) },
  referenced: { referenceIds: (id) => (id.includes("/") ? [] : [id]) },
};

/** The resource that an element is, or those that a constraint names. */
function resourcesOf(cib: Element, id: string): readonly string[] {
  if (isResource(cib, id)) return [id];
  const e = byId(cib, id);
  const isConstraint = e !== undefined && sectionOf(cib, "constraints").children.includes(e);
  return isConstraint ? referredIds(e).filter((name) => isResource(cib, name)) : [];
}

/**
 * An element of the cluster's configuration, as XML: for what has no resource of its own yet. The program owns the whole
 * element, with everything in it. The cluster's schema checks it before anything is changed. Prefer the resource of the kind
 * where there is one: it knows which values Pacemaker takes, and leaves to the operators what is theirs.
 *
 * @example
 * ```ts
 * new CibElement("together", {
 *   cluster, parent: "constraints",
 *   xml: `<rsc_colocation id="together" score="100"><resource_set id="together-set"><resource_ref id="abiquo_rs"/></resource_set></rsc_colocation>`,
 * });
 * ```
 */
export class CibElement extends Referable {
  /** @internal */
  static override readonly __pulumiType = resourceType(cibElement);
  declare readonly xml: pulumi.Output<string>;
  /** @internal */
  override readonly givenReference: pulumi.Input<string>;

  constructor(name: string, args: CibElementArgs, opts?: pulumi.CustomResourceOptions) {
    const { xml, parent } = args;
    const own = ownId(xml);
    const inputs = { label: name, xml: secretXml(xml), parent: refInput(parent) };
    const names = typeof xml === "string" ? namesInXml(xml) : pulumi.output(xml).apply(namesInXml);
    super(cibElement, name, { args, inputs, ids: [own], references: [parent, names] }, opts);
    this.givenReference = own ?? "";
  }

  override get reference(): pulumi.Output<string> {
    // Ids are shown, also those of an element with a secret.
    return pulumi.unsecret(this.xml.apply((xml) => idInXml(xml) ?? ""));
  }
}

/** Returns the id of the element if the program gives the text, and the id belongs to the configuration. */
function ownId(xml: pulumi.Input<string>): pulumi.Input<string> | undefined {
  if (typeof xml !== "string") return pulumi.output(xml).apply((text) => idInXml(text) ?? "");
  const [name = ""] = identityOfXml(xml).split(" ");
  return isReference({ name, attributes: {}, children: [] }) ? undefined : idInXml(xml);
}

/** Marks the text as a secret if it has a value under a secret name. */
const secretXml = (xml: pulumi.Input<string>): pulumi.Input<string> =>
  typeof xml === "string"
    ? hasSecretName(xml)
      ? pulumi.secret(xml)
      : xml
    : pulumi
        .output(xml)
        .apply((text) => (hasSecretName(text) ? pulumi.secret(text) : pulumi.output(text)));
