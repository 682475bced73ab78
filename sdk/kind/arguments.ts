import { type Failure, type Rule, check, showValue } from "./rules";

/** One argument of a kind: what is right, and what it means for the object. */
export interface Argument {
  /** Judges a value that is given and known. @default every value is right */
  readonly rule?: Rule;
  readonly required?: boolean;
  /** The class of the resource adds it, so no program gives it. */
  readonly internal?: boolean;
  /** Its value may hold a secret: Pulumi prints the value of a property that a failure names. */
  readonly secret?: boolean;
  /** Names another object. Wholly unknown in a diff, it means a replacement. */
  readonly reference?: boolean;
  /** Another value makes another object. */
  readonly identity?: boolean;
}

export type Table<X extends Argument = Argument> = Readonly<Record<string, X>>;

type NameOf<A> = A extends unknown ? keyof A & string : never;

/** The table of an interface: the compiler finds an argument that is missing, and one too many. */
export type TableOf<A, X extends Argument = Argument> = { readonly [K in NameOf<A>]-?: X };

/** The arguments that every kind takes; `validateCommonArgs` holds their rules. */
export const COMMON = { cluster: {}, adopt: {}, waitFor: {}, waitTimeout: {} } as const;

/**
 * Finds every mistake in arguments that a table shows: names that it does not have, then each argument in its order.
 * @param remedy further words behind the names that are known
 */
export const validateTable = (table: Table, args: object, remedy = ""): Failure[] => [
  ...unknownArguments(args, table, remedy),
  ...Object.entries(table).flatMap(([name, { rule = acceptAll, required = false, secret }]) =>
    check(args, name, rule, required).map((f) => (secret ? { ...f, property: "" } : f)),
  ),
];

const acceptAll: Rule = () => undefined;

/** Finds names that no table has, such as `stonithEnable`. The values may be secret. */
export function unknownArguments(args: object, table: Table, remedy = ""): Failure[] {
  // A name with two underscores in front belongs to Pulumi or to the provider.
  const found = Object.keys(args).filter((n) => !n.startsWith("__") && !Object.hasOwn(table, n));
  const known = Object.keys(table)
    .filter((n) => table[n]?.internal !== true)
    .sort()
    .join(", ");
  return found.map((n) => ({
    property: "",
    reason: `${showValue(n)} is not known here; what can be given: ${known}${remedy}`,
  }));
}

/** The names of the arguments that have a mark. */
export const argumentsWith = (table: Table, mark: "reference" | "identity"): readonly string[] =>
  Object.keys(table).filter((name) => table[name]?.[mark] === true);
