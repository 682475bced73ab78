import { effectiveAttributes } from "../../cib/model/constraints/meaning";
import type { ConstraintSpec } from "../../cib/model/constraints/spec";
import { convertToTypeOf, haveSameMeaningIn } from "../../cib/xml/values";
import type { ConstraintArgument } from "./definition";

type Values = Readonly<Record<string, unknown>>;

/**
 * Returns the observed arguments. A given argument that the cluster lacks is omitted. One that is written without being
 * given (a score) is observed as Pacemaker's default.
 */
export function observeConstraintAttributes<A>(
  table: Readonly<Record<string, ConstraintArgument>>,
  { tag, attributes: declared }: ConstraintSpec,
  args: A,
  written: Readonly<Record<string, string>>,
): A {
  const result: Record<string, unknown> = { ...(args as unknown as Values) };
  const inForce = effectiveAttributes(tag, written);
  for (const [argument, { attribute = "" }] of Object.entries(table)) {
    const wanted = declared[attribute];
    if (wanted === undefined) continue;
    const isGiven = result[argument] !== undefined;
    const present = isGiven
      ? written[attribute]
      : (inForce[attribute] ?? describeStrength(inForce));
    if (present === undefined) Reflect.deleteProperty(result, argument);
    else if (!haveSameMeaningIn(attribute, present, wanted))
      result[argument] = convertToTypeOf(result[argument], present);
  }
  return result as unknown as A;
}

/** No argument of a colocation holds a node attribute that is the score, so it is observed as another score. */
const describeStrength = ({
  "score-attribute": from = "",
}: Readonly<Record<string, string>>): string => `of the node attribute ${from}`;
