import { type Failure, type Rule, check, showValue } from "./rules";

/** Describes one argument of a kind: its validation rule and its effect on the object. */
export interface Argument {
  /** Validates a value that is given and known. @default every value is valid */
  readonly rule?: Rule;
  readonly required?: boolean;
  /** The resource's class adds the argument. No program gives it. */
  readonly internal?: boolean;
  /** The value may hold a secret. A failure then names no property, because Pulumi prints that property's value. */
  readonly secret?: boolean;
  /** The argument names another object. A completely unknown value in a diff replaces the resource. */
  readonly reference?: boolean;
  /** Returns the references inside a value. An unknown one of them replaces the resource too. @default only the value itself */
  readonly holdsReferences?: (value: unknown) => unknown;
  /** A changed value replaces the object. */
  readonly identity?: boolean;
  /** Returns one spelling for all texts that mean the same object. Another spelling replaces nothing. @default the text */
  readonly canonical?: (value: string) => string;
}

export type Table<X extends Argument = Argument> = Readonly<Record<string, X>>;

type NameOf<A> = A extends unknown ? keyof A & string : never;

/** The table of an interface. The compiler reports a missing argument and an extra one. */
export type TableOf<A, X extends Argument = Argument> = { readonly [K in NameOf<A>]-?: X };

/** The arguments that every kind takes; `validateCommonArgs` holds their rules. */
export const COMMON_ARGUMENTS = { cluster: {}, adopt: {}, waitFor: {}, waitTimeout: {} } as const;

/**
 * Returns every failure that a table finds: unknown names first, then each argument in the table's order.
 * @param remedy text that follows the list of known names
 */
export const validateTable = (table: Table, args: object, remedy = ""): Failure[] => [
  ...unknownArguments(args, table, remedy),
  ...Object.entries(table).flatMap(([name, { rule = acceptAnyValue, required = false, secret }]) =>
    check(args, name, rule, required).map((f) => (secret ? { ...f, property: "" } : f)),
  ),
];

const acceptAnyValue: Rule = () => undefined;

/** Finds names that the table lacks, such as `stonithEnable`. Their values may be secret, so no failure names a property. */
export function unknownArguments(args: object, table: Table, remedy = ""): Failure[] {
  // Names that begin with two underscores belong to Pulumi or to the provider.
  const found = Object.keys(args).filter((n) => !n.startsWith("__") && !Object.hasOwn(table, n));
  const known = Object.keys(table)
    .filter((n) => table[n]?.internal !== true)
    .sort()
    .join(", ");
  return found.map((n) => ({
    property: "",
    reason: `${showValue(n)} is not known; use one of: ${known}${remedy}`,
  }));
}

/** Returns the names of the arguments that have the mark. */
export const argumentsWith = (table: Table, mark: "reference" | "identity"): readonly string[] =>
  Object.keys(table).filter((name) => table[name]?.[mark] === true);
