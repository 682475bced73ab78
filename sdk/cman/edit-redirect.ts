import {
  REDIRECT_AGENT,
  readCmanConf,
  deviceElements,
  isRedirected,
  methodElements,
  usesRedirect,
} from "./cluster-conf";
import { type DomElement, domChildrenNamed, attributeValue, attributeValues } from "./document";
import { insertDevice, insertMethod, findNodeElement, findUnusedDevices } from "./fence-elements";
import type { CmanSpec } from "./spec";
import { type NewElement, type Step, insertElement, removeElement, setAttributes } from "./splice";

/** The method's name, and that of pcs 0.9's device. */
const METHOD = "pcmk-redirect";
/** The guide's device. */
const USUAL = "pcmk";

/** What hands fencing to Pacemaker on every declared node where nothing does so yet. */
export const redirectSteps = (spec: CmanSpec): readonly Step[] => [
  redirectDevice,
  ...spec.nodes.map((n) => redirectStep(n.name)),
];

/** The names of the redirect's devices; where there is none, that of the one to be made. */
function redirectNames(root: DomElement): readonly [string, ...string[]] {
  const devices = readCmanConf(root).devices;
  const [
    name = unused(
      USUAL,
      devices.map((d) => d.name),
    ),
    ...more
  ] = usesRedirect(devices);
  return [name, ...more];
}

const unused = (name: string, taken: readonly string[]): string =>
  taken.includes(name) ? unused(`${name}-1`, taken) : name;

/** A device that has nothing but one of the redirect's usual names is it, with a wrong agent. */
const redirectDevice: Step = (d) => {
  const [name] = redirectNames(d.root);
  const devices = deviceElements(d.root);
  if (devices.some((e) => attributeValue(e, "agent") === REDIRECT_AGENT)) return [];
  const present = devices.find((e) => {
    const { name, agent, ...parameters } = attributeValues(e);
    return [USUAL, METHOD].includes(name ?? "") && Object.keys(parameters).length === 0;
  });
  if (present) return setAttributes(d, present, { agent: REDIRECT_AGENT });
  return insertDevice(d, { name, agent: REDIRECT_AGENT });
};

/** The fencing of a new node. */
export const redirectFor = (root: DomElement, node: string): readonly NewElement[] => [
  { name: "fence", children: [redirectMethod(root, node, METHOD)] },
];

const redirectMethod = (root: DomElement, node: string, name: string): NewElement => ({
  name: "method",
  attributes: { name },
  children: [redirectInstance(root, node)],
});

const redirectInstance = (root: DomElement, node: string): NewElement => ({
  name: "device",
  attributes: { name: redirectNames(root)[0], port: node },
});

/**
 * What asks Pacemaker for the wrong node is corrected: a second device would have both of them fenced. What asks a device
 * that does not exist asks nobody: CMAN takes no such file.
 */
const redirectStep =
  (node: string): Step =>
  (d) => {
    const found = findNodeElement(d, node);
    if (!found || isRedirected(found.member, redirectNames(d.root))) return [];
    const { element } = found;
    const uses = deviceUses(element);
    const wrong = uses.find((e) => isRedirect(d.root, e)) ?? uses.find((e) => isLost(d.root, e));
    if (wrong) return setAttributes(d, wrong, { name: nameFor(d.root, wrong), port: node });
    const ways = methodElements(element);
    const begun = ways.find((e) => attributeValue(e, "name") === METHOD && e.children.length === 0);
    if (begun) return insertElement(d, begun, redirectInstance(d.root, node));
    const names = ways.map((e) => attributeValue(e, "name") ?? "");
    return insertMethod(d, element, redirectMethod(d.root, node, unused(METHOD, names)));
  };

const isRedirect = (root: DomElement, use: DomElement): boolean =>
  redirectNames(root).includes(attributeValue(use, "name") ?? "");

const isLost = (root: DomElement, use: DomElement): boolean =>
  !readCmanConf(root).devices.some((d) => d.name === attributeValue(use, "name"));

const nameFor = (root: DomElement, use: DomElement): string | undefined =>
  isRedirect(root, use) ? attributeValue(use, "name") : redirectNames(root)[0];

const deviceUses = (node: DomElement): readonly DomElement[] =>
  methodElements(node).flatMap((e) => domChildrenNamed(e, "device"));

/** Takes out the methods of a node that only ask Pacemaker. */
export const withoutRedirect =
  (node: string): Step =>
  (d) =>
    methodElements(findNodeElement(d, node)?.element ?? d.root)
      .filter((e) => e.children.length > 0 && e.children.every((use) => isRedirect(d.root, use)))
      .map((e) => removeElement(d, e));

/** Takes out the devices that nothing uses to ask Pacemaker any more. */
export const withoutRedirectDevices: Step = (d) =>
  findUnusedDevices(d)
    .filter((e) => attributeValue(e, "agent") === REDIRECT_AGENT)
    .map((e) => removeElement(d, e));
