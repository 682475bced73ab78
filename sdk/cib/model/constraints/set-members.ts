import { type Element, byId, childrenNamed, idOf, sectionOf } from "../../xml/element";
import { parseBoolean } from "../../xml/values";

/** A set with the ids of resources only: tags and templates stand for theirs. */
export interface SetMembers {
  readonly ids: readonly string[];
  readonly attributes: Readonly<Record<string, string | undefined>>;
  readonly isSequential: boolean;
}

/** Returns the resources for which an id in a constraint stands: a tag's, those of a template, or the one itself. */
export type ResolveMembers = (id: string) => readonly string[];

/** Reads the tags and templates of a cluster once, for all of its constraints. */
export function makeResolveMembers(cib: Element): ResolveMembers {
  const tags = new Map<string, readonly string[]>(
    sectionOf(cib, "tags").children.map((tag) => [idOf(tag), tag.children.map(idOf)] as const),
  );
  const resources = sectionOf(cib, "resources");
  for (const template of childrenNamed(resources, "template"))
    tags.set(idOf(template), primitivesOf(resources, idOf(template)));
  return tags.size === 0 ? (id) => [id] : (id) => tags.get(id) ?? [id];
}

const primitivesOf = (holder: Element, template: string): readonly string[] =>
  holder.children.flatMap((c) =>
    c.attributes.template === template ? [idOf(c)] : primitivesOf(c, template),
  );

/** Reads the sets of a constraint, also those of another constraint (`id-ref`). */
export function readMembers(
  cib: Element,
  constraint: Element,
  resolve: ResolveMembers,
): readonly SetMembers[] {
  return childrenNamed(constraint, "resource_set").map((set) => {
    const { "id-ref": other } = set.attributes;
    const own = other === undefined ? set : (byId(cib, other) ?? set);
    const { attributes } = own;
    return {
      ids: childrenNamed(own, "resource_ref").flatMap((ref) => resolve(idOf(ref))),
      attributes,
      isSequential: parseBoolean(attributes.sequential ?? "true") !== false,
    };
  });
}
