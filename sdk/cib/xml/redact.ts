import { type Element, withAttributes, withChildren, walk } from "./element";

/** Secret names: those of the agents and fence devices of Debian 12, and likely ones of other agents. */
const SECRET =
  /(pass(wd|word|phrase)?|private[-_]?key|cookie|_kg)$|secret|token|community|api[-_]?key/i;

export const isSecretName = (name: string): boolean => SECRET.test(name);

/** Redacts the values under secret names in a tree. */
export function redactElement(e: Element): Element {
  const { name = "" } = e.attributes;
  const isSecret = (attribute: string): boolean =>
    isSecretName(attribute) || (attribute === "value" && e.name === "nvpair" && isSecretName(name));
  const redacted = Object.entries(e.attributes).map(([n, v]) => [n, isSecret(n) ? REDACTED : v]);
  return withChildren(
    withAttributes(e, Object.fromEntries(redacted) as Element["attributes"]),
    e.children.map(redactElement),
  );
}

const REDACTED = "[secret]";

/** Redacts the secrets of an element in a foreign text, such as an agent's exit reason. */
export function redactText(text: string, e: Element): string {
  return secretsOf(e).reduce((left, secret) => left.replaceAll(secret, REDACTED), text);
}

/** The secret values of an element, longest first: one may be part of another. */
const secretsOf = (e: Element): string[] =>
  walk(e)
    .filter(({ name, attributes }) => name === "nvpair" && isSecretName(attributes.name ?? ""))
    .flatMap(({ attributes }) => attributes.value || [])
    .sort((a, b) => b.length - a.length);
