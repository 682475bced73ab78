import { deviceElements, methodElements } from "./cluster-conf";
import { type DomElement, domChildrenNamed, attributeValue } from "./document";
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
} from "./spec";
import {
  type NewElement,
  type Splice,
  type Step,
  removeElement,
  replaceSpan,
  setAttributes,
} from "./splice";

/** What makes fencing as it is declared, and takes out what was declared before and is no longer. */
export function fencingSteps(spec: CmanSpec, before?: CmanSpec): readonly Step[] {
  const now = explicitFencing(spec);
  const old = before && explicitFencing(before);
  return [
    ...(before && now && !old ? before.nodes.map((n) => withoutRedirect(n.name)) : []),
    ...(old ? droppedMethods(old, now) : []),
    ...(now ? explicitSteps(now, old) : redirectSteps(spec)),
    ...(old ? droppedDevices(old, now) : []),
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
  ...now.methods.map((method) => methodStep(method, old && sameMethod(old, method))),
  ...[...new Set(now.methods.map((m) => m.node))].map((node) => orderStep(now, node)),
];

const sameMethod = (
  spec: FenceSpec,
  { node, name }: FenceMethodSpec,
): FenceMethodSpec | undefined => spec.methods.find((m) => m.node === node && m.name === name);

const deviceStep =
  (device: FenceDeviceSpec, old?: FenceDeviceSpec): Step =>
  (d) => {
    const present = deviceElements(d.root).find((e) => attributeValue(e, "name") === device.name);
    const values = { agent: device.agent, ...parameters(device.parameters, old?.parameters) };
    return present
      ? setAttributes(d, present, values)
      : insertDevice(d, { name: device.name, ...values });
  };

/** Parameters that are declared, and without a value those that only were declared before. */
const parameters = (
  now?: CmanOptions,
  old?: CmanOptions,
): Readonly<Record<string, string | undefined>> => ({
  ...Object.fromEntries(Object.keys(old ?? {}).map((name) => [name, undefined])),
  ...writeFenceParameters(now),
});

/** A method with the same devices in the same order gets their parameters; another gets new devices. */
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
      ? uses.flatMap((e, i) => setAttributes(d, e, usedWith(method, old, i)))
      : [replaceSpan(d, present, newMethod(method))];
  };

const usedWith = (
  { devices }: FenceMethodSpec,
  old: FenceMethodSpec | undefined,
  i: number,
): Readonly<Record<string, string | undefined>> => {
  const before = old?.devices[i];
  return parameters(
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

/** Methods are tried in the order of the file: those that are declared change places, any others keep theirs. */
const orderStep =
  ({ methods }: FenceSpec, node: string): Step =>
  (d) => {
    const wanted = methods.filter((m) => m.node === node).map((m) => m.name);
    const place = (e: DomElement): number => wanted.indexOf(attributeValue(e, "name") ?? "");
    const found = methodElements(findNodeElement(d, node)?.element ?? d.root);
    const present = found.filter((e) => place(e) >= 0);
    const ordered = [...present].sort((a, b) => place(a) - place(b));
    return present.flatMap(({ start, end }, i): Splice[] => {
      const by = ordered[i];
      if (by === undefined || by.start === start) return [];
      return [{ from: start, to: end, text: d.text.slice(by.start, by.end) }];
    });
  };

const droppedMethods = (old: FenceSpec, now?: FenceSpec): readonly Step[] =>
  old.methods
    .filter((m) => !now || !sameMethod(now, m))
    .map(
      ({ node, name }): Step =>
        (d) =>
          methodElements(findNodeElement(d, node)?.element ?? d.root)
            .filter((e) => attributeValue(e, "name") === name)
            .map((e) => removeElement(d, e)),
    );

/** A device that somebody else's method uses stays: without it the file would not be valid (IDREF). */
const droppedDevices = (old: FenceSpec, now?: FenceSpec): readonly Step[] =>
  old.devices
    .filter((o) => !now?.devices.some((n) => n.name === o.name))
    .map(
      ({ name }): Step =>
        (d) =>
          findUnusedDevices(d)
            .filter((e) => attributeValue(e, "name") === name)
            .map((e) => removeElement(d, e)),
    );
