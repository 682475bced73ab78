import {
  REDIRECT_AGENT,
  confOf,
  deviceElements,
  isRedirected,
  methodElements,
  redirects,
} from "./cluster-conf";
import { type Element, childrenNamed, valueOf } from "./document";
import { insertDevice, insertMethod, nodeNamed, unusedDevices } from "./fence-elements";
import type { CmanSpec } from "./spec";
import { type NewElement, type Step, insert, remove, setAttributes } from "./splice";

const METHOD = "pcmk-redirect";

/** What hands fencing to Pacemaker on every declared node where nothing does so yet. */
export const redirectSteps = (spec: CmanSpec): readonly Step[] => [
  redirectDevice,
  ...spec.nodes.map((n) => redirectStep(n.name)),
];

/** The names of the redirect's devices; where there is none, that of the one to be made. */
function redirectNames(root: Element): readonly [string, ...string[]] {
  const devices = confOf(root).devices;
  const [
    name = unused(
      "pcmk",
      devices.map((d) => d.name),
    ),
    ...more
  ] = redirects(devices);
  return [name, ...more];
}

const unused = (name: string, taken: readonly string[]): string =>
  taken.includes(name) ? unused(`${name}-1`, taken) : name;

const redirectDevice: Step = (d) => {
  const [name] = redirectNames(d.root);
  if (deviceElements(d.root).some((e) => valueOf(e, "agent") === REDIRECT_AGENT)) return [];
  return insertDevice(d, { name, agent: REDIRECT_AGENT });
};

/** The fencing of a new node. */
export const redirectFor = (root: Element, node: string): readonly NewElement[] => [
  { name: "fence", children: [redirectMethod(root, node, METHOD)] },
];

const redirectMethod = (root: Element, node: string, name: string): NewElement => ({
  name: "method",
  attributes: { name },
  children: [redirectInstance(root, node)],
});

const redirectInstance = (root: Element, node: string): NewElement => ({
  name: "device",
  attributes: { name: redirectNames(root)[0], port: node },
});

/** What asks Pacemaker for the wrong node is corrected: a second device would have both of them fenced. */
const redirectStep =
  (node: string): Step =>
  (d) => {
    const found = nodeNamed(d, node);
    if (!found || isRedirected(found.member, redirectNames(d.root))) return [];
    const { element } = found;
    const wrong = deviceUses(element).find((e) => isRedirect(d.root, e));
    if (wrong) return setAttributes(d, wrong, { port: node });
    const ways = methodElements(element);
    const begun = ways.find((e) => valueOf(e, "name") === METHOD && e.children.length === 0);
    if (begun) return insert(d, begun, redirectInstance(d.root, node));
    const names = ways.map((e) => valueOf(e, "name") ?? "");
    return insertMethod(d, element, redirectMethod(d.root, node, unused(METHOD, names)));
  };

const isRedirect = (root: Element, use: Element): boolean =>
  redirectNames(root).includes(valueOf(use, "name") ?? "");

const deviceUses = (node: Element): readonly Element[] =>
  methodElements(node).flatMap((e) => childrenNamed(e, "device"));

/** Takes out the methods of a node that only ask Pacemaker. */
export const withoutRedirect =
  (node: string): Step =>
  (d) =>
    methodElements(nodeNamed(d, node)?.element ?? d.root)
      .filter((e) => e.children.length > 0 && e.children.every((use) => isRedirect(d.root, use)))
      .map((e) => remove(d, e));

/** Takes out the devices that nothing uses to ask Pacemaker any more. */
export const withoutRedirectDevices: Step = (d) =>
  unusedDevices(d)
    .filter((e) => valueOf(e, "agent") === REDIRECT_AGENT)
    .map((e) => remove(d, e));
