type Value = string | number | boolean;

/** Returns the observed values of declared options. An equal value keeps the program's spelling. */
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
