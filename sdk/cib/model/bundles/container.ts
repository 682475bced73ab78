import { type Element, element, withAttributes, withChildren } from "../../xml/element";
import { type Pairs, droppedNames } from "../../xml/nvset";
import { convertToTypeOf, haveSameMeaning, valueText } from "../../xml/values";
import { isSchemaBelow } from "../../xml/versions";
import { containerOf } from "./implicit";

/** The containers of a bundle as declared. */
export interface ContainerSpec {
  readonly engine: string;
  /** Attributes of the container, in the words of the schemas from 3.0. */
  readonly container: Pairs;
}

/** The names of attributes of containers before schema 3.0, which 4.0 drops. A bundle keeps the name that it has. */
function wordsOf(cib: Element, container: Element | undefined): (name: string) => string {
  const isOld = isSchemaBelow(cib, [3, 0]) || container?.attributes.masters !== undefined;
  return (name) => (isOld && name === "promoted-max" ? "masters" : name);
}

const renamed = (pairs: Pairs, nameOf: (name: string) => string): Pairs =>
  Object.fromEntries(Object.entries(pairs).map(([name, value]) => [nameOf(name), value]));

/** Puts the element of the containers. Another engine keeps what is not declared. */
export function editContainer(
  cib: Element,
  bundle: Element,
  spec: ContainerSpec,
  before: ContainerSpec | undefined,
): Element {
  const present = containerOf(bundle);
  const nameOf = wordsOf(cib, present);
  const [now, old] = [renamed(spec.container, nameOf), before && renamed(before.container, nameOf)];
  const edited = editAttributes(present ?? element(spec.engine), now, old);
  const container = edited.name === spec.engine ? edited : { ...edited, name: spec.engine };
  return withChildren(
    bundle,
    present
      ? bundle.children.map((c) => (c === present ? container : c))
      : [container, ...bundle.children],
  );
}

/** Observes the declared attributes of the containers. */
export const observeContainer = (cib: Element, bundle: Element, declared: Pairs): ContainerSpec => {
  const container = containerOf(bundle);
  return {
    engine: container?.name ?? "",
    container: observeDeclaredAttributes(container, declared, wordsOf(cib, container)),
  };
};

/** Sets declared attributes, and removes those that are no longer declared. A value with the same meaning stays. */
export function editAttributes(e: Element, now: Pairs, before: Pairs | undefined): Element {
  const dropped = droppedNames(before, now).map((name) => [name, undefined] as const);
  const changed = Object.entries(now).filter(([name, value]) => {
    const present = e.attributes[name];
    return present === undefined || !haveSameMeaning(present, value);
  });
  const texts = changed.map(([name, value]) => [name, valueText(value)] as const);
  return withAttributes(e, Object.fromEntries([...dropped, ...texts]));
}

/** Observes the declared attributes. A value with the declared meaning is returned as declared. */
export function observeDeclaredAttributes(
  e: Element | undefined,
  declared: Pairs,
  nameOf: (name: string) => string = (name) => name,
): Pairs {
  const seen = Object.entries(declared).flatMap(([name, value]) => {
    const present = e?.attributes[nameOf(name)];
    if (present === undefined) return [];
    return [[name, haveSameMeaning(present, value) ? value : convertToTypeOf(value, present)]];
  });
  return Object.fromEntries(seen) as Pairs;
}
