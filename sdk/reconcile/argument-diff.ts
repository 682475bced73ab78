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

/** Makes the error for an existing object: one line for each property that differs, apart those that only one side has, and how to adopt the object. */
export function alreadyExists<A extends CommonInputs>(
  kind: CibKind<A>,
  label: string,
  args: A,
  present: Element,
  cib: Element,
): PreconditionFailed {
  const seen = kind.observe(cib, idOf(present), args);
  const found = seen ? diffArguments(args, seen) : [];
  // The XML can differ although the arguments do not, for example in an unwritten default.
  const shown: readonly Difference[] =
    found.length > 0 ? found : [{ kind: "differs", line: showPresent(args, "", present) }];
  const kinds = KINDS.filter((name) => shown.some((d) => d.kind === name));
  const sections = kinds.map(
    (name, i) =>
      `${i === 0 ? "" : "It also "}${HEADINGS[name]}:\n` +
      shown.flatMap((d) => (d.kind === name ? [`  ${d.line}\n`] : [])).join(""),
  );
  const other = args.name === undefined ? "Declare what the cluster has" : "Give it another name";
  return new PreconditionFailed(
    `${label} (${kind.type}) exists in the cluster already and ${sections.join("")}${other}, or set adopt: true to change it to the declaration`,
  );
}

/** How a property differs: in its value, or because only the declaration or only the cluster has it. */
const KINDS = ["differs", "lacks", "has more"] as const;

/** A property that differs, with a line such as `parameters.ip: declared "10.0.0.1", present "10.0.0.2"`. */
interface Difference {
  readonly kind: (typeof KINDS)[number];
  readonly line: string;
}

const HEADINGS: Readonly<Record<Difference["kind"], string>> = {
  differs: "differs from what is declared",
  lacks: "lacks what is declared",
  "has more": "has what is not declared",
};

/** Returns the properties that differ. Values of secrets are not shown. */
export function diffArguments(
  declared: object & Pick<CommonInputs, "__secrets">,
  present: object,
): readonly Difference[] {
  const [own, seen] = [leaves(declared), leaves(present)];
  return [...new Set([...own.keys(), ...seen.keys()])].flatMap((path): Difference[] => {
    const [wanted, now] = [own.get(path), seen.get(path)];
    if (JSON.stringify(wanted) === JSON.stringify(now)) return [];
    const isSecret = path.split(".").some(isSecretName) || touchesSecret(declared, path);
    const show = (value: unknown): string => {
      return isSecret ? HIDDEN : JSON.stringify(value, hideSecrets);
    };
    if (now === undefined) return [{ kind: "lacks", line: `${path}: declared ${show(wanted)}` }];
    if (wanted === undefined) return [{ kind: "has more", line: `${path}: present ${show(now)}` }];
    return [{ kind: "differs", line: `${path}: declared ${show(wanted)}, present ${show(now)}` }];
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
    else found.set(`${path}${name}`, v);
  }
  return found;
}
