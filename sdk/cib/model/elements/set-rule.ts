import { observeExpression } from "../../rules/match";
import { readExpression } from "../../rules/read";
import type { Expression } from "../../rules/rule";
import { buildSetRule, editSetRule } from "../../rules/write";
import { PreconditionFailed } from "../../../errors";
import { childNamed, idOf, withChildren } from "../../xml/element";
import { type ElementPart, hasToGo } from "./part";

/** The rule of a set of values. A set without a declared rule must have none, because it would apply elsewhere. */
export const setRulePart: ElementPart = {
  put: (e, change) => {
    const present = childNamed(e, "rule");
    const others = e.children.filter((c) => c.name !== "rule");
    if (hasToGo(change, true)) return present ? withChildren(e, others) : e;
    const wanted = change.value as Expression;
    if (!present)
      return withChildren(e, [buildSetRule(change.cib, idOf(e), wanted, change.free), ...others]);
    return withChildren(
      e,
      e.children.map((c) => (c === present ? editSetRule(c, wanted, change.free) : c)),
    );
  },
  observe: (e, declared) => {
    const present = childNamed(e, "rule");
    const seen = present && readExpression(present);
    if (typeof seen !== "object") return undefined;
    return declared === undefined ? seen : observeExpression(declared as Expression, seen);
  },
  read: (e) => {
    const present = childNamed(e, "rule");
    const seen = present && readExpression(present);
    if (typeof seen === "string") throw new PreconditionFailed(`${idOf(e)}: ${seen}`);
    return seen;
  },
};
