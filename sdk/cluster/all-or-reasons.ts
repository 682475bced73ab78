/** Does the same in several places at once, and ends everywhere before it fails, with every reason. */
export async function runEverywhere<T>(
  places: readonly T[],
  work: (place: T) => Promise<unknown>,
): Promise<void> {
  const done = await Promise.allSettled(places.map(work));
  const failures = done.flatMap((d) => (d.status === "rejected" ? [d.reason as Error] : []));
  const [first] = failures;
  if (failures.length > 1) throw new Error(failures.map((f) => f.message).join("\n"));
  if (first) throw first;
}
