import { COMMENT, type Element, element } from "../../../sdk/cib/xml/element";

type Random = () => number;

const POOL = ["p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8"];
const VALUES = [undefined, "1", `<&'">`, " é€\u{1F600}"];

/** Returns a valid configuration: a comment, then random primitives in random order, groups and clones. */
export function randomCib(random: Random): Element {
  const below = (n: number): number => Math.floor(random() * n);
  const pool = POOL.filter(() => random() < 0.8).sort(() => random() - 0.5);
  const resources: Element[] = [];
  for (let holder = 0; pool.length > 0; holder++) {
    const members = pool.splice(0, 1 + below(3)).map((id) => primitive(id, VALUES[below(4)]));
    const [first = element("primitive"), ...rest] = members;
    const cloned = rest.length === 0 && random() < 0.4;
    if (cloned) resources.push(element("clone", { id: `c-${first.attributes.id ?? ""}` }, [first]));
    else if (rest.length > 0)
      resources.push(element("group", { id: `g${String(below(2) + 2 * holder)}` }, members));
    else resources.push(first);
  }
  return whole(resources.sort(() => random() - 0.5));
}

function primitive(id: string, value: string | undefined): Element {
  const set = `${id}-meta_attributes`;
  const pair = element("nvpair", { id: `${set}-v`, name: "v", value });
  const sets = value === undefined ? [] : [element("meta_attributes", { id: set }, [pair])];
  return element("primitive", { id, class: "ocf", provider: "pacemaker", type: "Dummy" }, sets);
}

const whole = (resources: readonly Element[]): Element =>
  element(
    "cib",
    { epoch: "7", num_updates: "0", admin_epoch: "0", "validate-with": "pacemaker-3.0" },
    [
      element("configuration", {}, [
        element("crm_config"),
        element("nodes"),
        element("resources", {}, [element(COMMENT), ...resources]),
        element("constraints"),
      ]),
      element("status"),
    ],
  );
