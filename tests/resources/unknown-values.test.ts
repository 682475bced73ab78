import { LIFECYCLES } from "../../sdk/provider/register";
import { type AnyKind, changesOf, declaredArgs } from "./contract";
import { KIND_SAMPLES } from "./kind-samples";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

type Hole = readonly [path: string, value: unknown];

/** Returns a value with an unknown one in each of its places, at every depth. */
function holes(value: unknown, path: string): readonly Hole[] {
  const inside = Object.entries(typeof value === "object" && value !== null ? value : {}).flatMap(
    ([name, v]) =>
      holes(v, `${path}.${name}`).map(([p, hole]): Hole => [
        p,
        Array.isArray(value)
          ? value.with(Number(name), hole)
          : { ...(value as object), [name]: hole },
      ]),
  );
  return [[path, UNKNOWN], ...inside];
}

/** Finds places of the samples of a kind at which an unknown value is refused. */
const refusedPlaces = (kind: AnyKind): readonly string[] =>
  (KIND_SAMPLES[kind.type] ?? []).flatMap((sample) => {
    const first = declaredArgs(kind, sample);
    return [...Object.entries(first), ...changesOf(sample)]
      .filter(([name]) => !name.startsWith("__"))
      .flatMap(([name, value]) => holes(value, name).map((hole) => [name, ...hole] as const))
      .flatMap(([name, path, value]) =>
        kind.validate({ ...first, [name]: value }).map(({ reason }) => `${path}: ${reason}`),
      );
  });

describe("Validation in a preview", () => {
  test.each(LIFECYCLES.map(({ kind }) => [kind.type, kind as AnyKind] as const))(
    "takes unknown values at every depth: %s",
    (_type, kind) => {
      expect(refusedPlaces(kind)).toEqual([]);
    },
  );
});
