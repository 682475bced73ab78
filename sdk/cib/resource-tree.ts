import { type Element, idOf } from "./element";
import { byId, parentOf, walk } from "./find";
import { pairValue } from "./nvset";
import { property } from "./properties";
import { section } from "./find";
import { boolean } from "./values";

const HOLDERS = ["group", "clone", "master", "bundle"];

/** The primitives of a resource, in start order. */
export function primitivesOf(cib: Element, id: string): readonly string[] {
  const e = byId(cib, id);
  return e ? [...walk(e)].filter((c) => c.name === "primitive").map(idOf) : [];
}

/** A resource and the groups and clones around it, the innermost first. */
export function withHolders(cib: Element, id: string): readonly Element[] {
  const e = byId(cib, id);
  if (!e) return [];
  const parent = parentOf(cib, id);
  return parent && HOLDERS.includes(parent.name) ? [e, ...withHolders(cib, idOf(parent))] : [e];
}

/** A meta attribute as it is in force: the object's own, else what holds it says, else the default. */
export function metaInForce(cib: Element, id: string, name: string): string | undefined {
  for (const e of withHolders(cib, id)) {
    const value = pairValue(e, "meta_attributes", name);
    if (value !== undefined) return value;
  }
  return pairValue(section(cib, "rsc_defaults"), "meta_attributes", name);
}

/** Why a resource that does not run is not meant to run, in words; `undefined` when it should. */
export function restsBecause(cib: Element, id: string): string | undefined {
  const stopped = withHolders(cib, id).find(
    (e) => pairValue(e, "meta_attributes", "target-role") === "Stopped",
  );
  if (stopped) return `${idOf(stopped)} is disabled (target-role=Stopped)`;
  if (metaInForce(cib, id, "target-role") === "Stopped")
    return "the resource defaults say target-role=Stopped";
  if (boolean(property(cib, "maintenance-mode") ?? "false"))
    return "the cluster is in maintenance mode";
  if (boolean(property(cib, "stop-all-resources") ?? "false")) return "stop-all-resources is set";
  return unmanaged(cib, id);
}

/** Why Pacemaker leaves a resource alone; `undefined` when it manages it. */
export function unmanaged(cib: Element, id: string): string | undefined {
  if (boolean(property(cib, "maintenance-mode") ?? "false"))
    return "the cluster is in maintenance mode";
  const why = ([name, value]: readonly [string, boolean]): string | undefined =>
    boolean(metaInForce(cib, id, name) ?? "") === value
      ? `${name}=${String(value)} is set on it`
      : undefined;
  return why(["is-managed", false]) ?? why(["maintenance", true]);
}

/** Nodes that take no resources now. */
export function standbyNodes(cib: Element): readonly string[] {
  return section(cib, "nodes")
    .children.filter((n) =>
      ["standby", "maintenance"].some((name) =>
        boolean(pairValue(n, "instance_attributes", name) ?? "false"),
      ),
    )
    .map((n) => n.attributes.uname ?? "");
}

/** The longest time-out of an operation among some primitives, in milliseconds; 0 when none says. */
export function longestTimeout(
  cib: Element,
  id: string,
  operation: string,
  read: (duration: string) => number | undefined,
): number {
  const e = byId(cib, id);
  const timeouts = e
    ? [...walk(e)]
        .filter((op) => op.name === "op" && op.attributes.name === operation)
        .map((op) => read(op.attributes.timeout ?? "") ?? 0)
    : [];
  return Math.max(0, ...timeouts);
}
