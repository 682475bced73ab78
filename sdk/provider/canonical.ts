import { isUnknown } from "../kind/rules";
import { type CommonInputs, INTERNAL_INPUTS } from "../kind/lifecycle";

// Inputs that `diff` ignores. The label names a resource in messages only, and an alias may change it.
const BOOKKEEPING = [...INTERNAL_INPUTS, "label"];
// Inputs that depend on the machine: a laptop and a CI runner may share a stack.
const MACHINE = ["privateKeyPath", "knownHostsPath", "agentSocketPath"];

export const omit = (props: object, ...omitted: readonly string[]): CommonInputs =>
  Object.fromEntries(
    Object.entries(props).filter(([name]) => !omitted.includes(name)),
  ) as unknown as CommonInputs;

/** The inputs without what `diff` ignores. Only these names: an agent may have a parameter of the same name. */
export function toCanonical(inputs: CommonInputs): string {
  const { cluster, connection, ...own } = inputs as CommonInputs & { readonly connection?: object };
  return JSON.stringify(
    normalize({
      ...omit(own, ...BOOKKEEPING),
      cluster: isUnknown(cluster)
        ? cluster
        : { ...cluster, connection: withoutMachine(cluster.connection) },
      connection: withoutMachine(connection),
    }),
  );
}

/** A connection, and that through a bastion, without what depends on the machine. */
function withoutMachine(connection: object | undefined): unknown {
  if (connection === undefined || isUnknown(connection)) return connection;
  const { proxy, ...own } = connection as { readonly proxy?: object };
  return { ...omit(own, ...MACHINE), proxy: withoutMachine(proxy) };
}

function normalize(value: unknown): unknown {
  if (isUnknown(value) || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(normalize);
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, v]) => [name, normalize(v)]),
  );
}
