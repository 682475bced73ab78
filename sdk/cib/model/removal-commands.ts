import { commandFor } from "../../shell-quote";
import { type Element, byId, idOf } from "../xml/element";
import { type Reference, namesObject } from "./references";

/** Returns the commands, of pcs's manual, that take references to an object out of the cluster. */
export function removalCommands(
  cib: Element,
  id: string,
  references: readonly Reference[],
): readonly string[] {
  const commands = references.flatMap(({ id: by, uses, command }) => {
    if (command !== undefined) return command;
    if (uses === "container") return commandFor`pcs resource meta ${by} container=`;
    const e = uses === undefined ? byId(cib, by) : undefined;
    return e === undefined ? EDITOR : commandsFor(e, id);
  });
  return [...new Set(commands)];
}

/** pcs has no command for some references, such as `id-ref`. */
const EDITOR = "pcs cluster edit";

function commandsFor(e: Element, id: string): string | readonly string[] {
  const a = e.attributes;
  switch (e.name) {
    case "group":
      return commandFor`pcs resource group remove ${idOf(e)} ${id}`;
    case "tag":
      if (e.children.length === 1) return commandFor`pcs tag delete ${idOf(e)}`;
      return commandFor`pcs tag update ${idOf(e)} remove ${id}`;
    case "fencing-level":
      return commandFor`pcs stonith level remove ${a.index ?? ""} target ${levelTarget(e)}`;
    case "clone":
    case "master":
      return commandFor`pcs resource unclone ${id}`;
    case "acl_role":
      return e.children
        .filter((permission) => namesObject(permission, id))
        .map((permission) => commandFor`pcs acl permission delete ${idOf(permission)}`);
    case "rsc_ticket":
      if (a.rsc === id) return commandFor`pcs constraint ticket remove ${a.ticket ?? ""} ${id}`;
      return commandFor`pcs constraint delete ${idOf(e)}`; // of a set
    case "rsc_location":
    case "rsc_colocation":
    case "rsc_order":
      return commandFor`pcs constraint delete ${idOf(e)}`;
    default:
      return EDITOR;
  }
}

function levelTarget({ attributes: a }: Element): string {
  if (a.target !== undefined) return a.target;
  if (a["target-pattern"] !== undefined) return `regexp%${a["target-pattern"]}`;
  return `attrib%${a["target-attribute"] ?? ""}=${a["target-value"] ?? ""}`;
}
