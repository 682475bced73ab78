import { type Element, idOf } from "../cib/xml/element";
import { writeXml } from "../cib/xml/parse";
import { redactElement } from "../cib/xml/redact";
import type { Table } from "./arguments";
import type { CommonInputs } from "./lifecycle";
import type { Failure } from "./rules";
import { type SecretValue, hideValues } from "../log";

/**
 * Secrets of the program that a provider receives in clear. `__secrets` names their paths: names of properties and indexes
 * of lists, joined by dots. It never holds a value.
 */
type WithSecrets = Pick<CommonInputs, "__secrets">;

/** Arguments with ids, and nodes with their hosts, at the top and below it. Messages show them, because an operator needs them to find a fault. */
const IDS = ["name", "label", "cloneName", "clusterName", "nodes"];
const IDS_BELOW =
  /^(cluster\.nodes|(clone|promotable)\.name|(colocations|orders|locations)\.\d+\.(name|resource|with|first|then))(\.|$)/;

/** Returns the secret values of a resource's inputs: texts and numbers at any depth below its secret paths. */
export const secretValues = (args: object & WithSecrets): readonly SecretValue[] =>
  valuesBelow(args, args.__secrets ?? [], "");

/** Returns the secret values that no message may show, which excludes ids and hosts. */
export function hiddenValues(args: object & WithSecrets, table: Table): readonly SecretValue[] {
  const isId = (name: string): boolean => IDS.includes(name) || table[name]?.reference === true;
  const shown = Object.entries(args).filter(([name]) => !isId(name));
  return valuesBelow(Object.fromEntries(shown), args.__secrets ?? [], "", IDS_BELOW);
}

/** Returns the values at and below the paths, without those at paths that match `except`. */
function valuesBelow(
  value: unknown,
  paths: readonly string[],
  path: string,
  except = /(?!)/,
): readonly SecretValue[] {
  if (paths.length === 0 || except.test(path)) return [];
  if (typeof value === "object" && value !== null)
    return Object.entries(value).flatMap(([name, v]) =>
      valuesBelow(v, paths, path === "" ? name : `${path}.${name}`, except),
    );
  const isValue = typeof value === "string" || typeof value === "number";
  return isValue && paths.some((secret) => isWithin(path, secret)) ? [value] : [];
}

const isWithin = (path: string, outer: string): boolean =>
  path === outer || path.startsWith(`${outer}.`);

/** Tells whether the value at a path is secret or contains a secret. */
export const touchesSecret = ({ __secrets: secrets = [] }: WithSecrets, path: string): boolean =>
  secrets.some((secret) => isWithin(path, secret) || isWithin(secret, path));

/**
 * Writes an existing element in a message. If the declaration at the path holds a secret, only the name and the id are shown:
 * XML has no paths, so the attribute that is secret cannot be told from the others.
 * @param path `""` for all arguments
 */
export function showPresent(args: WithSecrets, path: string, present: Element): string {
  const isSecret = path === "" ? args.__secrets !== undefined : touchesSecret(args, path);
  return isSecret ? `<${present.name} id="${idOf(present)}"/>` : writeXml(redactElement(present));
}

/** Hides secrets in a failure. It names no property then, because Pulumi prints the value of that property. */
export function hideInFailure(args: object & WithSecrets, { property, reason }: Failure): Failure {
  const [argument = ""] = property.split(/[.[]/);
  return {
    property: touchesSecret(args, argument) ? "" : property,
    reason: hideValues(reason, secretValues(args)),
  };
}
