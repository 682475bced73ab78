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
