import { isXmlName, findRepeated, listUnwritable } from "./refusal";
import type { FenceDeviceSpec, FenceMethodSpec, FenceSpec, CmanOptions } from "./spec";

/** Lists every reason why explicit fencing would not work. The redirect needs no validation. */
export function validateFencing(
  fencing: FenceSpec | undefined,
  nodes: readonly string[],
): readonly string[] {
  if (fencing === undefined) return [];
  const { devices, methods } = fencing;
  const names = devices.map((d) => d.name);
  const without = nodes.filter((node) => !methods.some((m) => m.node === node));
  const twice = findRepeated(methods.map((m) => `${m.name} of ${m.node}`));
  return [
    ...devices.flatMap(validateDevice),
    ...findRepeated(names).map((name) => `the device ${name} is declared twice`),
    ...without.map((node) => `${node} has no method, so it could never be fenced`),
    ...methods.flatMap((method) => validateMethod(method, nodes, names)),
    ...twice.map((method) => `the method ${method} is declared twice`),
  ];
}

/** The name of a device is an ID in cluster.rng. */
const validateDevice = ({ name, agent, parameters }: FenceDeviceSpec): readonly string[] => [
  ...(isXmlName(name)
    ? []
    : [
        `${JSON.stringify(name)} is not a valid device name: a letter, then letters, digits, "_", "-", "."`,
      ]),
  ...(/^[\w.-]+$/.test(agent)
    ? []
    : [`${name}: ${JSON.stringify(agent)} is not a valid agent name`]),
  ...validateParameters(name, ["name", "agent"], parameters),
];

function validateMethod(
  { node, name, devices }: FenceMethodSpec,
  nodes: readonly string[],
  known: readonly string[],
): readonly string[] {
  const method = `the method ${name} of ${node}`;
  return [
    ...(name === "" ? [`a method of ${node} has no name`] : []),
    ...(nodes.includes(node) ? [] : [`${method}: the node is not declared`]),
    ...(devices.length > 0 ? [] : [`${method} has no device`]),
    ...devices
      .filter((d) => !known.includes(d.name))
      .map((d) => `${method}: the device ${d.name} is not declared`),
    ...devices.flatMap((d) => validateParameters(`${method}, ${d.name}`, ["name"], d.parameters)),
  ];
}

function validateParameters(
  owner: string,
  reserved: readonly string[],
  parameters: CmanOptions = {},
): readonly string[] {
  const forbidden = Object.keys(parameters).filter((name) => reserved.includes(name));
  return [
    ...forbidden.map((name) => `${name} is not a parameter`),
    ...listUnwritable(parameters),
  ].map((reason) => `${owner}: ${reason}`);
}
