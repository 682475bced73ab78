import { type CmanMember, confOf, deviceElements, memberElements } from "./cluster-conf";
import { type Document, type Element, childNamed, valueOf } from "./document";
import { type NewElement, type Splice, insert } from "./splice";

/** A <clusternode> of a name. */
export function nodeNamed(
  d: Document,
  name: string,
): { readonly element: Element; readonly member: CmanMember } | undefined {
  const i = memberElements(d.root).findIndex((e) => valueOf(e, "name") === name);
  const element = memberElements(d.root)[i];
  const member = confOf(d.root).members[i];
  return element && member ? { element, member } : undefined;
}

export function insertDevice(
  d: Document,
  attributes: Readonly<Record<string, string | undefined>>,
): readonly Splice[] {
  const device: NewElement = { name: "fencedevice", attributes };
  const devices = childNamed(d.root, "fencedevices");
  return devices
    ? insert(d, devices, device)
    : insert(d, d.root, { name: "fencedevices", children: [device] });
}

export function insertMethod(d: Document, node: Element, method: NewElement): readonly Splice[] {
  const fence = childNamed(node, "fence");
  return fence ? insert(d, fence, method) : insert(d, node, { name: "fence", children: [method] });
}

/** Devices that no node uses; one that is used cannot go: the file would not be valid (IDREF in cluster.rng). */
export function unusedDevices(d: Document): readonly Element[] {
  const used = usesAnywhere(d.root);
  return deviceElements(d.root).filter((e) => !used.includes(valueOf(e, "name") ?? ""));
}

/** Also in <unfence>, which is no part of the model. */
const usesAnywhere = (e: Element): readonly string[] =>
  e.name === "device" ? [valueOf(e, "name") ?? ""] : e.children.flatMap(usesAnywhere);
