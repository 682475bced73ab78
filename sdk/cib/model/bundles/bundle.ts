import {
  type Element,
  append,
  byId,
  childNamed,
  element,
  idOf,
  removeById,
  updateById,
  updateSection,
} from "../../xml/element";
import { type Pairs, observePairs, setMetaAttributes } from "../../xml/nvset";
import { mayBeActive } from "../../status/status";
import { freeAddedIds } from "../free-ids";
import { type Leaving, leaveGroup, removeMember } from "../groups/leave-group";
import { releaseInside } from "../target-role";
import {
  type ContainerSpec,
  editAttributes,
  editContainer,
  observeDeclaredAttributes,
  observeContainer,
} from "./container";
import { findBundlePrimitive, refuseOccupied } from "./bundle-primitive";
import {
  DIRECTORIES,
  type Mapping,
  type MappingForm,
  PORTS,
  observeMappings,
  putHolder,
  putMappings,
} from "./mappings";

/** A bundle as declared. Lists are owned as a whole, other values by their names. */
export interface BundleSpec extends Leaving, ContainerSpec {
  readonly id: string;
  readonly network: Pairs;
  readonly ports?: readonly Mapping[];
  readonly directories?: readonly Mapping[];
  readonly primitive?: string;
  readonly meta: Pairs;
}

/** Returns the primitive inside a bundle. */
export const primitiveOf = (bundle: Element | undefined): Element | undefined =>
  bundle && childNamed(bundle, "primitive");

/** Creates or edits a bundle in one edit: its containers, and the primitive that it takes in or gives up. */
export function putBundle(cib: Element, spec: BundleSpec, before: BundleSpec | undefined): Element {
  refuseOccupied(cib, spec.id, spec.primitive, before?.primitive);
  const entering =
    spec.primitive === undefined ? undefined : findBundlePrimitive(cib, spec.id, spec.primitive);
  const isInside = entering !== undefined && primitiveOf(byId(cib, spec.id)) === entering;
  const left = leavingPrimitive(cib, spec, before);
  const without = left === undefined || !before ? cib : removeMember(cib, spec.id, left, before);
  const taken = entering && !isInside ? removeById(without, idOf(entering)) : without;
  const present = byId(taken, spec.id);
  const bundle = editBundle(cib, present ?? element("bundle", { id: spec.id }), spec, before);
  const filled =
    entering && !isInside ? append(bundle, releaseInside(entering, spec.held)) : bundle;
  const next = present
    ? updateById(taken, spec.id, () => filled)
    : updateSection(taken, "resources", (r) => append(r, filled));
  return freeAddedIds(cib, next);
}

/** The primitive of the last declaration that is still inside, and that this declaration does not have. */
function leavingPrimitive(
  cib: Element,
  spec: BundleSpec,
  before: BundleSpec | undefined,
): string | undefined {
  const inside = primitiveOf(byId(cib, spec.id));
  const isOwn = inside !== undefined && before?.primitive === idOf(inside);
  return isOwn && spec.primitive !== before.primitive ? before.primitive : undefined;
}

/** Plans the edit that stops a leaving primitive before another one enters. Returns `undefined` if there is nothing to stop. */
export function stopLeavingPrimitive(
  cib: Element,
  spec: BundleSpec,
  before: BundleSpec,
): { readonly cib: Element; readonly resources: readonly string[] } | undefined {
  const left = leavingPrimitive(cib, spec, before);
  if (left === undefined || spec.primitive === undefined || !mayBeActive(cib, left))
    return undefined;
  const everyone = { ...before, undeclared: [...before.undeclared, left] };
  const stopped = updateById(cib, left, (e) => leaveGroup(e, everyone));
  return { cib: freeAddedIds(cib, stopped), resources: [left] };
}

function editBundle(
  cib: Element,
  present: Element,
  spec: BundleSpec,
  before: BundleSpec | undefined,
): Element {
  const withContainer = editContainer(cib, present, spec, before);
  const network = childNamed(withContainer, "network");
  const edited = editAttributes(network ?? element("network"), spec.network, before?.network);
  const withNetwork = putHolder(withContainer, network, edited);
  const withPorts = putList(withNetwork, PORTS, spec.ports, before?.ports);
  const withDirectories = putList(withPorts, DIRECTORIES, spec.directories, before?.directories);
  return setMetaAttributes(withDirectories, spec.id, spec.meta, before?.meta);
}

/** Puts a declared list, or empties one that is no longer declared. */
const putList = (
  bundle: Element,
  form: MappingForm,
  now: readonly Mapping[] | undefined,
  before: readonly Mapping[] | undefined,
): Element => (now || before ? putMappings(bundle, form, now ?? []) : bundle);

/** Observes a declared bundle. Returns `undefined` if it is gone. */
export function observeBundle(cib: Element, spec: BundleSpec): BundleSpec | undefined {
  const e = byId(cib, spec.id);
  if (e?.name !== "bundle") return undefined;
  const inside = primitiveOf(e);
  const { ports, directories, primitive, ...own } = spec;
  return {
    ...own,
    ...observeContainer(cib, e, spec.container),
    network: observeDeclaredAttributes(childNamed(e, "network"), spec.network),
    ...(ports ? { ports: observeMappings(e, PORTS, ports) } : {}),
    ...(directories ? { directories: observeMappings(e, DIRECTORIES, directories) } : {}),
    ...(primitive !== undefined && inside ? { primitive: idOf(inside) } : {}),
    meta: observePairs(e, "meta_attributes", spec.meta),
  };
}
