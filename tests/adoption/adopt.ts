import type { Agent } from "../../sdk/cib/model/agent";
import { diffCib } from "../../sdk/cib/patch/diff";
import { COMMENT, type Element, configurationOf, idOf, walk } from "../../sdk/cib/xml/element";
import { PreconditionFailed } from "../../sdk/errors";
import type { CibKind } from "../../sdk/kind/cib-kind";
import { OF_CLUSTER } from "../../sdk/resources/properties/read";
import { CIB_KINDS } from "../../sdk/provider/register";
import { CLUSTER } from "../resources/kind-helpers";

/** What became of one object of a foreign CIB. */
export interface Adopted {
  /** The object, such as `rsc_order o1`. */
  readonly object: string;
  /** The kind that reads it; missing if none does. */
  readonly kind?: string;
  /** Why it is not adopted; missing if what is read declares it, and putting that changes nothing. */
  readonly refusal?: string;
}

/** Takes every parameter and every operation, and has no default operations. */
const anyAgent = (declared: unknown): Agent => {
  const names = Object.keys(Object((declared as { parameters?: object }).parameters) as object);
  const parameters = names.map((name) => ({
    ...{ name, type: "string", required: false, obsoletes: [], named: [] },
  }));
  return { parameters, actions: [], operations: [] };
};

/** Holders are read with what is in them, and what is in a bundle, a group or a clone is an object of its own. */
const HOLDERS = ["clone", "master", "group", "bundle"];

const objectsIn = (e: Element): readonly Element[] => {
  const inner = HOLDERS.includes(e.name)
    ? e.children.filter((c) => c.name === "primitive" || c.name === "group").flatMap(objectsIn)
    : [];
  return e.name === "clone" || e.name === "master" ? inner : [e, ...inner];
};

/** What is no object of an administrator: a comment, a node without attributes, properties that the cluster itself writes. */
function isOfCluster(e: Element): boolean {
  const names = walk(e).flatMap((c) => (c.name === "nvpair" ? [c.attributes.name ?? ""] : []));
  const isEmpty = ["node", "cluster_property_set"].includes(e.name);
  return e.name === COMMENT || (isEmpty && names.every((n) => OF_CLUSTER.includes(n)));
}

/** The objects of a configuration: what a program would declare as one resource each. */
export const objectsOf = (cib: Element): readonly Element[] =>
  configurationOf(cib).children.flatMap((section) =>
    section.children.flatMap(objectsIn).filter((e) => !isOfCluster(e)),
  );

/** Reads an object of a CIB with the first kind that knows it, and puts what was read. */
export function adopt(cib: Element, e: Element): Adopted {
  const object = `${e.name} ${idOf(e)}`;
  let kind: CibKind<never> | undefined;
  try {
    for (kind of CIB_KINDS as readonly unknown[] as readonly CibKind<never>[]) {
      const read = kind.read?.(cib, e);
      if (read) return { object, kind: kind.type, ...judge(cib, kind, read) };
    }
    return { object, refusal: "no kind reads it" };
  } catch (error) {
    if (!(error instanceof PreconditionFailed)) throw error;
    return { object, ...(kind ? { kind: kind.type } : {}), refusal: error.message };
  }
}

function judge(cib: Element, kind: CibKind<never>, read: object): Pick<Adopted, "refusal"> {
  const args = { __kind: kind.type, cluster: CLUSTER, ...read } as never;
  const failures = kind.validate(args).map(({ reason }) => reason);
  if (failures.length > 0) return { refusal: failures.join("; ") };
  const present = kind.locate(cib, args);
  const request = { args, agent: () => anyAgent(read), ...(present ? { id: idOf(present) } : {}) };
  const changes = diffCib(cib, kind.put(cib, request).cib);
  return changes.length === 0 ? {} : { refusal: `it would change: ${JSON.stringify(changes)}` };
}
