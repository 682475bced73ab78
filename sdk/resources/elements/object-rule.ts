import { type Table, validateTable } from "../../kind/arguments";
import { type Failure, type Rule, isUnknown } from "../../kind/rules";
import { isObject } from "../../kind/nested-rules";

type Entry = Readonly<Record<string, unknown>>;

/** Validates an object by a table, and by what its arguments have to do with each other. Returns every reason. */
export const objectRule =
  (table: Table, validate: (entry: Entry) => readonly string[] = () => []): Rule =>
  (v) => {
    if (!isObject(v)) return "must be an object";
    const failures = [...validateTable(table, v).map((f: Failure) => f.reason), ...validate(v)];
    return failures.length === 0 ? undefined : failures.join("; ");
  };

/** Finds values that two entries of a list of objects share. */
export const findShared =
  (...names: readonly string[]): Rule =>
  (v) => {
    const entries = (v as readonly unknown[]).filter(isObject);
    const reasons = names.flatMap((name) => {
      const values = entries
        .map((e) => e[name])
        .filter((value) => value !== undefined && !isUnknown(value));
      const shared = values.filter((value, i) => values.indexOf(value) !== i);
      return [...new Set(shared)].map((s) => `two entries have the ${name} ${JSON.stringify(s)}`);
    });
    return reasons.length === 0 ? undefined : reasons.join("; ");
  };

/** Removes what is not given, so that entries can be compared. */
export const given = (entry: Entry): Entry =>
  Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));
