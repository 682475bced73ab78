import {
  REDIRECT_AGENT,
  readCmanConf,
  deviceElements,
  isRedirected,
  methodElements,
  usesRedirect,
} from "../cluster-conf";
import { type DomElement, domChildrenNamed, attributeValue, attributeValues } from "../document";
import { insertDevice, insertMethod, findNodeElement, findUnusedDevices } from "./fence-elements";
import type { CmanSpec } from "../spec";
import { type NewElement, type Step, insertElement, removeElement, setAttributes } from "./splice";

/** Name of the method, and of the device in pcs 0.9. */
const METHOD = "pcmk-redirect";
/** Name of the device in the guide. */
const GUIDE_DEVICE = "pcmk";

/** Steps that redirect fencing to Pacemaker on every declared node that does not redirect yet. */
export const redirectSteps = (spec: CmanSpec): readonly Step[] => [
  ensureRedirectDevice,
  ...spec.nodes.map((n) => redirectStep(n.name)),
];

/** Names of the redirect devices. Without one, the name for a new device. */
function redirectNames(root: DomElement): readonly [string, ...string[]] {
  const devices = readCmanConf(root).devices;
  const [
    name = findFreeName(
      GUIDE_DEVICE,
      devices.map((d) => d.name),
    ),
    ...more
  ] = usesRedirect(devices);
  return [name, ...more];
}

const findFreeName = (name: string, taken: readonly string[]): string =>
  taken.includes(name) ? findFreeName(`${name}-1`, taken) : name;

/** Ensures the device. A device with a usual redirect name and no parameters counts as one with a wrong agent. */
const ensureRedirectDevice: Step = (d) => {
  const [name] = redirectNames(d.root);
  const devices = deviceElements(d.root);
  if (devices.some((e) => attributeValue(e, "agent") === REDIRECT_AGENT)) return [];
  const present = devices.find((e) => {
    const { name, agent, ...parameters } = attributeValues(e);
    return [GUIDE_DEVICE, METHOD].includes(name ?? "") && Object.keys(parameters).length === 0;
  });
  if (present) return setAttributes(d, present, { agent: REDIRECT_AGENT });
  return insertDevice(d, { name, agent: REDIRECT_AGENT });
};

/** The <fence> element of a new node. */
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
 * Ensures that a method of the node redirects to Pacemaker. Corrects a redirect with a wrong port: with a second device
 * both nodes would be fenced. Corrects a use of a missing device: CMAN rejects such a file.
 */
const redirectStep =
  (node: string): Step =>
  (d) => {
    const found = findNodeElement(d, node);
    if (!found || isRedirected(found.member, redirectNames(d.root))) return [];
    const { element } = found;
    const uses = deviceUses(element);
    const wrong =
      uses.find((e) => isRedirect(d.root, e)) ?? uses.find((e) => hasNoDevice(d.root, e));
    if (wrong) return setAttributes(d, wrong, { name: correctName(d.root, wrong), port: node });
    const methods = methodElements(element);
    const empty = methods.find(
      (e) => attributeValue(e, "name") === METHOD && e.children.length === 0,
    );
    if (empty) return insertElement(d, empty, redirectInstance(d.root, node));
    const names = methods.map((e) => attributeValue(e, "name") ?? "");
    return insertMethod(d, element, redirectMethod(d.root, node, findFreeName(METHOD, names)));
  };

const isRedirect = (root: DomElement, use: DomElement): boolean =>
  redirectNames(root).includes(attributeValue(use, "name") ?? "");

const hasNoDevice = (root: DomElement, use: DomElement): boolean =>
  !readCmanConf(root).devices.some((d) => d.name === attributeValue(use, "name"));

const correctName = (root: DomElement, use: DomElement): string | undefined =>
  isRedirect(root, use) ? attributeValue(use, "name") : redirectNames(root)[0];

const deviceUses = (node: DomElement): readonly DomElement[] =>
  methodElements(node).flatMap((e) => domChildrenNamed(e, "device"));

/** Removes the methods of a node that only redirect to Pacemaker. */
export const withoutRedirect =
  (node: string): Step =>
  (d) =>
    methodElements(findNodeElement(d, node)?.element ?? d.root)
      .filter((e) => e.children.length > 0 && e.children.every((use) => isRedirect(d.root, use)))
      .map((e) => removeElement(d, e));

/** Removes redirect devices that no method uses any more. */
export const withoutRedirectDevices: Step = (d) =>
  findUnusedDevices(d)
    .filter((e) => attributeValue(e, "agent") === REDIRECT_AGENT)
    .map((e) => removeElement(d, e));
