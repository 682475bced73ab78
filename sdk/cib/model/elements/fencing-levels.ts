import {
  type Element,
  append,
  byId,
  configurationOf,
  element,
  idOf,
  sectionOf,
  updateSection,
  walk,
  withAttributes,
  withChildren,
} from "../../xml/element";
import { freeIds, sanitiseId } from "../../xml/values";
import type { ReferenceTarget } from "./in-section";

/** What fencing levels are for: one node, the nodes of a pattern, or those with an attribute. */
export type FencingTarget =
  | { readonly target: string }
  | { readonly "target-pattern": string }
  | { readonly "target-attribute": string; readonly "target-value": string };

/** The devices that are tried together at one level. */
export interface FencingLevel {
  readonly index: number;
  readonly devices: readonly string[];
}

const SECTION = "fencing-topology";
const TARGETS = ["target", "target-pattern", "target-attribute", "target-value"] as const;

/** Names of nodes have no case in Pacemaker. */
const isFor = ({ name, attributes: a }: Element, target: FencingTarget): boolean => {
  const wanted: Readonly<Partial<Record<string, string>>> = target;
  return (
    name === "fencing-level" &&
    TARGETS.every((t) =>
      t === "target" ? a[t]?.toLowerCase() === wanted[t]?.toLowerCase() : a[t] === wanted[t],
    )
  );
};

/** Finds the levels of a target. */
export const findLevels = (cib: Element, target: FencingTarget): readonly Element[] =>
  sectionOf(cib, SECTION).children.filter((c) => isFor(c, target));

/** Reads the levels of a target, in the order in which Pacemaker tries them. */
export const readLevels = (cib: Element, target: FencingTarget): readonly FencingLevel[] =>
  findLevels(cib, target)
    .map(({ attributes: a }) => ({
      index: Number(a.index),
      devices: (a.devices ?? "").split(","),
    }))
    .sort((a, b) => a.index - b.index);

/** Makes the levels of a target those that are declared, with the ids of `pcs stonith level add`. */
export function putLevels(
  cib: Element,
  target: FencingTarget,
  levels: readonly FencingLevel[],
): Element {
  const present = findLevels(cib, target);
  const free = freeIds(cib);
  const find = (index: number): Element | undefined =>
    present.find((e) => Number(e.attributes.index) === index);
  const wanted = new Map(levels.map((level) => [find(level.index), level]));
  const added = levels.filter(({ index }) => !find(index));
  const part = Object.values(target)[0] ?? "";
  return updateSection(cib, SECTION, (s) =>
    append(
      withChildren(
        s,
        s.children.flatMap((c) => {
          if (!present.includes(c)) return [c];
          const level = wanted.get(c);
          return level ? [withAttributes(c, { devices: level.devices.join(",") })] : [];
        }),
      ),
      ...added.map(({ index, devices }) =>
        element("fencing-level", {
          id: free(sanitiseId(`fl-${part}-${index}`)),
          ...target,
          index: String(index),
          devices: devices.join(","),
        }),
      ),
    ),
  );
}

/** A primitive of a fence agent, also one that is made from a template. */
const isFenceDevice = (cib: Element, e: Element | undefined): boolean => {
  if (e?.name !== "primitive") return false;
  const { template } = e.attributes;
  const from = template === undefined ? e : byId(cib, template);
  return from?.attributes.class === "stonith";
};

export const fenceDevices: ReferenceTarget = {
  what: "fence device",
  has: (cib, id) => isFenceDevice(cib, byId(cib, id)),
  all: (cib) =>
    walk(configurationOf(cib))
      .filter((e) => isFenceDevice(cib, e))
      .map(idOf),
};
