import { type CmanConf, DEFAULT_TRANSPORT, multicastElement, parseCmanConf } from "../cluster-conf";
import { type ConfDocument, domChildNamed } from "../document";
import { fencingSteps } from "./edit-fencing";
import { nodeStep, withoutNode } from "./edit-nodes";
import { leavingMembers, quorumAttributes } from "../members";
import {
  type NewElement,
  type Splice,
  type Step,
  insertElement,
  removeElement,
  setAttributes,
  applySteps,
} from "./splice";
import { type CmanSpec, type CmanOptionSection, writeCmanOptions } from "../spec";

/** The file that `ccs --createcluster` writes. */
const EMPTY = `<cluster config_version="1" name="">
  <fence_daemon/>
  <clusternodes/>
  <cman/>
  <fencedevices/>
  <rm>
    <failoverdomains/>
    <resources/>
  </rm>
</cluster>
`;

/**
 * Returns the desired file: a new one, or the present one with the fewest changes. Settings that are not declared stay.
 * Settings that were declared before and are not any more are removed. The version is raised once if anything changes.
 * @throws Error when the text is not a cluster.conf
 */
export function editClusterConf(
  text: string | undefined,
  spec: CmanSpec,
  before?: CmanSpec,
): string {
  const steps = stepsFor(parseCmanConf(text ?? EMPTY), spec, before);
  const after = applySteps(text ?? EMPTY, steps);
  return text === undefined || after === text ? after : raiseConfVersion(after);
}

/** Raises the version above the file's own and above `above`: CMAN accepts only a higher one than it runs with. */
export function raiseConfVersion(text: string, above = 0): string {
  const version = String(Math.max(parseCmanConf(text).version ?? 0, above) + 1);
  return applySteps(text, [(d) => setAttributes(d, d.root, { config_version: version })]);
}

function stepsFor(conf: CmanConf, spec: CmanSpec, before?: CmanSpec): readonly Step[] {
  return [
    (d) => setAttributes(d, d.root, { name: spec.clusterName }),
    ensureSection("clusternodes"),
    ...leavingMembers(spec, before).map(withoutNode),
    ...spec.nodes.map((node) => nodeStep(node, spec, before)),
    sectionStep("cman", () => cmanAttributes(conf, spec, before)),
    (d) => multicastStep(d, spec, before),
    sectionStep("totem", () => mergeOptions("totem", spec, before)),
    sectionStep("logging", () => mergeOptions("logging", spec, before)),
    ...fencingSteps(spec, before),
  ];
}

const ensureSection =
  (name: string): Step =>
  (d) =>
    domChildNamed(d.root, name) ? [] : insertElement(d, d.root, { name });

/** Sets attributes of a section. Creates the section if it is missing and an attribute has a value. */
const sectionStep =
  (name: string, values: () => Readonly<Record<string, string | undefined>>): Step =>
  (d) => {
    const section = domChildNamed(d.root, name);
    const attributes = values();
    if (section) return setAttributes(d, section, attributes);
    const empty = Object.values(attributes).every((v) => v === undefined);
    return empty ? [] : insertElement(d, d.root, { name, attributes });
  };

function cmanAttributes(
  conf: CmanConf,
  spec: CmanSpec,
  before?: CmanSpec,
): Readonly<Record<string, string | undefined>> {
  const { transport: dropped } = before ?? {};
  const transport = spec.transport ?? (dropped === undefined ? conf.transport : DEFAULT_TRANSPORT);
  return {
    ...quorumAttributes(conf, spec, before),
    transport: transport === conf.transport ? conf.cman.transport : spec.transport,
  };
}

function multicastStep(d: ConfDocument, spec: CmanSpec, before?: CmanSpec): readonly Splice[] {
  const cman = domChildNamed(d.root, "cman");
  const present = multicastElement(d.root);
  const { multicast: addr } = spec;
  if (addr === undefined) return present && before?.multicast ? [removeElement(d, present)] : [];
  if (present) return setAttributes(d, present, { addr });
  const added: NewElement = { name: "multicast", attributes: { addr } };
  return cman
    ? insertElement(d, cman, added)
    : insertElement(d, d.root, { name: "cman", children: [added] });
}

/** The declared options, and `undefined` (remove) for those that were only declared before. */
function mergeOptions(
  section: CmanOptionSection,
  spec: CmanSpec,
  before?: CmanSpec,
): Readonly<Record<string, string | undefined>> {
  const dropped = Object.keys(before?.[section] ?? {}).map((name) => [name, undefined]);
  return {
    ...(Object.fromEntries(dropped) as Record<string, undefined>),
    ...writeCmanOptions(spec[section]),
  };
}
