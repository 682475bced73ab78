/** Number of rounds. Set `PULUMI_PACEMAKER_BENCH_ROUNDS=1` for a quick trial. */
export const ROUNDS = Number(process.env.PULUMI_PACEMAKER_BENCH_ROUNDS ?? 7);

/** Measured values of one operation with one tool, one per run. */
export interface Series {
  /** The operation: `the guide's configuration, until it is in the CIB`. */
  readonly what: string;
  /** The tool: `pcs, one SSH session`. */
  readonly who: string;
  readonly unit: string;
  readonly values: readonly number[];
}

/** A target of the project, and the measured value. */
export interface Target {
  readonly wanted: string;
  readonly found: string;
  readonly reached: boolean;
}

export interface Result {
  readonly series: readonly Series[];
  readonly targets: readonly Target[];
  /** Paragraphs above the table. */
  readonly notes?: readonly string[];
  /** Parts of one run in seconds, in order, for the stacked bar. */
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

/** Series that are filled in rounds, so that a slow phase of the machine affects all of them. */
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

  /** Returns the median of a series. */
  of(what: string, who: string): number {
    return median(this.values(what, who));
  }

  /** Returns the median of the differences between two series in each round. A single slow round has no effect. */
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

/** Returns the duration of `work` in seconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

/** Makes a target: the measured ratio or difference is at most `limit`. */
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
