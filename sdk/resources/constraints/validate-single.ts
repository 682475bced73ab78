import type { Failure } from "../../kind/rules";
import type { ConstraintArgument } from "./definition";

type Table = Readonly<Record<string, ConstraintArgument>>;

/** Finds missing resources of a constraint without sets, and arguments that exclude each other or sets. */
export function validateSingle(table: Table, args: object): Failure[] {
  const given = (name: string): boolean => {
    const value = (args as Readonly<Record<string, unknown>>)[name];
    return value !== undefined && value !== null;
  };
  const fail = (property: string, reason: string): Failure => ({ property, reason });
  const singles = Object.keys(table).filter((name) => table[name]?.single === true);
  if (given("sets"))
    return singles
      .filter(given)
      .map((name) =>
        fail(
          name,
          table[name]?.reference === true
            ? `${name} and sets together: give one of them`
            : `${name}: a constraint with sets does not take it: leave it out, or give it in each set`,
        ),
      );
  const needed = singles.filter((name) => table[name]?.needed !== undefined);
  const insteadOf = (name: string): string | undefined => {
    const { needed: other } = table[name] ?? {};
    return typeof other === "string" ? other : undefined;
  };
  const isThere = (name: string): boolean => given(name) || given(insteadOf(name) ?? name);
  const hasAny = needed.some(isThere);
  return needed.flatMap((name) => {
    const other = insteadOf(name);
    if (other !== undefined && given(name) && given(other))
      return [fail(other, `${name} and ${other} together: give one of them`)];
    if (isThere(name)) return [];
    const others = [...(other === undefined ? [] : [other]), ...(hasAny ? [] : ["sets"])];
    const instead = others.length === 0 ? "" : `, or ${others.join(" or ")} in its place`;
    return [fail(name, `${name} is required${instead}`)];
  });
}
