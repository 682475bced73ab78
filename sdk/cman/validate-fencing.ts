import { isName, findRepeated, describeUnwritable } from "./refusal";
import type { FenceDeviceSpec, FenceMethodSpec, FenceSpec, CmanOptions } from "./spec";

/** Every reason why explicit fencing would not work; the redirect needs nothing. */
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
    ...devices.flatMap(deviceReasons),
    ...findRepeated(names).map((name) => `the device ${name} is there twice`),
    ...without.map((node) => `${node} has no method, so that it could never be fenced`),
    ...methods.flatMap((method) => methodReasons(method, nodes, names)),
    ...twice.map((method) => `the method ${method} is there twice`),
  ];
}

/** cluster.rng has the name of a device as an ID. */
const deviceReasons = ({ name, agent, parameters }: FenceDeviceSpec): readonly string[] => [
  ...(isName(name)
    ? []
    : [
        `${JSON.stringify(name)} is no name of a device: a letter, then letters, digits, "_", "-", "."`,
      ]),
  ...(/^[\w.-]+$/.test(agent) ? [] : [`${name}: ${JSON.stringify(agent)} is no name of an agent`]),
  ...parameterReasons(name, ["name", "agent"], parameters),
];

function methodReasons(
  { node, name, devices }: FenceMethodSpec,
  nodes: readonly string[],
  known: readonly string[],
): readonly string[] {
  const method = `the method ${name} of ${node}`;
  return [
    ...(name === "" ? [`a method of ${node} has no name`] : []),
    ...(nodes.includes(node) ? [] : [`${method}: there is no such node`]),
    ...(devices.length > 0 ? [] : [`${method} has no device`]),
    ...devices
      .filter((d) => !known.includes(d.name))
      .map((d) => `${method}: there is no device ${d.name}`),
    ...devices.flatMap((d) => parameterReasons(`${method}, ${d.name}`, ["name"], d.parameters)),
  ];
}

function parameterReasons(
  of: string,
  reserved: readonly string[],
  parameters: CmanOptions = {},
): readonly string[] {
  const own = Object.keys(parameters).filter((name) => reserved.includes(name));
  return [...own.map((name) => `${name} is no parameter`), ...describeUnwritable(parameters)].map(
    (reason) => `${of}: ${reason}`,
  );
}
