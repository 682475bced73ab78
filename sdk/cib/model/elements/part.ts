import { type Element, withAttributes } from "../../xml/element";
import type { FreeId } from "../../rules/write";
import { type Scalar, convertToTypeOf, valueText } from "../../xml/values";

/** What a program declares of a part now, and what it declared before; `undefined` for nothing. */
export interface PartChange {
  readonly value: unknown;
  readonly before: unknown;
  /** The configuration before the edit. */
  readonly cib: Element;
  readonly free: FreeId;
}

/** A part of an element that one argument describes. */
export interface ElementPart {
  /** Makes the part what is declared. What is not declared, and was not before, is left alone. */
  readonly put: (e: Element, change: PartChange) => Element;
  /** Returns the part as an argument, in the declared spelling if the meaning is equal; `undefined` if it is missing. */
  readonly observe: (e: Element, declared: unknown) => unknown;
  /** Returns the whole part as an argument; `undefined` if there is nothing. */
  readonly read: (e: Element) => unknown;
}

/** Tells whether a value that is not declared has to go: it was declared before, or the program owns the part in any case. */
export const hasToGo = (
  { value, before }: Pick<PartChange, "value" | "before">,
  isWhole: boolean,
): boolean => value === undefined && (isWhole || before !== undefined);

interface AttributeOptions {
  /** Tells whether two values have the same meaning. @default they are equal texts */
  readonly same?: (present: string, declared: string) => boolean;
  /** A value that is not declared has to be missing, because it would change what the element means. */
  readonly isWhole?: boolean;
}

/** Makes a part that is one attribute. */
export function attributePart(name: string, options: AttributeOptions = {}): ElementPart {
  const { same = (a, b) => a === b, isWhole = false } = options;
  return {
    put: (e, change) => {
      if (hasToGo(change, isWhole)) return withAttributes(e, { [name]: undefined });
      if (change.value === undefined) return e;
      const [wanted, now] = [valueText(change.value as Scalar), e.attributes[name]];
      return now !== undefined && same(now, wanted) ? e : withAttributes(e, { [name]: wanted });
    },
    observe: (e, declared) => {
      const now = e.attributes[name];
      if (now === undefined || (declared === undefined && !isWhole)) return undefined;
      if (declared === undefined) return now;
      return same(now, valueText(declared as Scalar)) ? declared : convertToTypeOf(declared, now);
    },
    read: (e) => e.attributes[name],
  };
}
