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
  const known = settled.get(resources);
  if (known?.count === resources.length) return known.all;
  const all = Promise.all(resources.map((declared) => namesOf(declared, cluster)));
  settled.set(resources, { count: resources.length, all });
  return all;
}

/** What is settled of a run, for all that compare it. */
const settled = new WeakMap<object, { readonly count: number; readonly all: Promise<Named[]> }>();

const names = new WeakMap<Declared, Promise<Named>>();

/** Settles the outputs of a declaration once. */
function namesOf(declared: Declared, cluster: object): Promise<Named> {
  const known = names.get(declared);
  if (known) return known;
  const made = settle(declared, cluster);
  names.set(declared, made);
  return made;
}

async function settle(declared: Declared, cluster: object): Promise<Named> {
  const { ids, references, uses, resource } = declared;
  const values = [settleNames(ids), settleNames(references), settleUses(uses)] as const;
  const [ownIds, named, used] = await Promise.all(values);
  return {
    declared,
    ids: ownIds,
    references: named,
    uses: [...new Set(used)].filter((use) => use !== cluster),
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
