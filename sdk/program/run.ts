import * as pulumi from "@pulumi/pulumi";

/** Decides which resources a run makes first: properties, fence devices and attributes of nodes, then what makes a node, then the rest. */
export type Precedence = "first" | "node" | "rest";

/** One resource of this library that a run of a program declares on a cluster. */
export interface Declared {
  /** Names the resource in the inputs of others: its kind and its Pulumi name. */
  readonly key: string;
  readonly precedence: Precedence;
  /** The ids in the CIB, as the program gives them. */
  readonly ids: readonly unknown[];
  /** The resources that it names: members, and what its constraints refer to. */
  readonly references: readonly unknown[];
  /** Its arguments, without the cluster, and those options that hold resources. */
  readonly uses: unknown;
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
const KEY = Symbol.for("pulumi-pacemaker/declarations/2");

type Holder = { [KEY]?: Run };

const withoutEngine: Holder = {};

/** The CLI starts one such process for each run of a program. */
const isProgramProcess = (): boolean => /[\\/]cmd[\\/]run\b/.test(process.argv[1] ?? "");

/**
 * Returns what the current run of a program has declared on a cluster. Each run of a program has its own connection to the
 * engine (or its own mocks), also if one process runs several: Automation API programs, unit tests.
 */
export function declarationsOn(cluster: object): ClusterDeclarations {
  const holder = holderOf(pulumi.runtime.getMonitor());
  const run = (holder[KEY] ??= new WeakMap());
  const known = run.get(cluster);
  if (known) return known;
  const made = { ids: new Map(), members: new Map(), objects: new Map(), resources: [] };
  run.set(cluster, made);
  return made;
}

/**
 * Returns the object that holds the declarations of a run. Two copies of @pulumi/pulumi in one program connect to the engine
 * separately, so the CLI's process keeps the first connection to an address. Elsewhere a connection holds its own: a
 * long-lived process must not keep the runs that have ended.
 */
function holderOf(monitor: object | undefined): Holder {
  if (monitor === undefined) return withoutEngine;
  const address = (monitor as Connection).getChannel?.().getTarget();
  if (address === undefined || !isProgramProcess()) return monitor;
  const shared = ((globalThis as Shared)[CONNECTIONS] ??= new Map<string, Holder>());
  const first = shared.get(address) ?? monitor;
  shared.set(address, first);
  return first;
}

const CONNECTIONS = Symbol.for("pulumi-pacemaker/connections/1");

type Shared = { [CONNECTIONS]?: Map<string, Holder> };

/** What a client of gRPC has, and mocks do not. */
interface Connection {
  readonly getChannel?: () => { readonly getTarget: () => string };
}
