import * as pulumi from "@pulumi/pulumi";

/**
 * Completes the options of a resource.
 * @throws RunError for an option that cannot work
 */
export function optionsOf(
  name: string,
  opts: pulumi.CustomResourceOptions = {},
  dependsOn: Promise<pulumi.Resource[]>,
): pulumi.CustomResourceOptions {
  refuseImport(name, opts);
  warnOfTimeouts(name, opts);
  // A replacement that the engine decides without asking the provider would create the object while the old one exists.
  const isReplacedByOption = [opts.replacementTrigger, opts.replaceWith].some(
    (o) => o !== undefined,
  );
  return {
    ...(isReplacedByOption ? { deleteBeforeReplace: true } : {}),
    ...pulumi.mergeOptions(opts, { dependsOn }),
  };
}

/** The engine sends no code of a dynamic provider for an import (pulumi/pulumi issues 3550 and 16175). */
function refuseImport(name: string, { import: id }: pulumi.CustomResourceOptions): void {
  if (id === undefined) return;
  throw new pulumi.RunError(
    `${name}: the option import cannot be used with a dynamic provider; leave it out: an object of the cluster that is equal is taken over, and with adopt: true one that differs is changed`,
  );
}

function warnOfTimeouts(name: string, { customTimeouts }: pulumi.CustomResourceOptions): void {
  if (customTimeouts === undefined) return;
  void pulumi.log.warn(
    `${name}: customTimeouts has no effect, because Pulumi tells a dynamic provider nothing of it; give waitTimeout`,
  );
}
