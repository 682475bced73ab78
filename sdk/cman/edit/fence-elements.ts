import { type CmanMember, readCmanConf, deviceElements, memberElements } from "../cluster-conf";
import { type ConfDocument, type DomElement, domChildNamed, attributeValue } from "../document";
import { type NewElement, type Splice, insertElement } from "./splice";

/** Finds a <clusternode> by its name. */
export function findNodeElement(
  d: ConfDocument,
  name: string,
): { readonly element: DomElement; readonly member: CmanMember } | undefined {
  const i = memberElements(d.root).findIndex((e) => attributeValue(e, "name") === name);
  const element = memberElements(d.root)[i];
  const member = readCmanConf(d.root).members[i];
  return element && member ? { element, member } : undefined;
}

export function insertDevice(
  d: ConfDocument,
  attributes: Readonly<Record<string, string | undefined>>,
): readonly Splice[] {
  const device: NewElement = { name: "fencedevice", attributes };
  const devices = domChildNamed(d.root, "fencedevices");
  return devices
    ? insertElement(d, devices, device)
    : insertElement(d, d.root, { name: "fencedevices", children: [device] });
}

export function insertMethod(
  d: ConfDocument,
  node: DomElement,
  method: NewElement,
): readonly Splice[] {
  const fence = domChildNamed(node, "fence");
  return fence
    ? insertElement(d, fence, method)
    : insertElement(d, node, { name: "fence", children: [method] });
}

/** Devices that no node uses. Removing a used one would make the file invalid (IDREF in cluster.rng). */
export function findUnusedDevices(d: ConfDocument): readonly DomElement[] {
  const used = usedDeviceNames(d.root);
  return deviceElements(d.root).filter((e) => !used.includes(attributeValue(e, "name") ?? ""));
}

/** Names of all used devices, in <unfence> too, which the model does not cover. */
const usedDeviceNames = (e: DomElement): readonly string[] =>
  e.name === "device" ? [attributeValue(e, "name") ?? ""] : e.children.flatMap(usedDeviceNames);
