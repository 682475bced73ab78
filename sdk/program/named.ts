import * as pulumi from "@pulumi/pulumi";
import { matchesPattern } from "../cib/model/constraints/pattern";
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

/** Names every object whose id matches a pattern. It is no class, so that two copies of this package understand it. */
export interface PatternReference {
  readonly namePattern: string;
}

const isPattern = (r: unknown): r is PatternReference =>
  typeof r === "object" && r !== null && Object.hasOwn(r, "namePattern");

/** Tells whether a resource names another one, by a text, by a pattern or by the resource itself. */
export const refersTo = (own: Named, other: Named): boolean =>
  namesByText(own, other) || own.references.some((r) => r === other.declared.resource);

/** Tells whether a resource names another one by its id or by a pattern. One that names all others names none. */
export const namesByText = ({ references }: Named, { ids }: Named): boolean =>
  references.some((r) => {
    if (typeof r === "string") return ids.includes(r);
    if (!isPattern(r) || r.namePattern.startsWith("!")) return false;
    return ids.some((id) => typeof id === "string" && matchesPattern(r.namePattern, id));
  });
