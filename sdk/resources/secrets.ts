import * as pulumi from "@pulumi/pulumi";
import type { Value } from "./primitive-args";

/** Names under which agents and fence devices take secrets. */
const SECRET = /pass(wd|word|phrase)?$|secret|token|community|private_?key|api_?key/i;

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
      SECRET.test(name) ? (pulumi.secret(value) as Value) : value,
    ]),
  );
