import { diffCib } from "../../cib/patch/diff";
import { type Element, idOf } from "../../cib/xml/element";
import { PreconditionFailed } from "../../errors";
import type { Put } from "../../kind/cib-kind";
import type { CommonInputs } from "../../kind/lifecycle";
import type { InlineEntry, Item } from "./entries";
import type { InlineForm } from "./forms";

interface EntryRequest {
  readonly entry: InlineEntry;
  readonly before: Item | undefined;
  readonly adopt: boolean | undefined;
  /** Writes an existing constraint in a message. */
  readonly show: (present: Element) => string;
}

/** The complete arguments of a constraint. The common arguments are the resource's. */
type Whole = InlineEntry & CommonInputs;

export const complete = (form: InlineForm, own: string, entry: InlineEntry): Whole =>
  form.complete(own, entry) as Whole;

/** Puts the constraint of one entry. */
export function putEntry(cib: Element, form: InlineForm, own: string, request: EntryRequest): Put {
  const { kind } = form;
  const { entry, before, adopt, show } = request;
  const args = complete(form, own, entry);
  const agent = (): never => {
    throw new Error("a constraint has no agent");
  };
  if (before)
    return kind.put(cib, { id: before.id, args, before: complete(form, own, before.entry), agent });
  const found = kind.locate(cib, args);
  const put = kind.put(cib, { args, agent, ...(found ? { id: idOf(found) } : {}) });
  if (found && !adopt && diffCib(cib, put.cib).length > 0)
    throw new PreconditionFailed(
      `name: the cluster has ${show(found)} already, which differs from the declaration; give another name, or set adopt: true to change it to the declaration`,
    );
  return put;
}
