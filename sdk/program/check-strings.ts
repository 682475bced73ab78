import * as pulumi from "@pulumi/pulumi";
import { isUnknown } from "../kind/rules";
import { explainIllFormed } from "../kind/pacemaker-strings";

/**
 * Checks every text in the program, where it is still intact: a lone surrogate reaches a provider altered, and a text
 * that looks like Pulumi's stand-in for an unknown value makes its property vanish.
 */
export function checkStrings(resource: string, props: pulumi.Inputs): pulumi.Inputs {
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
      Object.entries(value).map(([k, v]) => [name(k, where), checked(v, `${where}.${k}`)]),
    );
  return value;
}

/**
 * Pulumi sets names on a plain object, where `__proto__` is no name: it would be lost. The other one says that an object
 * stands for a secret or a file (`specialSigKey` of @pulumi/pulumi): the engine takes it for one, or fails.
 */
const PULUMIS = ["__proto__", "4dabf18193072939515e22adb298388d"];

function name(key: string, where: string): string {
  const reason = PULUMIS.includes(key)
    ? "cannot be a name in a Pulumi program"
    : explainIllFormed(key);
  if (reason !== undefined)
    throw refusal(`${where}: the name ${JSON.stringify(key)} ${reason}; choose another`);
  return key;
}

function walked(value: unknown, where: string): unknown {
  checked(value, where);
  return value;
}

function accepted(value: string, where: string): string {
  const reason = explainIllFormed(value);
  if (reason !== undefined) throw refusal(`${where} ${reason}`);
  if (isUnknown(value))
    throw refusal(`${where} is the text that Pulumi uses for unknown values; it cannot be given`);
  return value;
}

/**
 * Without a stack: Pulumi hides it anyway, but it colours it first where the text was an output, and Node 20 (seen: 20.20.2)
 * needs twenty seconds to find out that it cannot colour a path with `node_modules/@pulumi`.
 */
const refusal = (message: string): pulumi.RunError =>
  Object.assign(new pulumi.RunError(message), { stack: "" });
