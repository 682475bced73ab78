import { type Element, idOf } from "../cib/xml/element";
import { isSecretName } from "../cib/xml/redact";
import { PreconditionFailed } from "../errors";
import type { CibKind } from "../kind/cib-kind";
import { type CommonInputs, INTERNAL_INPUTS } from "../kind/lifecycle";
import { showPresent, touchesSecret } from "../kind/secret-paths";

/** Inputs that control the engine. They do not describe the object in the cluster. */
const COMMON: readonly string[] = [
  ...INTERNAL_INPUTS,
  "__kind",
  "cluster",
  "name",
  "label",
  "adopt",
  "waitFor",
  "waitTimeout",
];

/** Makes the error for an existing object: one line for each property that differs, and how to adopt the object. */
export function alreadyExists<A extends CommonInputs>(
  kind: CibKind<A>,
  label: string,
  args: A,
  present: Element,
  cib: Element,
): PreconditionFailed {
  const seen = kind.observe(cib, idOf(present), args);
  const lines = seen ? diffArguments(args, seen) : [];
  // The XML can differ although the arguments do not, for example in an unwritten default.
  const shown = lines.length > 0 ? lines : [showPresent(args, "", present)];
  const other = args.name === undefined ? "Declare what the cluster has" : "Give it another name";
  return new PreconditionFailed(
    `${label} (${kind.type}) exists in the cluster already and differs from what is declared:\n` +
      shown.map((line) => `  ${line}\n`).join("") +
      `${other}, or set adopt: true to change it to the declaration`,
  );
}

/** Returns lines such as `parameters.ip: declared "10.0.0.1", present "10.0.0.2"`. Values of secrets are not shown. */
export function diffArguments(
  declared: object & Pick<CommonInputs, "__secrets">,
  present: object,
): readonly string[] {
  const [own, seen] = [leaves(declared), leaves(present)];
  return [...new Set([...own.keys(), ...seen.keys()])].flatMap((path) => {
    const [wanted, now] = [own.get(path), seen.get(path)];
    if (JSON.stringify(wanted) === JSON.stringify(now)) return [];
    const isSecret = path.split(".").some(isSecretName) || touchesSecret(declared, path);
    const show = (value: unknown): string => {
      if (value === undefined) return "nothing";
      return isSecret ? HIDDEN : JSON.stringify(value, hideSecrets);
    };
    return [`${path}: declared ${show(wanted)}, present ${show(now)}`];
  });
}

const HIDDEN = "[secret]";
const hideSecrets = (name: string, value: unknown): unknown =>
  isSecretName(name) ? HIDDEN : value;

/** Returns every value by its path. A list is one value, because its order may matter. */
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
