import * as pulumi from "@pulumi/pulumi";
import { isSecretName } from "../cib/xml/redact";

/**
 * Marks values under secret-looking names as secrets, at any depth. The program does this because a provider cannot. Each
 * field keeps its own state, known or unknown. The argument `totem` of a cluster resource has none: its `token` is a time.
 */
export const markSecrets = ({ totem, ...props }: pulumi.Inputs): pulumi.Inputs => ({
  ...markFields(props),
  ...(totem === undefined ? {} : { totem: totem as unknown }),
});

const markFields = (fields: object): pulumi.Inputs =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]: [string, unknown]) => [
      name,
      value !== undefined && isSecretName(name) ? pulumi.secret(value) : markValue(value),
    ]),
  );

function markValue(value: unknown): unknown {
  if (pulumi.Output.isInstance(value) || value instanceof Promise)
    return pulumi.output(value).apply((v) => pulumi.output(markValue(v)));
  if (Array.isArray(value)) return value.map(markValue);
  return typeof value === "object" && value !== null ? markFields(value) : value;
}

/**
 * Returns the paths of the values that are secret in the program: names and indexes, joined by dots. A provider receives
 * these values in clear, and hides what stands at the paths. A path ends where an output or a promise begins, because one
 * secret in it makes all of it secret. Undefined if nothing is secret.
 */
export const secretPaths = (props: object): pulumi.Output<string[] | undefined> =>
  pulumi.output(
    pathsBelow(props, "").then((paths) => (paths.length > 0 ? paths.sort() : undefined)),
  );

async function pathsBelow(value: object, prefix: string): Promise<string[]> {
  const paths = Object.entries(value).map(([name, v]: [string, unknown]) =>
    pathsAt(v, `${prefix}${name}`),
  );
  return (await Promise.all(paths)).flat();
}

async function pathsAt(value: unknown, path: string): Promise<string[]> {
  if (typeof value !== "object" || value === null) return [];
  if (!pulumi.Output.isInstance(value) && !(value instanceof Promise))
    return pathsBelow(value, `${path}.`);
  // Pulumi reports a value that fails when it sends the property.
  return (await isSecret(value).catch(() => false)) ? [path] : [];
}

/** Tells whether a value is secret in the program. A provider receives it in clear and cannot tell. */
export const isSecretValue = (value: unknown): pulumi.Output<true | undefined> =>
  pulumi.output(isSecret(value).then((yes) => (yes ? true : undefined)));

/** Returns the names under which an object has secrets; all names if the object itself is secret. */
export function secretNames(object: unknown): pulumi.Output<string[] | undefined> {
  if (typeof object !== "object" || object === null) return pulumi.output(undefined);
  if (pulumi.Output.isInstance(object) || object instanceof Promise)
    return pulumi.output(namesIfSecret(object));
  return pulumi.output(secretFieldNames(object));
}

const isSecret = (value: unknown): Promise<boolean> => pulumi.isSecret(pulumi.output(value));

async function namesIfSecret(object: object): Promise<pulumi.Output<string[]> | undefined> {
  const names = pulumi.output(object).apply((o: object) => Object.keys(o).sort());
  return (await pulumi.isSecret(names)) ? pulumi.unsecret(names) : undefined;
}

async function secretFieldNames(object: object): Promise<string[] | undefined> {
  const secret = await Promise.all(
    Object.entries(object).map(async ([name, value]) => ((await isSecret(value)) ? [name] : [])),
  );
  const names = secret.flat().sort();
  return names.length > 0 ? names : undefined;
}
