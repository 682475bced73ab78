import * as pulumi from "@pulumi/pulumi";
import { settleNames, settleUses } from "./settle-names";
import { declarationsOn, type Declared } from "./run";

/** A declaration whose outputs and promises are settled. */
export interface Named {
  readonly declared: Declared;
  /** The ids by which it is named, and what it names: texts and resources. */
  readonly ids: readonly unknown[];
  readonly references: readonly unknown[];
  /** The resources that its arguments and options hold, or LATE for what cannot be told. The cluster is left out. */
  readonly uses: readonly unknown[];
  /** Its parent, and that one's, up to the stack, which is left out. */
  readonly ancestors: readonly unknown[];
}

/** Returns what the synchronous part of the program has declared. It has constructed its resources then. */
export async function afterConstruction(cluster: object): Promise<readonly Named[]> {
  await new Promise(setImmediate);
  const { resources } = declarationsOn(cluster);
  const known = settled.get(resources) ?? { each: [], all: Promise.resolve([]) };
  if (known.each.length === resources.length) return known.all;
  const added = resources.slice(known.each.length).map((declared) => settle(declared, cluster));
  const each = [...known.each, ...added];
  const all = Promise.all(each);
  settled.set(resources, { each, all });
  return all;
}

/** What is settled of a run, each declaration once, for all that compare it. */
const settled = new WeakMap<
  object,
  { readonly each: readonly Promise<Named>[]; readonly all: Promise<readonly Named[]> }
>();

async function settle(declared: Declared, cluster: object): Promise<Named> {
  const { ids, references, uses, resource } = declared;
  const values = [settleNames(ids), settleNames(references), settleUses(uses, cluster)] as const;
  const [ownIds, named, used] = await Promise.all(values);
  return {
    declared,
    ids: ownIds,
    references: named,
    uses: [...new Set(used)],
    ancestors: ancestorsOf(resource),
  };
}

/** The SDK has this property, and does not declare it. */
type Child = { readonly __parentResource?: Child };

function ancestorsOf(resource: pulumi.Resource | undefined): readonly unknown[] {
  const stack: unknown = pulumi.runtime.getStackResource();
  const ancestors: unknown[] = [];
  let parent = (resource as Child | undefined)?.__parentResource;
  for (; parent !== undefined && parent !== stack; parent = parent.__parentResource)
    ancestors.push(parent);
  return ancestors;
}

/** Tells whether a resource names another one, by a text or by the resource itself. */
export const refersTo = ({ references }: Named, { declared, ids }: Named): boolean =>
  references.some((r) => (typeof r === "string" ? ids.includes(r) : r === declared.resource));

export const namesByText = ({ references }: Named, { ids }: Named): boolean =>
  references.some((r) => typeof r === "string" && ids.includes(r));
