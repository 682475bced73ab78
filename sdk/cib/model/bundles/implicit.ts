import { type Element, idOf, sectionOf } from "../../xml/element";

/** Tags of the containers of a bundle. rkt is in schemas from 2.10 to 3 only. */
const ENGINES = ["docker", "podman", "rkt"];

/** Finds the element of a bundle that describes its containers. */
export const containerOf = (bundle: Element): Element | undefined =>
  bundle.children.find((c) => ENGINES.includes(c.name));

/** How many containers a bundle has. Pacemaker takes `promoted-max` if `replicas` is missing (bundle.c). */
function replicasOf({ attributes: a }: Element): number {
  const count = Number(a.replicas ?? a["promoted-max"] ?? a.masters ?? 1);
  return Number.isInteger(count) && count > 0 ? count : 1;
}

/**
 * Names the resources that Pacemaker makes for a bundle, in the order of their start: addresses, containers, and the
 * connections to the nodes inside, if a primitive runs there. Names are those of `pe__unpack_bundle`.
 */
export function implicitResources(bundle: Element): readonly string[] {
  const container = containerOf(bundle);
  if (!container) return [];
  const name = idOf(bundle);
  const numbers = Array.from({ length: replicasOf(container) }, (_, i) => i);
  const network = bundle.children.find((c) => c.name === "network");
  const addresses = addressesFrom(network?.attributes["ip-range-start"], numbers.length);
  return [
    ...addresses.map((ip) => `${name}-ip-${ip.replaceAll(":", ".")}`),
    ...numbers.map((i) => `${name}-${container.name}-${i}`),
    ...bundleNodes(bundle),
  ];
}

/** Names the nodes that exist inside the containers of a bundle. There are none without a primitive. */
export function bundleNodes(bundle: Element): readonly string[] {
  const container = containerOf(bundle);
  const isUsed = container && bundle.children.some((c) => c.name === "primitive");
  return isUsed
    ? Array.from({ length: replicasOf(container) }, (_, i) => `${idOf(bundle)}-${i}`)
    : [];
}

/** Counts up the last two parts of an IPv4 address, as Pacemaker does (`next_ip`). */
function addressesFrom(first: string | undefined, count: number): readonly string[] {
  const parts = /^(\d+\.\d+)\.(\d+)\.(\d+)$/.exec(first ?? "");
  if (!parts) return first === undefined ? [] : [first];
  let [third, fourth] = [Number(parts[2]), Number(parts[3])];
  return Array.from({ length: count }, () => {
    const address = `${parts[1] ?? ""}.${third}.${fourth}`;
    [third, fourth] = fourth > 253 ? [third + 1, 1] : [third, fourth + 1];
    return address;
  });
}

/** Finds the containers of the bundle to which a container belongs. Elsewhere there are none. */
export function siblingContainers(cib: Element, id: string): readonly string[] {
  const bundle = bundleMaking(cib, id);
  const tag = bundle && containerOf(bundle)?.name;
  const prefix = `${bundle ? idOf(bundle) : ""}-${tag ?? ""}-`;
  return bundle ? implicitResources(bundle).filter((other) => other.startsWith(prefix)) : [];
}

/** Finds the bundle for which Pacemaker makes a resource. */
export const bundleMaking = (cib: Element, id: string): Element | undefined =>
  sectionOf(cib, "resources").children.find(
    (e) => e.name === "bundle" && implicitResources(e).includes(id),
  );
