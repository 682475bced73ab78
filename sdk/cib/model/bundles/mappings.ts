import {
  type Element,
  append,
  childNamed,
  element,
  idOf,
  withAttributes,
  withChildren,
} from "../../xml/element";
import { numberId } from "../../xml/values";

/** A port or a directory of a container. */
export type Mapping = Readonly<Record<string, string | undefined>>;

/** How a list of mappings is written in a bundle. */
export interface MappingForm {
  /** The element that holds the list. */
  readonly holder: "network" | "storage";
  readonly tag: "port-mapping" | "storage-mapping";
  /** The attributes that a mapping can have, in the order of pcs. */
  readonly attributes: readonly string[];
  /** The id that pcs would write. */
  readonly proposeId: (bundle: string, mapping: Mapping) => string;
}

export const PORTS: MappingForm = {
  holder: "network",
  tag: "port-mapping",
  attributes: ["port", "internal-port", "range"],
  proposeId: (bundle, { port, range }) => `${bundle}-port-map-${port ?? range ?? ""}`,
};

export const DIRECTORIES: MappingForm = {
  holder: "storage",
  tag: "storage-mapping",
  attributes: ["source-dir", "source-dir-root", "target-dir", "options"],
  proposeId: (bundle) => `${bundle}-storage-map`,
};

const isMapping = (form: MappingForm, e: Element): boolean => e.name === form.tag;

const holderOf = (bundle: Element, { holder }: MappingForm): Element | undefined =>
  childNamed(bundle, holder);

const mappingsOf = (bundle: Element, form: MappingForm): readonly Element[] =>
  (holderOf(bundle, form)?.children ?? []).filter((e) => isMapping(form, e));

const readMapping = ({ attributes }: MappingForm, e: Element): Mapping =>
  Object.fromEntries(
    attributes.flatMap((name) => {
      const value = e.attributes[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

const isSame = ({ attributes }: MappingForm, e: Element, mapping: Mapping): boolean =>
  attributes.every((name) => e.attributes[name] === mapping[name]);

/** Finds the element of each mapping: an equal one, else one with the same place in the container. */
function match(
  form: MappingForm,
  present: readonly Element[],
  declared: readonly Mapping[],
): ReadonlyMap<Mapping, Element> {
  const found = new Map<Mapping, Element>();
  const key = form === PORTS ? ["port", "range"] : ["target-dir"];
  const isAlike = (e: Element, m: Mapping): boolean => key.every((n) => e.attributes[n] === m[n]);
  for (const test of [(e: Element, m: Mapping) => isSame(form, e, m), isAlike])
    for (const m of declared.filter((d) => !found.has(d))) {
      const taken = [...found.values()];
      const e = present.find((candidate) => !taken.includes(candidate) && test(candidate, m));
      if (e) found.set(m, e);
    }
  return found;
}

/** Puts a list of mappings, which the program owns as a whole. Their order has no meaning, and stays if all are there. */
export function putMappings(
  bundle: Element,
  form: MappingForm,
  declared: readonly Mapping[],
): Element {
  const holder = holderOf(bundle, form);
  const present = mappingsOf(bundle, form);
  const found = match(form, present, declared);
  const isEqual =
    present.length === declared.length &&
    declared.every((m) => isSame(form, found.get(m) ?? element(form.tag), m));
  if (isEqual) return bundle;
  const taken = new Set([...found.values()].map(idOf));
  const list = declared.map((m) => {
    const e = found.get(m);
    const attributes = Object.fromEntries(form.attributes.map((name) => [name, m[name]]));
    if (e) return withAttributes(e, attributes);
    const id = numberId(form.proposeId(idOf(bundle), m), taken);
    taken.add(id);
    return element(form.tag, { ...attributes, id });
  });
  const edited = withChildren(holder ?? element(form.holder), [
    ...(holder?.children ?? []).filter((e) => !isMapping(form, e)),
    ...list,
  ]);
  return putHolder(bundle, holder, edited);
}

/** Puts the element `network` or `storage`. An empty one equals none. */
export function putHolder(bundle: Element, old: Element | undefined, now: Element): Element {
  if (old === now) return bundle;
  const isEmpty = now.children.length === 0 && Object.keys(now.attributes).length === 0;
  if (!old) return isEmpty ? bundle : insertHolder(bundle, now);
  return withChildren(
    bundle,
    bundle.children.flatMap((c) => (c === old ? (isEmpty ? [] : [now]) : [c])),
  );
}

/** The order of pcs: the container, its network, its storage, then meta attributes and the primitive. */
function insertHolder(bundle: Element, holder: Element): Element {
  const behind = holder.name === "network" ? ["storage"] : [];
  const at = bundle.children.findIndex((c) =>
    [...behind, "meta_attributes", "primitive"].includes(c.name),
  );
  return at < 0
    ? append(bundle, holder)
    : withChildren(bundle, bundle.children.toSpliced(at, 0, holder));
}

/** Observes a list of mappings: in the declared order if all are there, else in that of the CIB. */
export function observeMappings(
  bundle: Element,
  form: MappingForm,
  declared: readonly Mapping[],
): readonly Mapping[] {
  const present = mappingsOf(bundle, form);
  const found = match(form, present, declared);
  const matched = declared.flatMap((m) => found.get(m) ?? []);
  const others = present.filter((e) => !matched.includes(e));
  return [...matched, ...others].map((e) => readMapping(form, e));
}

/** Reads all mappings of a bundle. */
export const readMappings = (bundle: Element, form: MappingForm): readonly Mapping[] =>
  mappingsOf(bundle, form).map((e) => readMapping(form, e));
