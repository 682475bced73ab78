import { deviceElements, methodElements } from "../cluster-conf";
import { type DomElement, domChildrenNamed, attributeValue } from "../document";
import { redirectSteps, withoutRedirect, withoutRedirectDevices } from "./edit-redirect";
import { insertDevice, insertMethod, findNodeElement, findUnusedDevices } from "./fence-elements";
import {
  type CmanSpec,
  type FenceDeviceSpec,
  type FenceMethodSpec,
  type FenceSpec,
  type CmanOptions,
  explicitFencing,
  writeFenceParameters,
} from "../spec";
import {
  type NewElement,
  type Splice,
  type Step,
  removeElement,
  replaceSpan,
  setAttributes,
} from "./splice";

/** Steps that write the declared fencing, and remove what was declared before and is not any more. */
export function fencingSteps(spec: CmanSpec, before?: CmanSpec): readonly Step[] {
  const now = explicitFencing(spec);
  const old = before && explicitFencing(before);
  return [
    ...(before && now && !old ? before.nodes.map((n) => withoutRedirect(n.name)) : []),
    ...(old ? removeDroppedMethods(old, now) : []),
    ...(now ? explicitSteps(now, old) : redirectSteps(spec)),
    ...(old ? removeDroppedDevices(old, now) : []),
    ...(before && now && !old ? [withoutRedirectDevices] : []),
  ];
}

const explicitSteps = (now: FenceSpec, old?: FenceSpec): readonly Step[] => [
  ...now.devices.map((device) =>
    deviceStep(
      device,
      old?.devices.find((o) => o.name === device.name),
    ),
  ),
  ...now.methods.map((method) => methodStep(method, old && findMethod(old, method))),
  ...[...new Set(now.methods.map((m) => m.node))].map((node) => orderStep(now, node)),
];

const findMethod = (
  spec: FenceSpec,
  { node, name }: FenceMethodSpec,
): FenceMethodSpec | undefined => spec.methods.find((m) => m.node === node && m.name === name);

const deviceStep =
  (device: FenceDeviceSpec, old?: FenceDeviceSpec): Step =>
  (d) => {
    const present = deviceElements(d.root).find((e) => attributeValue(e, "name") === device.name);
    const values = { agent: device.agent, ...mergeParameters(device.parameters, old?.parameters) };
    return present
      ? setAttributes(d, present, values)
      : insertDevice(d, { name: device.name, ...values });
  };

/** The declared parameters, and `undefined` (remove) for those that were only declared before. */
const mergeParameters = (
  now?: CmanOptions,
  old?: CmanOptions,
): Readonly<Record<string, string | undefined>> => ({
  ...Object.fromEntries(Object.keys(old ?? {}).map((name) => [name, undefined])),
  ...writeFenceParameters(now),
});

/** Updates the parameters if the method has the same devices in the same order. Otherwise replaces the method. */
const methodStep =
  (method: FenceMethodSpec, old?: FenceMethodSpec): Step =>
  (d) => {
    const node = findNodeElement(d, method.node)?.element;
    if (!node) return [];
    const present = methodElements(node).find((e) => attributeValue(e, "name") === method.name);
    if (!present) return insertMethod(d, node, newMethod(method));
    const uses = domChildrenNamed(present, "device");
    const same =
      uses.length === method.devices.length &&
      uses.every((e, i) => attributeValue(e, "name") === method.devices[i]?.name);
    return same
      ? uses.flatMap((e, i) => setAttributes(d, e, instanceParameters(method, old, i)))
      : [replaceSpan(d, present, newMethod(method))];
  };

const instanceParameters = (
  { devices }: FenceMethodSpec,
  old: FenceMethodSpec | undefined,
  i: number,
): Readonly<Record<string, string | undefined>> => {
  const before = old?.devices[i];
  return mergeParameters(
    devices[i]?.parameters,
    before?.name === devices[i]?.name ? before?.parameters : undefined,
  );
};

const newMethod = ({ name, devices }: FenceMethodSpec): NewElement => ({
  name: "method",
  attributes: { name },
  children: devices.map((device) => ({
    name: "device",
    attributes: { name: device.name, ...writeFenceParameters(device.parameters) },
  })),
});

/** Sorts the declared methods and leaves others in place: fenced tries methods in the order of the file. */
const orderStep =
  ({ methods }: FenceSpec, node: string): Step =>
  (d) => {
    const wanted = methods.filter((m) => m.node === node).map((m) => m.name);
    const indexOf = (e: DomElement): number => wanted.indexOf(attributeValue(e, "name") ?? "");
    const found = methodElements(findNodeElement(d, node)?.element ?? d.root);
    const present = found.filter((e) => indexOf(e) >= 0);
    const ordered = [...present].sort((a, b) => indexOf(a) - indexOf(b));
    return present.flatMap(({ start, end }, i): Splice[] => {
      const replacement = ordered[i];
      if (replacement === undefined || replacement.start === start) return [];
      return [{ from: start, to: end, text: d.text.slice(replacement.start, replacement.end) }];
    });
  };

const removeDroppedMethods = (old: FenceSpec, now?: FenceSpec): readonly Step[] =>
  old.methods
    .filter((m) => !now || !findMethod(now, m))
    .map(
      ({ node, name }): Step =>
        (d) =>
          methodElements(findNodeElement(d, node)?.element ?? d.root)
            .filter((e) => attributeValue(e, "name") === name)
            .map((e) => removeElement(d, e)),
    );

/** Keeps a device that a foreign method uses: without it the file would not be valid (IDREF). */
const removeDroppedDevices = (old: FenceSpec, now?: FenceSpec): readonly Step[] =>
  old.devices
    .filter((o) => !now?.devices.some((n) => n.name === o.name))
    .map(
      ({ name }): Step =>
        (d) =>
          findUnusedDevices(d)
            .filter((e) => attributeValue(e, "name") === name)
            .map((e) => removeElement(d, e)),
    );
