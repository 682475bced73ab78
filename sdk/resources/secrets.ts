import * as pulumi from "@pulumi/pulumi";
import { soundsSecret } from "../cib/secret";
import type { Value } from "./primitive-args";

/** Makes values under secret-sounding names secret: a provider cannot do that later. */
export function secretPairs(
  pairs: pulumi.Input<Record<string, Value>> | undefined,
): pulumi.Input<Record<string, Value>> | undefined {
  if (pairs === undefined) return undefined;
  if (pulumi.Output.isInstance(pairs) || pairs instanceof Promise) {
    const known = pulumi.output(pairs) as pulumi.Output<Record<string, Value>>;
    return known.apply((p) => pulumi.output(marked(p)));
  }
  return marked(pairs);
}

const marked = (pairs: Record<string, Value>): Record<string, Value> =>
  Object.fromEntries(
    Object.entries(pairs).map(([name, value]) => [
      name,
      soundsSecret(name) ? (pulumi.secret(value) as Value) : value,
    ]),
  );
