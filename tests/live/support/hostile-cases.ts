import * as fc from "fast-check";
import type { CommonInputs } from "../../../sdk/kind/lifecycle";
import type { Failure } from "../../../sdk/kind/rules";
import { checkStrings } from "../../../sdk/program/check-strings";
import { check } from "../../../sdk/provider/main";
import { hostile } from "../../hostile";
import type { Lab } from "../../lab/cluster/lab";
import { type Declared, PLACES, type PlaceName } from "./hostile-places";
import type { Declaration } from "../programs/declared";

/** Places in turn. Values come more often than names, because most names are refused. */
const TURNS: readonly PlaceName[] = [
  ...(["parameter", "secret", "meta", "operation", "property", "operationDefault"] as const),
  ...(["parameter", "secret", "meta", "operation", "property"] as const),
  ...(Object.keys(PLACES) as PlaceName[]),
];

/** A hostile text in a place of a program. */
export interface Case {
  readonly name: string;
  readonly place: PlaceName;
  readonly text: string;
  readonly declared: Declared;
}
export interface Refusal extends Case {
  readonly message: string;
}

export const caseOf = (name: string, place: PlaceName, text: string): Case => ({
  name,
  place,
  text,
  declared: PLACES[place].declare(text, name),
});

/**
 * Generates hostile texts for each place in turn until `wanted` are accepted. Also returns the refused ones.
 * @throws Error if fewer of 5000 texts are accepted
 */
export async function hostileCases(
  lab: Lab,
  wanted: number,
): Promise<{ readonly accepted: readonly Case[]; readonly refused: readonly Refusal[] }> {
  const accepted: Case[] = [];
  const refused: Refusal[] = [];
  const seen = new Set<string>();
  for (const [i, text] of fc.sample(hostile, { numRuns: 5000, seed: 4 }).entries()) {
    const place = TURNS[i % TURNS.length] ?? "parameter";
    // An id must be unique across all places.
    const key = `${place.startsWith("id") ? "id" : place} ${text}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const one = caseOf(`h${i}`, place, text);
    const message = await refusal(lab, one);
    if (message === undefined) accepted.push(one);
    else refused.push({ ...one, message });
    if (accepted.length === wanted) return { accepted, refused };
  }
  throw new Error(`only ${accepted.length} of 5000 texts are accepted`);
}

const TYPES: Partial<Record<Declared["is"], string>> = {
  Primitive: "Primitive",
  Properties: "PacemakerProperties",
  Location: "LocationConstraint",
};

/** Returns the message with which the program or the provider's check refuses a case; `undefined` if accepted. */
async function refusal(lab: Lab, { name, declared }: Case): Promise<string | undefined> {
  const { is, ...args } = declared;
  const named = { Primitive: { name }, Properties: { label: name } }[is as string] ?? {};
  const props = { cluster: lab.connection(), ...named, ...args };
  try {
    checkStrings(name, props);
  } catch (e) {
    return (e as Error).message;
  }
  const inputs = { __kind: `pacemaker:${TYPES[is] ?? ""}`, ...props } as unknown as CommonInputs;
  const { failures } = await check(inputs, inputs);
  return failures.length === 0
    ? undefined
    : failures.map(({ reason }: Failure) => reason).join("\n");
}

interface Options {
  readonly properties?: Readonly<Record<string, string>>;
  readonly operationDefaults?: Readonly<Record<string, string>>;
}

/** Returns one program with all cases. One resource, the first, has all cluster properties. */
export function programOf(cases: readonly Case[], more: Declaration): Declaration {
  const isOption = ({ declared }: Case): boolean => declared.is === "Properties";
  const together = (key: keyof Options): object =>
    Object.fromEntries(
      cases.filter(isOption).flatMap((c) => Object.entries((c.declared as Options)[key] ?? {})),
    );
  const options = {
    is: "Properties",
    stonithEnabled: false,
    properties: together("properties"),
    operationDefaults: together("operationDefaults"),
  } as Declared;
  const others = cases.filter((c) => !isOption(c)).map((c) => [c.name, c.declared] as const);
  return { options, ...more, ...Object.fromEntries(others) };
}
