import { type Element, withAttributes, withChildren } from "./element";

/** Names under which agents and fence devices take secrets. */
const SECRET = /pass(wd|word|phrase)?$|secret|token|community|private_?key|api_?key/i;

export const soundsSecret = (name: string): boolean => SECRET.test(name);

/** A tree to show: values under secret-sounding names are hidden. */
export function redacted(e: Element): Element {
  const hides = e.name === "nvpair" && soundsSecret(e.attributes.name ?? "");
  const shown = hides ? withAttributes(e, { value: "[secret]" }) : e;
  return withChildren(shown, shown.children.map(redacted));
}
