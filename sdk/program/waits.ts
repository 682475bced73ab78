import * as pulumi from "@pulumi/pulumi";
import { type Named, afterConstruction, namesByText } from "./named";
import { type ClusterDeclarations, type Declared, declarationsOn } from "./run";
import { LATE } from "./settle-names";

/**
 * Returns the resources that have to exist before a resource, besides those of its inputs: the cluster, its properties and
 * fence devices, what makes its nodes, and what it names by a plain id.
 */
export async function dependenciesOf(cluster: object, own: Declared): Promise<pulumi.Resource[]> {
  const all = await afterConstruction(cluster);
  const run = declarationsOn(cluster);
  const order = orders.get(run) ?? new Order();
  orders.set(run, order);
  order.extend(all);
  const resources = order.addedFor(own).flatMap(({ resource }) => resource ?? []);
  return pulumi.Resource.isInstance(cluster) ? [cluster, ...resources] : resources;
}

const orders = new WeakMap<ClusterDeclarations, Order>();

const RANKS = { first: 0, node: 1, rest: 2 } as const;

/** Tells whether a kind comes before another one. Of what comes first, what is declared first does. */
function outranks(other: Named, own: Named, isEarlier: boolean): boolean {
  const [rank, ownRank] = [RANKS[other.declared.precedence], RANKS[own.declared.precedence]];
  return rank < ownRank || (rank === 0 && ownRank === 0 && isEarlier);
}

/**
 * What waits for what in one run. Nothing is made to wait for what waits for it: Pulumi would wait for ever. So a name gives
 * way to what the program orders, and a rank to both. A rank also gives way where it cannot be told what the program orders:
 * Pulumi does not keep on what components and resources of other libraries depend.
 */
class Order {
  private readonly all: Named[] = [];
  /** The place of each declaration, and of its resource. */
  private readonly places = new Map<unknown, number>();
  /** For each place, the places for which it waits, and those of them that this library has added. */
  private readonly waits: Set<number>[] = [];
  private readonly added: Declared[][] = [];

  /** Returns what a resource waits for, beside what the program orders. */
  addedFor(own: Declared): readonly Declared[] {
    return this.added[this.places.get(own) ?? -1] ?? [];
  }

  /** Adds what was declared since. What is decided already waits for nothing more. */
  extend(all: readonly Named[]): void {
    const begin = this.all.length;
    for (const named of all.slice(begin)) this.add(named);
    for (const rule of ["name", "rank"] as const) {
      for (let own = begin; own < this.all.length; own++) {
        for (let other = 0; other < this.all.length; other++) this.consider(rule, own, other);
      }
    }
  }

  private add(named: Named): void {
    const place = this.all.push(named) - 1;
    for (const key of [named.declared, named.declared.resource]) this.places.set(key, place);
    const before = [...named.uses, ...named.ancestors].flatMap((r) => this.places.get(r) ?? []);
    this.waits.push(new Set(before));
    this.added.push([]);
    // What depends on a component waits for its children.
    this.all.forEach(({ uses }, i) => {
      if (named.ancestors.some((a) => uses.includes(a))) this.waits[i]?.add(place);
    });
  }

  private consider(rule: "name" | "rank", ownPlace: number, otherPlace: number): void {
    const [own, other] = [this.all[ownPlace] as Named, this.all[otherPlace] as Named];
    const waits = this.waits[ownPlace] as Set<number>;
    if (own === other || waits.has(otherPlace)) return;
    const applies =
      rule === "name" ? namesByText(own, other) : outranks(other, own, otherPlace < ownPlace);
    if (!applies || this.waitsFor(otherPlace, ownPlace, rule === "rank")) return;
    waits.add(otherPlace);
    this.added[ownPlace]?.push(other.declared);
  }

  /** Tells whether one waits, or may wait, for another one, through any number of others. */
  private waitsFor(from: number, to: number, orMay: boolean): boolean {
    const target = this.all[to] as Named;
    const seen = new Set([from]);
    let covered = 0;
    // A set goes through what is added to it meanwhile.
    for (const place of seen) {
      if (place === to) return true;
      for (const before of this.waits[place] as Set<number>) seen.add(before);
      if (!orMay || !this.isOpen(this.all[place] as Named, target)) continue;
      for (; covered < place; covered++) seen.add(covered);
    }
    return false;
  }

  /**
   * Tells whether a resource may wait for anything declared before it. What the target itself waits for cannot wait for the
   * target.
   */
  private isOpen({ uses, ancestors }: Named, target: Named): boolean {
    const isForeign = (r: unknown): boolean => !this.places.has(r);
    return (
      uses.some((r) => r === LATE || (isForeign(r) && !target.uses.includes(r))) ||
      ancestors.some((r) => isForeign(r) && ![...target.uses, ...target.ancestors].includes(r))
    );
  }
}
