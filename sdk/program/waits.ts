import * as pulumi from "@pulumi/pulumi";
import { type Named, afterConstruction, namesByText } from "./named";
import { type ClusterDeclarations, type Declared, declarationsOn } from "./run";
import { resourcesOf } from "./settle-names";

/**
 * Returns the resources that have to exist before a resource, besides those of its inputs: the cluster, its properties and
 * fence devices, what makes its nodes, and what it names by a plain id.
 */
export async function dependenciesOf(cluster: object, own: Declared): Promise<pulumi.Resource[]> {
  const all = await afterConstruction(cluster);
  const run = declarationsOn(cluster);
  const waits = waitsOfRuns.get(run) ?? new Waits();
  waitsOfRuns.set(run, waits);
  waits.extend(all);
  const resources = waits.of(own).flatMap(({ resource }) => resource ?? []);
  return pulumi.Resource.isInstance(cluster) ? [cluster, ...resources] : resources;
}

const waitsOfRuns = new WeakMap<ClusterDeclarations, Waits>();

const RANKS = { first: 0, node: 1, primitive: 2, group: 2, other: 2 } as const;

/** Tells whether a kind comes before another one. Of properties and fence devices, what is declared first does. */
function outranks(other: Named, own: Named, isEarlier: boolean): boolean {
  const [rank, ownRank] = [RANKS[other.declared.role], RANKS[own.declared.role]];
  return rank < ownRank || (rank === 0 && ownRank === 0 && isEarlier);
}

/**
 * What waits for what in one run. Nothing waits for what would wait for it: Pulumi would wait for ever. So a name gives way
 * to what the program orders, and a rank to both. A rank also gives way to what the program may order: what uses a promise,
 * or a resource of another library, may depend on all that is declared before it.
 */
class Waits {
  private readonly all: Named[] = [];
  /** The places of what each one waits for, by the program or by a rule. */
  private readonly waits: Set<number>[] = [];
  private readonly added: Declared[][] = [];
  private readonly isOpen: boolean[] = [];

  of(own: Declared): readonly Declared[] {
    return this.added[this.all.findIndex(({ declared }) => declared === own)] ?? [];
  }

  /** Adds what was declared since. Nothing that is decided already changes by it. */
  extend(all: readonly Named[]): void {
    for (const named of all.slice(this.all.length)) {
      const last = this.all.push(named) - 1;
      const places = named.declared.uses.map((use) =>
        this.all.findIndex(({ declared }) => declared.resource === use),
      );
      this.waits.push(new Set(places.filter((i) => i >= 0)));
      this.added.push([]);
      this.isOpen.push(places.includes(-1));
      for (const rule of ["name", "rank"] as const) {
        for (let i = 0; i < last; i++) this.consider(rule, i, last);
        for (let i = 0; i < last; i++) this.consider(rule, last, i);
      }
    }
  }

  private consider(rule: "name" | "rank", at: number, ownAt: number): void {
    const [other, own] = [this.all[at] as Named, this.all[ownAt] as Named];
    const waits = this.waits[ownAt] as Set<number>;
    const applies = rule === "name" ? namesByText(own, other) : outranks(other, own, at < ownAt);
    if (waits.has(at) || !applies || this.reaches(at, ownAt, rule === "rank")) return;
    waits.add(at);
    this.added[ownAt]?.push(other.declared);
  }

  /** Tells whether a resource waits, or may wait, for another one, through any number of others. */
  private reaches(from: number, to: number, may: boolean): boolean {
    const seen = new Set([from]);
    // A set goes through what is added to it meanwhile.
    for (const i of seen) {
      if (i === to) return true;
      for (const wait of this.waits[i] as Set<number>) seen.add(wait);
      if (may && this.isOpen[i]) for (let k = 0; k < i; k++) seen.add(k);
    }
    return false;
  }
}

/** Returns the resources and promises in a value, except the given resource. */
export function usesOf(value: unknown, except: unknown): readonly unknown[] {
  if (value === except || typeof value !== "object" || value === null) return [];
  if (value instanceof Promise || pulumi.Resource.isInstance(value)) return [value];
  if (pulumi.Output.isInstance(value)) return [...resourcesOf(value)].filter((r) => r !== except);
  return Object.values(value).flatMap((v) => usesOf(v, except));
}
