import {
  type FencingLevel,
  type FencingTarget,
  readLevels,
} from "../../../cib/model/elements/fencing-levels";
import type { TableOf } from "../../../kind/arguments";
import type { ReadArguments } from "../../../kind/cib-kind";
import type { CommonInputs } from "../../../kind/lifecycle";
import { type Failure, type Rule, allRules, integer, listOf } from "../../../kind/rules";
import { idList } from "../definition";
import { findShared, objectRule } from "../object-rule";
import { isObject } from "../../../kind/nested-rules";

/** A level as the provider gets it. */
export interface DeclaredLevel {
  readonly devices: readonly string[];
  readonly index?: number;
}

/** The inputs of a fencing topology. */
export interface FencingInputs extends CommonInputs {
  readonly label: string;
  readonly node?: string;
  readonly nodePattern?: string;
  readonly nodeAttribute?: { readonly name: string; readonly value: string };
  readonly levels: readonly DeclaredLevel[];
}

/** The schema takes fewer characters in the list of devices than in an id. */
const deviceIds: Rule = allRules(idList(1), (v) => {
  const wrong = (v as readonly unknown[]).filter((d) => !/^[a-zA-Z0-9_.-]+$/.test(String(d)));
  return wrong.length === 0
    ? undefined
    : `${wrong.map((d) => JSON.stringify(d)).join(", ")} cannot stand in a fencing level, which takes A-Z, a-z, 0-9, "_", "-" and "."`;
});

const LEVEL: TableOf<DeclaredLevel> = {
  devices: { rule: deviceIds, required: true },
  index: { rule: integer(1, 9) },
};

const TARGETS = ["node", "nodePattern", "nodeAttribute"] as const;

/** Validates the list of levels. */
export const levelsRule: Rule = listOf(objectRule(LEVEL));

/** Returns the target as the cluster has it. */
export const targetOf = ({ node, nodePattern, nodeAttribute }: FencingInputs): FencingTarget => {
  if (node !== undefined) return { target: node };
  if (nodePattern !== undefined) return { "target-pattern": nodePattern };
  const { name = "", value = "" } = nodeAttribute ?? {};
  return { "target-attribute": name, "target-value": value };
};

/** Names the target in the Pulumi id. */
export const targetName = (args: FencingInputs): string => Object.values(targetOf(args)).join("=");

/** Gives each level its index. */
export const withIndex = (levels: readonly DeclaredLevel[]): readonly FencingLevel[] =>
  levels.map(({ devices, index }, i) => ({ devices, index: index ?? i + 1 }));

/**
 * Returns the levels of a target in the declared order, which need not be that of the indexes; levels that are not declared
 * follow.
 * @param seen the levels of the cluster, in the order of their indexes
 */
export function observeLevels(
  declared: readonly DeclaredLevel[],
  seen: readonly FencingLevel[],
): readonly DeclaredLevel[] {
  const wanted = withIndex(declared);
  const known = wanted.flatMap((w) => seen.find(({ index }) => index === w.index) ?? []);
  const others = seen.filter((level) => !known.includes(level));
  return [...known, ...others].map(({ index, devices }, i) => {
    const own = declared[wanted.findIndex((w) => w.index === index)];
    return { devices, ...(own?.index === undefined && index === i + 1 ? {} : { index }) };
  });
}

/** Requires one target. */
export function validateTarget(args: FencingInputs): readonly Failure[] {
  const given = TARGETS.filter((t) => args[t] !== undefined);
  if (given.length === 1) return [];
  const [property = "node"] = given;
  const words = `${TARGETS.slice(0, -1).join(", ")} or ${TARGETS.at(-1) ?? ""}`;
  return [
    {
      property,
      reason:
        given.length === 0
          ? `${words} is required`
          : `${given.join(" and ")} together: give one of them`,
    },
  ];
}

/** Refuses an index that two levels share, and more levels than Pacemaker takes. */
export function validateIndexes(levels: unknown): readonly Failure[] {
  if (!Array.isArray(levels)) return [];
  const indexed = withIndex(levels.map((l: unknown) => Object(l) as DeclaredLevel));
  const reason = findShared("index")(indexed.filter((_level, i) => isObject(levels[i])));
  const isTooMany = levels.length > 9 ? "must have at most 9 levels" : undefined;
  return [reason, isTooMany].flatMap((r) =>
    r === undefined ? [] : [{ property: "levels", reason: `levels: ${r}` }],
  );
}

/** Reads all levels of a target as arguments, at the first of them. */
export const readTopology: ReadArguments = (cib, { name, attributes: a }) => {
  if (name !== "fencing-level") return undefined;
  const target = {
    ...(a.target === undefined ? {} : { node: a.target }),
    ...(a["target-pattern"] === undefined ? {} : { nodePattern: a["target-pattern"] }),
    ...(a["target-attribute"] === undefined
      ? {}
      : { nodeAttribute: { name: a["target-attribute"], value: a["target-value"] ?? "" } }),
  };
  const args = { label: a.id ?? "", ...target };
  return { ...args, levels: readLevels(cib, targetOf(args as unknown as FencingInputs)) };
};
