import * as pulumi from "@pulumi/pulumi";
import { isSecretName } from "../cib/xml/redact";

/** Arguments that contain no secrets: corosync's `token` in `totem` is a time. */
const WITHOUT_SECRETS = ["totem"];

/**
 * Marks values under secret-looking names as secrets, at any depth. The program does this because a provider cannot. Each
 * field keeps its own state, known or unknown.
 */
export const markSecrets = (props: pulumi.Inputs): pulumi.Inputs =>
  Object.fromEntries(
    Object.entries(props).map(([name, value]: [string, unknown]) => [
      name,
      WITHOUT_SECRETS.includes(name) || value === undefined ? value : markField(name, value),
    ]),
  );

const markField = (name: string, value: unknown): unknown =>
  isSecretName(name) ? pulumi.secret(value) : markValue(value);

function markValue(value: unknown): unknown {
  if (pulumi.Output.isInstance(value) || value instanceof Promise)
    return pulumi.output(value).apply((v) => pulumi.output(markValue(v)));
  if (Array.isArray(value)) return value.map(markValue);
  return typeof value === "object" && value !== null ? markSecrets(value) : value;
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
