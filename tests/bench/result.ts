/** How often everything is measured; `PULUMI_PACEMAKER_BENCH_ROUNDS=1` tries whether it works at all. */
export const ROUNDS = Number(process.env.PULUMI_PACEMAKER_BENCH_ROUNDS ?? 7);

/** What one way of doing a thing took, run after run. */
export interface Series {
  /** What was done: `the guide's configuration, until it is in the CIB`. */
  readonly what: string;
  /** By whom: `pcs, one SSH session`. */
  readonly who: string;
  readonly unit: string;
  readonly values: readonly number[];
}

/** A promise of the project, and what came of it in this run. */
export interface Target {
  readonly wanted: string;
  readonly found: string;
  readonly reached: boolean;
}

export interface Result {
  readonly series: readonly Series[];
  readonly targets: readonly Target[];
  /** Sentences below the table. */
  readonly notes?: readonly string[];
  /** Parts of one whole, in its order, for the stacked bar: seconds. */
  readonly parts?: readonly { readonly part: string; readonly seconds: number }[];
}

const sorted = (values: readonly number[]): readonly number[] => [...values].sort((a, b) => a - b);

export const least = (values: readonly number[]): number => Math.min(...values);
export const most = (values: readonly number[]): number => Math.max(...values);

export function median(values: readonly number[]): number {
  const [list, half] = [sorted(values), Math.floor(values.length / 2)];
  const [low = NaN, high = NaN] = [list[half - (values.length % 2 === 0 ? 1 : 0)], list[half]];
  return (low + high) / 2;
}

/** Series that are filled in rounds, so that a machine that is slow for a while is slow for all of them. */
export class Samples {
  private readonly all = new Map<
    string,
    { what: string; who: string; unit: string; values: number[] }
  >();

  add(what: string, who: string, value: number, unit = "s"): void {
    const key = `${what}|${who}`;
    const series = this.all.get(key) ?? { what, who, unit, values: [] };
    series.values.push(value);
    this.all.set(key, series);
  }

  /** The median of a series. */
  of(what: string, who: string): number {
    return median(this.values(what, who));
  }

  /** How much more one is than another: the median of the differences in each round, of which the machine may be slow in one. */
  above(what: string, who: string, other: string): number {
    const others = this.values(what, other);
    return median(this.values(what, who).map((value, round) => value - (others[round] ?? NaN)));
  }

  private values(what: string, who: string): readonly number[] {
    return this.all.get(`${what}|${who}`)?.values ?? [];
  }

  get series(): readonly Series[] {
    return [...this.all.values()];
  }
}

/** Seconds that some work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

/** A target that is a ratio, or a difference, of at most so much. */
export const atMost = (wanted: string, limit: number, found: number, unit = ""): Target => ({
  wanted,
  found: `${round(found)}${unit}`,
  reached: found <= limit,
});

export const round = (value: number): string =>
  Math.abs(value) >= 100
    ? value.toFixed(0)
    : Math.abs(value) >= 1
      ? value.toFixed(1)
      : value.toFixed(3);
