import { type Element, idOf } from "../cib/xml/element";
import { redactElement, isSecretName } from "../cib/xml/redact";
import { writeXml } from "../cib/xml/parse";
import { PreconditionFailed } from "../errors";
import type { CibKind } from "../kind/cib-kind";
import type { CommonInputs } from "../kind/lifecycle";

/** Inputs that say how the engine works, and nothing of the object in the cluster. */
const COMMON: readonly string[] = [
  "__kind",
  "__provider",
  "__noted",
  "cluster",
  "name",
  "label",
  "adopt",
  "waitFor",
  "waitTimeout",
];

/** The error for an object that is there already: what differs, one line for each property, and how to adopt it. */
export function alreadyExists<A extends CommonInputs>(
  kind: CibKind<A>,
  label: string,
  args: A,
  present: Element,
  cib: Element,
): PreconditionFailed {
  const seen = kind.observe(cib, idOf(present), args);
  const lines = seen ? diffArguments(args, seen) : [];
  // What the comparison of arguments does not show, such as an unwritten default.
  const shown = lines.length > 0 ? lines : [writeXml(redactElement(present))];
  const other = args.name === undefined ? "Declare what the cluster has" : "Give it another name";
  return new PreconditionFailed(
    `${label} (${kind.type}) exists in the cluster already and differs from what is declared:\n` +
      shown.map((line) => `  ${line}\n`).join("") +
      `${other}, or take it over and change it to what is declared with adopt: true`,
  );
}

/** `parameters.ip: declared "10.0.0.1", present "10.0.0.2"`; secrets are named and not shown. */
export function diffArguments(declared: object, present: object): readonly string[] {
  const [own, seen] = [leaves(declared), leaves(present)];
  return [...new Set([...own.keys(), ...seen.keys()])].flatMap((path) => {
    const [wanted, now] = [own.get(path), seen.get(path)];
    if (JSON.stringify(wanted) === JSON.stringify(now)) return [];
    const hides = path.split(".").some(isSecretName);
    const say = (value: unknown): string => {
      if (value === undefined) return "nothing";
      return hides ? HIDDEN : JSON.stringify(value, hidden);
    };
    return [`${path}: declared ${say(wanted)}, present ${say(now)}`];
  });
}

const HIDDEN = "[secret]";
const hidden = (name: string, value: unknown): unknown => (isSecretName(name) ? HIDDEN : value);

/** Every value by its path; a list is one value, because its order may mean something. */
function leaves(value: object, path = ""): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const [name, v] of Object.entries(value)) {
    if (path === "" && COMMON.includes(name)) continue;
    const nested = typeof v === "object" && v !== null && !Array.isArray(v);
    if (nested) for (const [p, text] of leaves(v as object, `${path}${name}.`)) found.set(p, text);
    else if (v !== undefined) found.set(`${path}${name}`, v);
  }
  return found;
}
