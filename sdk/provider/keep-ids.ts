import { isUnknown } from "../kind/rules";
import type { CommonInputs } from "../kind/lifecycle";

type Inputs = CommonInputs & Readonly<Record<string, unknown>>;

/** Inputs that the program derives from the Pulumi name, and how. */
const DERIVED: Readonly<Record<string, (label: string) => string>> = {
  name: (label) => label,
  clusterName: (label) => label,
  cloneName: (label) => `${label}-clone`,
};

/**
 * Keeps the ids that follow the Pulumi name when an alias alone changes that name: an object of the cluster cannot change
 * its id. `__firstLabel` is the name from which the ids were derived.
 */
export function keepIds<A extends CommonInputs>(olds: Partial<CommonInputs>, news: A): A {
  const [before, now] = [olds, news] as unknown as readonly [Inputs, Inputs];
  const own = news.__label;
  const first = olds.__firstLabel ?? olds.__label ?? before.name ?? before.clusterName;
  if (own === undefined || typeof first !== "string" || isUnknown(first) || own === first)
    return news;
  const kept = keepDerived(before, now, first, own);
  const clone = keepDerived(
    objectOf(before.clone),
    objectOf(now.clone),
    `${first}-clone`,
    `${own}-clone`,
  );
  if (Object.keys({ ...kept, ...clone }).length === 0) return news;
  const ofClone =
    Object.keys(clone).length > 0 ? { clone: { ...objectOf(now.clone), ...clone } } : {};
  return { ...news, ...kept, ...ofClone, __firstLabel: first };
}

function keepDerived(
  before: Readonly<Record<string, unknown>>,
  now: Readonly<Record<string, unknown>>,
  first: string,
  own: string,
): Readonly<Record<string, string>> {
  const kept = Object.entries(DERIVED).filter(
    ([name, derive]) => now[name] === derive(own) && before[name] === derive(first),
  );
  return Object.fromEntries(kept.map(([name, derive]) => [name, derive(first)]));
}

const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
