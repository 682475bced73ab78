import { type Element, withAttributes, withChildren } from "./element";
import { walk } from "./find";

/** Names under which the agents and fence devices of Debian 12 take secrets, and others are likely to. */
const SECRET =
  /(pass(wd|word|phrase)?|private[-_]?key|cookie|_kg)$|secret|token|community|api[-_]?key/i;

export const soundsSecret = (name: string): boolean => SECRET.test(name);

/** A tree to show: values under secret-sounding names are hidden. */
export function redactElement(e: Element): Element {
  const { name = "" } = e.attributes;
  const hides = (attribute: string): boolean =>
    soundsSecret(attribute) || (attribute === "value" && e.name === "nvpair" && soundsSecret(name));
  const shown = Object.entries(e.attributes).map(([n, v]) => [n, hides(n) ? HIDDEN : v]);
  return withChildren(
    withAttributes(e, Object.fromEntries(shown) as Element["attributes"]),
    e.children.map(redactElement),
  );
}

const HIDDEN = "[secret]";

/** A text that somebody else wrote, such as an agent's exit reason, without the secrets of an element. */
export function redactText(text: string, e: Element): string {
  return secretsOf(e).reduce((left, secret) => left.replaceAll(secret, HIDDEN), text);
}

/** The longest first: one may be part of another. */
const secretsOf = (e: Element): string[] =>
  walk(e)
    .filter(({ name, attributes }) => name === "nvpair" && soundsSecret(attributes.name ?? ""))
    .flatMap(({ attributes }) => attributes.value || [])
    .sort((a, b) => b.length - a.length);
