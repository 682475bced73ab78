import * as pulumi from "@pulumi/pulumi";

/**
 * How long to wait for an output that names a resource. A config value, a secret or an interpolation of them is there at
 * once, a file or a command within this time. An output that waits for the named resource itself never comes before it.
 */
const MAX_WAIT_MS = 1_000;

/**
 * Returns what values name: resources, and ids as texts. An output of resources stands for these resources, and is not waited
 * for. A value that does not come in time names nothing.
 */
export async function settleNames(value: unknown): Promise<readonly unknown[]> {
  if (Array.isArray(value)) return (await Promise.all(value.map(settleNames))).flat();
  if (value instanceof Promise) return settleNames(await inTime(value));
  if (!pulumi.Output.isInstance(value)) return value === undefined ? [] : [value];
  const resources = resourcesOf(value);
  return resources.size > 0 ? [...resources] : settleNames(await inTime(valueOf(value)));
}

/** The SDK has this method, and does not declare it: the resources of which an output depends. */
export const resourcesOf = (output: object): ReadonlySet<unknown> =>
  (output as { readonly resources?: () => ReadonlySet<unknown> }).resources?.() ?? new Set();

/** The SDK has this method, and does not declare it. Its parameter asks for the known parts of a partly unknown value. */
const valueOf = (output: object): Promise<unknown> =>
  (output as { promise(withUnknowns: true): Promise<unknown> }).promise(true);

/** Resolves to undefined if a value fails (Pulumi reports it when it sends the property) or does not come in time. */
async function inTime(value: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, MAX_WAIT_MS, undefined);
  });
  return Promise.race([value.catch(() => undefined), limit]).finally(() => {
    clearTimeout(timer);
  });
}
