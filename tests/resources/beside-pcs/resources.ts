import { resourceGroup } from "../../../sdk/resources/groups/resource-group";
import { primitive } from "../../../sdk/resources/primitives/primitive";
import type { BesidePcs } from "./row";

const words = (line: string): readonly string[] => line.split(" ");

const g = { name: "g", members: ["a", "b"] };

/** Primitives, groups, clones and bundles. */
export const RESOURCE_ROWS: readonly BesidePcs[] = [
  {
    title: "a clone of a group",
    kind: resourceGroup,
    args: { ...g, clone: { name: "g-clone", meta: { interleave: true, cloneMax: 2 } } },
    pcs: [words("resource group add g a b"), words("resource clone g clone-max=2 interleave=true")],
    since: "0.10",
  },
  {
    title: "a promotable clone of a primitive",
    kind: primitive,
    args: {
      name: "p",
      agent: "ocf:pacemaker:Stateful",
      promotable: { name: "p-clone", meta: { promotedMax: 1 } },
    },
    pcs: [words("resource create p ocf:pacemaker:Stateful promotable promoted-max=1")],
    since: "0.10",
  },
];
