import { type Agent, parseAgentName } from "./agent";
import { type Element, append, element, withAttributes } from "../xml/element";
import {
  type Pairs,
  droppedNames,
  overwritePairs,
  removePairs,
  setMetaAttributes,
  setPairs,
} from "../xml/nvset";
import { valueText } from "../xml/values";
import { type Operation, buildOperation } from "./operations/operation";
import { type ValueSets, editBesideSets } from "./value-sets";
import { defaultOperations } from "./operations/operation-matching";

/** What a primitive and a template have in common. Everything that is not declared belongs to the operator. */
export interface SettingsSpec extends ValueSets {
  readonly id: string;
  /** Missing if the primitive is made from a template. */
  readonly agent?: string;
  readonly template?: string;
  readonly parameters: Pairs;
  readonly meta: Pairs;
  readonly operations: readonly Operation[];
  readonly utilization?: Pairs;
}

/** Builds a primitive or a template without its operations. */
export function buildSettings(
  cib: Element,
  tag: "primitive" | "template",
  spec: SettingsSpec,
): Element {
  const { provider, ...named } = originOf(spec);
  const bare = element(tag, { id: spec.id, ...named, provider });
  return editBesideSets(cib, bare, spec, undefined, (e) =>
    setMetaAttributes(setParameters(e, spec.id, spec.parameters), spec.id, spec.meta),
  );
}

/** Adds the declared operations and the agent's defaults to a new primitive or template. */
export function appendOperations(e: Element, spec: SettingsSpec, agent: Agent): Element {
  const operations = defaultOperations(spec.operations, agent.operations);
  const list = element(
    "operations",
    {},
    operations.map((o) => buildOperation(spec.id, o)),
  );
  return append(e, list);
}

/** Sets the utilization, which pcs writes behind the operations. */
export const setUtilization = (e: Element, { id, utilization = {} }: SettingsSpec): Element =>
  setPairs(e, "utilization", `${id}-utilization`, utilization);

/** Edits the agent or the template and the sets of a primitive or a template. */
export const editSettings = (
  cib: Element,
  e: Element,
  spec: SettingsSpec,
  before: SettingsSpec | undefined,
): Element => editBesideSets(cib, e, spec, before, (plain) => editPlain(plain, spec, before));

function editPlain(e: Element, spec: SettingsSpec, before: SettingsSpec | undefined): Element {
  const typed = withAttributes(e, originOf(spec));
  const withoutDropped = removePairs(
    typed,
    "instance_attributes",
    droppedNames(before?.parameters, spec.parameters),
  );
  const rewritten = rewriteParameters(withoutDropped, before?.parameters ?? {}, spec.parameters);
  const sets = setMetaAttributes(
    setParameters(rewritten, spec.id, spec.parameters),
    spec.id,
    spec.meta,
    before?.meta,
  );
  const dropped = droppedNames(before?.utilization, spec.utilization ?? {});
  return setUtilization(removePairs(sets, "utilization", dropped), spec);
}

/**
 * Overwrites parameters whose declared text has changed, also if the meaning to Pacemaker is the same: agents receive the
 * literal text.
 */
export const rewriteParameters = (e: Element, before: Pairs, now: Pairs): Element =>
  overwritePairs(
    e,
    "instance_attributes",
    Object.fromEntries(
      Object.entries(now).filter(
        ([name, value]) =>
          Object.hasOwn(before, name) && valueText(before[name] ?? "") !== valueText(value),
      ),
    ),
  );

/** The attributes that say whence a primitive comes: its agent, or its template. */
function originOf({ agent, template }: SettingsSpec): Readonly<Record<string, string | undefined>> {
  const name =
    template === undefined ? (parseAgentName(agent ?? "") ?? refuseAgent(agent)) : undefined;
  return { class: name?.class, type: name?.type, provider: name?.provider, template };
}

function refuseAgent(agent = ""): never {
  throw new Error(`${agent} is not the name of a resource agent`);
}

const setParameters = (e: Element, id: string, pairs: Pairs): Element =>
  setPairs(e, "instance_attributes", `${id}-instance_attributes`, pairs);
