import * as pulumi from "@pulumi/pulumi";

/** One resource of this library that a run of a program declares on a cluster. */
export interface Declared {
  /** Names the resource in the inputs of others: its kind and its Pulumi name. */
  readonly key: string;
  readonly role: "primitive" | "group" | "first" | "other";
  /** The ids in the CIB, as the program gives them. */
  readonly ids: readonly unknown[];
  /** The resources that it names: members, and what its constraints refer to. */
  readonly references: readonly unknown[];
  /** Whether no resource of the program can come before it, except the cluster. */
  readonly isIndependent: boolean;
  /** Missing while the constructor runs. */
  resource?: pulumi.Resource;
}

/** What one run of a program has declared on one cluster. */
export interface ClusterDeclarations {
  /** Owners by id, by member and by object. */
  readonly ids: Map<string, string>;
  readonly members: Map<string, string>;
  readonly objects: Map<string, string>;
  readonly resources: Declared[];
}

type Run = WeakMap<object, ClusterDeclarations>;

/** The symbol is registered, so that two copies of this package share their declarations. */
const KEY = Symbol.for("pulumi-pacemaker/declarations/1");

const withoutEngine = {};

/**
 * Returns what the current run of a program has declared on a cluster. Each run of a program has its own connection to the
 * engine (or its own mocks), also if one process runs several: Automation API programs, unit tests.
 */
export function declarationsOn(cluster: object): ClusterDeclarations {
  const holder: { [KEY]?: Run } = pulumi.runtime.getMonitor() ?? withoutEngine;
  const run = (holder[KEY] ??= new WeakMap());
  const known = run.get(cluster);
  if (known) return known;
  const made = { ids: new Map(), members: new Map(), objects: new Map(), resources: [] };
  run.set(cluster, made);
  return made;
}
