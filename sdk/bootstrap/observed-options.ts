type Value = string | number | boolean;

/** Declared options as the cluster has them, in the program's own spelling where they are equal. */
export const observeOptions = (
  declared: Readonly<Record<string, Value>>,
  wanted: Readonly<Record<string, string>>,
  present: Readonly<Record<string, string>>,
): Record<string, Value> =>
  Object.fromEntries(
    Object.entries(declared).flatMap(([name, value]) => {
      const there = present[name];
      if (there === undefined) return [];
      return [[name, there === wanted[name] ? value : there]];
    }),
  );
