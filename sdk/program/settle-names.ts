import * as pulumi from "@pulumi/pulumi";

/**
 * How long to wait for an output that names a resource. A config value, a secret or an interpolation of them is there at
 * once, a file or a command within this time. An output that waits for the named resource itself never comes before it.
 */
const MAX_WAIT_MS = 1_000;

/** Stands for what has not come in time. */
export const LATE = Symbol("late");

/**
 * Returns what values name: resources, and ids as texts. An output of resources stands for these resources, and is not waited
 * for. A value that does not come in time names nothing.
 */
export async function settleNames(value: unknown): Promise<readonly unknown[]> {
  if (Array.isArray(value)) return (await Promise.all(value.map(settleNames))).flat();
  if (value instanceof Promise) return settleNames(await inTime(value));
  if (!pulumi.Output.isInstance(value)) return value === undefined || value === LATE ? [] : [value];
  const resources = resourcesOf(value);
  return resources.size > 0 ? [...resources] : settleNames(await inTime(valueOf(value)));
}

/**
 * Returns the resources that values hold or depend on, in any depth, except the given one, and LATE for what does not come in
 * time. An output of a resource may lead to other resources, which is told only when that resource is there.
 */
export async function settleUses(value: unknown, except: unknown): Promise<readonly unknown[]> {
  if (value === except) return [];
  if (pulumi.Resource.isInstance(value) || value === LATE) return [value];
  if (value instanceof Promise) return settleUses(await inTime(value), except);
  if (pulumi.Output.isInstance(value)) {
    const resources = [...resourcesOf(value)];
    if (resources.length > 0)
      return resources.every((r) => r === except) ? [] : [...resources, LATE];
    const settling = Promise.all([valueOf(value), allResourcesOf(value)]);
    return settleUses(await inTime(settling), except);
  }
  const parts = typeof value === "object" && value !== null ? Object.values(value) : [];
  return (await Promise.all(parts.map((part) => settleUses(part, except)))).flat();
}

/** The SDK has this method, and does not declare it: the resources of which an output depends, as far as known at once. */
const resourcesOf = (output: object): ReadonlySet<unknown> =>
  (output as { readonly resources?: () => ReadonlySet<unknown> }).resources?.() ?? new Set();

/** The SDK has this method, and does not declare it. It resolves once all values are there of which the output is made. */
const allResourcesOf = async (output: object): Promise<unknown[]> => [
  ...((await (output as { allResources?: () => Promise<Set<unknown>> }).allResources?.()) ?? []),
];

/** The SDK has this method, and does not declare it. Its parameter asks for the known parts of a partly unknown value. */
const valueOf = (output: object): Promise<unknown> =>
  (output as { promise(withUnknowns: true): Promise<unknown> }).promise(true);

/** Resolves to LATE if a value fails (Pulumi reports it when it sends the property) or does not come in time. */
async function inTime(value: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(resolve, MAX_WAIT_MS, LATE);
  });
  return Promise.race([value.catch(() => LATE), limit]).finally(() => {
    clearTimeout(timer);
  });
}
