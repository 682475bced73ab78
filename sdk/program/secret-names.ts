import * as pulumi from "@pulumi/pulumi";

/** Whether the program holds a value for secret: a provider gets it in clear and cannot know it otherwise. */
export const isSecretValue = (value: unknown): pulumi.Output<true | undefined> =>
  pulumi.output(secret(value).then((yes) => (yes ? true : undefined)));

/** The names under which an object has secrets; all of them where the object itself is one. */
export function secretNames(object: unknown): pulumi.Output<string[] | undefined> {
  if (typeof object !== "object" || object === null) return pulumi.output(undefined);
  if (pulumi.Output.isInstance(object) || object instanceof Promise)
    return pulumi.output(whole(object));
  return pulumi.output(each(object));
}

const secret = (value: unknown): Promise<boolean> => pulumi.isSecret(pulumi.output(value));

async function whole(object: object): Promise<pulumi.Output<string[]> | undefined> {
  const names = pulumi.output(object).apply((o: object) => Object.keys(o).sort());
  return (await pulumi.isSecret(names)) ? pulumi.unsecret(names) : undefined;
}

async function each(object: object): Promise<string[] | undefined> {
  const judged = await Promise.all(
    Object.entries(object).map(async ([name, value]) => ((await secret(value)) ? [name] : [])),
  );
  const names = judged.flat().sort();
  return names.length > 0 ? names : undefined;
}
