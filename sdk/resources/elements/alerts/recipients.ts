import { type ChildList, givenIds } from "../../../cib/model/elements/children";
import { type Element, byId, element, idOf, parentOf } from "../../../cib/xml/element";
import type { Pairs } from "../../../cib/xml/nvset";
import type { TableOf } from "../../../kind/arguments";
import {
  type Rule,
  allRules,
  id,
  isScalar,
  isUnknown,
  nonEmpty,
  pairsRule,
  time,
} from "../../../kind/rules";
import { type Scalar, parseBoolean } from "../../../cib/xml/values";
import { given, objectRule } from "../object-rule";
import { addPairs, readAllPairs } from "../pairs";
import { kebabKeys, spelledOnce } from "../../spelling";

/** A recipient as the provider gets it. */
export interface Recipient {
  readonly name?: string;
  readonly value: string;
  readonly description?: string;
  readonly options?: Pairs;
  readonly meta?: Pairs;
}

const isKnown = (v: unknown): v is Scalar => isScalar(v) && !isUnknown(v);

/** Refuses values that Pacemaker would replace by its default. Shows none of them. */
const readableMeta: Rule = (v) => {
  const { timeout, enabled } = kebabKeys(v as Readonly<Record<string, unknown>>);
  const reasons = [
    ...(isKnown(timeout) && time(timeout) !== undefined
      ? ['timeout must be a time such as 20 (seconds), "500ms", "20s", "2min" or "1h"']
      : []),
    ...(isKnown(enabled) && parseBoolean(enabled) === undefined
      ? ["enabled must be true or false"]
      : []),
  ];
  return reasons.length === 0 ? undefined : reasons.join("; ");
};

/** Validates the meta attributes of an alert or a recipient. */
export const alertMeta: Rule = allRules(pairsRule, spelledOnce, readableMeta);

const RECIPIENT: TableOf<Recipient> = {
  name: { rule: id },
  value: { rule: nonEmpty, required: true },
  description: { rule: nonEmpty },
  options: { rule: pairsRule },
  meta: { rule: alertMeta },
};

export const recipientRule = objectRule(RECIPIENT);

/** The recipients of an alert, with the ids of `pcs alert recipient add`. */
export const RECIPIENTS: ChildList = {
  tag: "recipient",
  build: (owner, entry, free) => {
    const { name, value, description, options, meta } = entry as Recipient;
    const bare = element("recipient", {
      id: name ?? free(`${owner}-recipient`),
      value,
      description,
    });
    return addPairs(addPairs(bare, "meta_attributes", meta), "instance_attributes", options);
  },
  read: readRecipient,
  givenId: (entry) => (entry as Recipient).name,
};

/** Describes ids of recipients that other elements have. */
export const describeTakenIds = (
  cib: Element,
  alert: string,
  recipients: readonly Recipient[],
): readonly string[] =>
  givenIds(RECIPIENTS, recipients).flatMap((id) => {
    const present = byId(cib, id);
    const isOwn = present?.name === "recipient" && idOf(parentOf(cib, id) ?? present) === alert;
    const owner = id === alert ? "the alert itself" : `a ${present?.name ?? ""} of the cluster`;
    return id !== alert && (!present || isOwn)
      ? []
      : [`recipients: the id ${id} belongs to ${owner}; choose another name`];
  });

function readRecipient(e: Element, declared: unknown): unknown {
  const { name, options, meta } = (declared ?? { name: "" }) as Partial<Recipient>;
  return given({
    name: name === undefined ? undefined : idOf(e),
    value: e.attributes.value,
    description: e.attributes.description,
    options: readAllPairs(e, "instance_attributes", options),
    meta: readAllPairs(e, "meta_attributes", meta),
  });
}
