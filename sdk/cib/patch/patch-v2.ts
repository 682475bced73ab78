import type { CibChange, Move } from "./diff";
import { type Element, element } from "../xml/element";
import { writeXml } from "../xml/parse";

/** Version of a configuration. `num_updates` is omitted on purpose: it counts status changes. */
export interface CibVersion {
  readonly adminEpoch: number;
  readonly epoch: number;
}

export const cibVersion = (cib: Element): CibVersion => ({
  adminEpoch: Number(cib.attributes.admin_epoch ?? 0),
  epoch: Number(cib.attributes.epoch ?? 0),
});

/**
 * Writes a format-2 patch, which Pacemaker applies only to the version that it names. `<source>` has no `num_updates` where
 * Pacemaker does not ask for it: a resource that flaps fifteen times a second would make every patch stale, including the
 * one that repairs it.
 * @param updates `num_updates`, or its placeholder
 */
export function writePatchV2(
  from: CibVersion,
  changes: readonly CibChange[],
  updates?: string,
): string {
  const admin = String(from.adminEpoch);
  const version = element("version", {}, [
    element("source", {
      admin_epoch: admin,
      epoch: String(from.epoch),
      ...(updates !== undefined && { num_updates: updates }),
    }),
    element("target", { admin_epoch: admin, epoch: String(from.epoch + 1), num_updates: "0" }),
  ]);
  return writeXml(
    element("diff", { format: "2" }, [version, ...raiseEpoch(changes).map(writeChange)]),
  );
}

/**
 * Replaces the first move by a deletion and a creation if there are only moves. Pacemaker 3.0.3 applies such a patch without
 * raising the epoch, and writes no file: the old order is back after a restart (seen; 3.0.0 counts moves).
 */
function raiseEpoch(changes: readonly CibChange[]): readonly CibChange[] {
  const [first, ...others] = changes;
  if (first === undefined || !changes.every(({ operation }) => operation === "move"))
    return changes;
  const { path, parent, position, element } = first as Move;
  return [
    { operation: "delete", path },
    { operation: "create", path: parent, position, element },
    ...others,
  ];
}

function writeChange(c: CibChange): Element {
  const { operation, path } = c;
  switch (c.operation) {
    case "delete":
      return element("change", { operation, path });
    case "move":
      return element("change", { operation, path, position: String(c.position) });
    case "create":
      return element("change", { operation, path, position: String(c.position) }, [c.element]);
    case "modify":
      return element("change", { operation, path }, [
        element("change-list", {}, writeAttributeChanges(c.from, c.to)),
        element("change-result", {}, [element(c.to.name, c.to.attributes)]),
      ]);
  }
}

function writeAttributeChanges(from: Element, to: Element): readonly Element[] {
  const names = new Set([...Object.keys(from.attributes), ...Object.keys(to.attributes)]);
  return [...names]
    .filter((name) => from.attributes[name] !== to.attributes[name])
    .map((name) => {
      const value = to.attributes[name];
      const operation = value === undefined ? "unset" : "set";
      return element("change-attr", { name, operation, value });
    });
}
