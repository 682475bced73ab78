import * as pulumi from "@pulumi/pulumi";
import { soundsSecret } from "../cib/xml/redact";

/** corosync's `token` is a time. */
const PLAIN = ["totem"];

/**
 * Makes values under secret-sounding names secret, wherever they stand: a provider cannot do that later. What is known
 * and what is not stays as it is, field by field.
 */
export const markSecrets = (props: pulumi.Inputs): pulumi.Inputs =>
  Object.fromEntries(
    Object.entries(props).map(([name, value]: [string, unknown]) => [
      name,
      PLAIN.includes(name) || value === undefined ? value : guardedField(name, value),
    ]),
  );

const guardedField = (name: string, value: unknown): unknown =>
  soundsSecret(name) ? pulumi.secret(value) : guardedValue(value);

function guardedValue(value: unknown): unknown {
  if (pulumi.Output.isInstance(value) || value instanceof Promise)
    return pulumi.output(value).apply((v) => pulumi.output(guardedValue(v)));
  if (Array.isArray(value)) return value.map(guardedValue);
  return typeof value === "object" && value !== null ? markSecrets(value) : value;
}

/** Whether the program holds a value for secret: a provider gets it in clear and cannot know it otherwise. */
export const isSecretValue = (value: unknown): pulumi.Output<true | undefined> =>
  pulumi.output(isSecret(value).then((yes) => (yes ? true : undefined)));

/** The names under which an object has secrets; all of them where the object itself is one. */
export function secretNames(object: unknown): pulumi.Output<string[] | undefined> {
  if (typeof object !== "object" || object === null) return pulumi.output(undefined);
  if (pulumi.Output.isInstance(object) || object instanceof Promise)
    return pulumi.output(whole(object));
  return pulumi.output(each(object));
}

const isSecret = (value: unknown): Promise<boolean> => pulumi.isSecret(pulumi.output(value));

async function whole(object: object): Promise<pulumi.Output<string[]> | undefined> {
  const names = pulumi.output(object).apply((o: object) => Object.keys(o).sort());
  return (await pulumi.isSecret(names)) ? pulumi.unsecret(names) : undefined;
}

async function each(object: object): Promise<string[] | undefined> {
  const judged = await Promise.all(
    Object.entries(object).map(async ([name, value]) => ((await isSecret(value)) ? [name] : [])),
  );
  const names = judged.flat().sort();
  return names.length > 0 ? names : undefined;
}
