import * as pulumi from "@pulumi/pulumi";
import { isUnknown } from "./unknown";

/**
 * Checks every text in the program, where it is still intact: a lone surrogate reaches a provider altered, and a text
 * that looks like Pulumi's stand-in for an unknown value makes its property vanish.
 */
export function checkText(resource: string, props: pulumi.Inputs): pulumi.Inputs {
  return Object.fromEntries(
    Object.entries(props).map(([name, value]) => [name, checked(value, `${resource}: ${name}`)]),
  );
}

function checked(value: unknown, where: string): unknown {
  if (typeof value === "string") return accepted(value, where);
  if (pulumi.Output.isInstance(value) || value instanceof Promise)
    return pulumi.output(value).apply((v) => walked(v, where));
  if (Array.isArray(value)) return value.map((v, i) => checked(v, `${where}[${String(i)}]`));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([k, v]) => [k, checked(v, `${where}.${k}`)]),
    );
  return value;
}

function walked(value: unknown, where: string): unknown {
  checked(value, where);
  return value;
}

function accepted(value: string, where: string): string {
  if (/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(value))
    throw new pulumi.RunError(`${where} holds half of a surrogate pair, which is no valid text`);

  if (/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/.test(value))
    throw new pulumi.RunError(`${where} holds a control character, which XML cannot hold`);
  if (isUnknown(value))
    throw new pulumi.RunError(
      `${where} is the text that Pulumi uses for unknown values; it cannot be given`,
    );
  return value;
}
