import { isSecretName } from "../cib/xml/redact";
import { PreconditionFailed } from "../errors";
import type { CommonInputs } from "../kind/lifecycle";
import { showValue } from "../kind/rules";
import { touchesSecret } from "../kind/secret-paths";

/**
 * Refuses texts that a Pacemaker alters which keeps ASCII only. The agents would get the altered text, and the object would
 * differ from its declaration for ever.
 * @param subject names the object in the message
 * @throws PreconditionFailed
 */
export function refuseNonAscii(subject: string, args: CommonInputs): void {
  const places = written(args).filter(({ keys, value }) => !isAscii([...keys, value].join()));
  if (places.length === 0) return;
  const lines = places.map((place) => `  ${describePlace(args, place)}\n`);
  throw new PreconditionFailed(
    `${subject} holds characters that are not ASCII, and the Pacemaker of this cluster alters them:\n${lines.join("")}` +
      "Nothing was changed. Use ASCII, or Pacemaker 2.1.3 or later",
  );
}

const isAscii = (text: string): boolean => !/[^\0-\x7F]/.test(text);

/** A value of the arguments, with the names and indexes that lead to it. */
interface Place {
  readonly keys: readonly string[];
  readonly value: unknown;
}

/** Returns the values that may become part of the CIB, which does not have the label. */
const written = (args: CommonInputs): readonly Place[] =>
  Object.entries(args).flatMap(([name, value]) =>
    name === "cluster" || name === "label" || name.startsWith("__") ? [] : placesIn(value, [name]),
  );

const placesIn = (value: unknown, keys: readonly string[]): readonly Place[] =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, v]) => placesIn(v, [...keys, key]))
    : [{ keys, value }];

function describePlace(args: CommonInputs, { keys, value }: Place): string {
  const [first = "", ...others] = keys;
  const path = others.map((key) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`));
  const isSecret = keys.some(isSecretName) || touchesSecret(args, keys.join("."));
  return `${first}${path.join("")}: ${isSecret ? "[secret]" : showValue(value)}`;
}
