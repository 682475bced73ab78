import type { Agent } from "./agent";
import { type Element, append, byId, updateById, updateSection } from "../xml/element";
import { freeAddedIds } from "./free-ids";
import { editOperations } from "./operations/edit-operations";
import { withSpelledRoles } from "./operations/spelled-roles";
import {
  type SettingsSpec,
  appendOperations,
  buildSettings,
  editSettings,
  setUtilization,
} from "./settings";

/** Creates or edits a template. `before` is the previous declaration. */
export function putTemplate(
  cib: Element,
  declared: SettingsSpec,
  before: SettingsSpec | undefined,
  metadata: Agent,
): Element {
  const spec = withSpelledRoles(cib, declared);
  const agent = withSpelledRoles(cib, metadata);
  const next = byId(cib, spec.id)
    ? updateById(cib, spec.id, (e) =>
        editOperations(
          editSettings(cib, e, spec, before),
          spec.operations,
          before?.operations ?? [],
          agent.operations,
        ),
      )
    : updateSection(cib, "resources", (r) =>
        append(
          r,
          setUtilization(appendOperations(buildSettings(cib, "template", spec), spec, agent), spec),
        ),
      );
  return freeAddedIds(cib, next);
}
