import * as pulumi from "@pulumi/pulumi";
import { isUnknown } from "../kind/rules";
import { explainIllFormed } from "../kind/pacemaker-strings";

/**
 * Checks every text in the program, where it is still unaltered. A lone surrogate reaches the provider altered. A text
 * equal to Pulumi's placeholder for an unknown value makes its property disappear.
 */
export function checkStrings(resource: string, props: pulumi.Inputs): pulumi.Inputs {
  return Object.fromEntries(
    Object.entries(props).map(([name, value]) => [name, checkValue(value, `${resource}: ${name}`)]),
  );
}

function checkValue(value: unknown, where: string): unknown {
  if (typeof value === "string") return checkText(value, where);
  if (pulumi.Output.isInstance(value) || value instanceof Promise)
    return pulumi.output(value).apply((v) => checkResolved(v, where));
  if (Array.isArray(value)) return value.map((v, i) => checkValue(v, `${where}[${String(i)}]`));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([k, v]) => [checkName(k, where), checkValue(v, `${where}.${k}`)]),
    );
  return value;
}

/**
 * Names that a Pulumi program cannot use. Pulumi assigns names to a plain object, so `__proto__` would be lost. The other
 * name (`specialSigKey` of @pulumi/pulumi) marks an object as a secret or a file: the engine accepts it as one, or fails.
 */
const RESERVED_NAMES = ["__proto__", "4dabf18193072939515e22adb298388d"];

function checkName(key: string, where: string): string {
  const reason = RESERVED_NAMES.includes(key)
    ? "cannot be a name in a Pulumi program"
    : explainIllFormed(key);
  if (reason !== undefined)
    throw makeError(`${where}: the name ${JSON.stringify(key)} ${reason}; choose another`);
  return key;
}

function checkResolved(value: unknown, where: string): unknown {
  checkValue(value, where);
  return value;
}

function checkText(value: string, where: string): string {
  const reason = explainIllFormed(value);
  if (reason !== undefined) throw makeError(`${where} ${reason}`);
  if (isUnknown(value))
    throw makeError(`${where} is the text that Pulumi uses for unknown values; it cannot be given`);
  return value;
}

/**
 * Makes an error without a stack. Pulumi hides the stack but colours it first if the text was an output. Node 20 (seen in
 * 20.20.2) spends twenty seconds before it fails to colour a path with `node_modules/@pulumi`.
 */
const makeError = (message: string): pulumi.RunError =>
  Object.assign(new pulumi.RunError(message), { stack: "" });
