import { isKnownOption, describeUnknownOption } from "../../cib/model/known-options";
import type { Pairs } from "../../cib/xml/nvset";
import { type Scalar, parseDuration, parseInterval } from "../../cib/xml/values";
import { type PropertiesSpec, olderName } from "../../cib/model/cluster-properties";
import type { CommonInputs } from "../../kind/lifecycle";
import type { Table } from "../../kind/arguments";
import {
  type Failure,
  type Rule,
  time,
  integer,
  ISO_IN_INTERVALS,
  oneOf,
  trueOrFalse,
} from "../../kind/rules";
import { kebab, kebabKeys, observeKeys, observeOwnKeys } from "../spelling";

export interface PropertiesInputs extends CommonInputs {
  readonly label: string;
  readonly properties?: Pairs;
  readonly resourceDefaults?: Pairs;
  readonly operationDefaults?: Pairs;
}

/** The arguments that are cluster properties. Pacemaker's name is the argument in kebab case. */
export const PROPERTY_ARGUMENTS = {
  stonithEnabled: { rule: trueOrFalse },
  noQuorumPolicy: { rule: oneOf("stop", "freeze", "ignore", "demote", "suicide") },
  maintenanceMode: { rule: trueOrFalse },
  symmetricCluster: { rule: trueOrFalse },
  clusterRecheckInterval: { rule: time },
  stonithTimeout: { rule: time },
  startFailureIsFatal: { rule: trueOrFalse },
  batchLimit: { rule: integer(0, 1_000_000) },
} satisfies Table;

const typed = (args: PropertiesInputs): Pairs =>
  Object.fromEntries(
    Object.entries(args as unknown as Pairs).filter(([name]) =>
      Object.hasOwn(PROPERTY_ARGUMENTS, name),
    ),
  );

/** Builds the declared properties, under Pacemaker's names. */
export const buildPropertiesSpec = (args: PropertiesInputs): PropertiesSpec => ({
  properties: { ...kebabKeys(typed(args)), ...args.properties },
  resourceDefaults: kebabKeys(args.resourceDefaults),
  operationDefaults: kebabKeys(args.operationDefaults),
});

/** Requires Pacemaker's spelling. */
export const pacemakerSpelling: Rule = (v) => {
  const reasons = Object.keys(v as object)
    .filter(isCamel)
    .map((n) =>
      Object.hasOwn(PROPERTY_ARGUMENTS, n)
        ? `${n} is an argument: use that`
        : `${n} is ${kebab(n)} in Pacemaker's spelling`,
    );
  return reasons.length === 0 ? undefined : reasons.join("; ");
};

/** Refuses times in ISO 8601 where Pacemaker reads them in intervals only: it would take its default, 20 s. */
export const readableTimes: Rule = (v) => {
  const wrong = Object.entries(v as object).filter(
    ([name, time]) =>
      ["timeout", "start-delay"].includes(kebab(name)) &&
      parseInterval(time as Scalar) !== undefined &&
      parseDuration(time as Scalar) === undefined,
  );
  const names = wrong.map(([name]) => name).join(", ");
  return wrong.length === 0 ? undefined : `${names}: ${ISO_IN_INTERVALS}`;
};

/**
 * Refuses properties that are given twice: also as an argument, or under both of their names. No failure names `properties`,
 * because Pulumi would print its values.
 */
export function refuseGivenTwice(args: PropertiesInputs): Failure[] {
  const names = Object.keys(Object(args.properties) as object);
  const given = Object.keys(typed(args));
  const reasonOf = (name: string): string | undefined => {
    const older = olderName(name);
    const own = given.find((argument) => kebab(argument) === older);
    const renamed = older === name ? "" : ` is ${older}, which`;
    if (own !== undefined)
      return `properties: ${name}${renamed} has its own argument, ${own}: give it once`;
    const isTwice = older !== name && names.includes(older);
    return isTwice ? `properties: ${older} and ${name} are the same: give it once` : undefined;
  };
  return names.flatMap((name) => {
    const reason = reasonOf(name);
    return reason === undefined ? [] : [{ property: "", reason }];
  });
}

const isCamel = (name: string): boolean =>
  !isKnownOption("cluster property", name) && isKnownOption("cluster property", kebab(name));

/** Describes names that Pacemaker does not know. */
export const describeUnknownProperties = (args: PropertiesInputs): readonly string[] => {
  const { properties, resourceDefaults, operationDefaults } = buildPropertiesSpec(args);
  return [
    ...Object.keys(properties).flatMap((n) =>
      describeUnknownOption("cluster property", "properties", n),
    ),
    ...Object.keys(resourceDefaults).flatMap((n) =>
      describeUnknownOption("meta attribute", "resourceDefaults", n),
    ),
    ...Object.keys(operationDefaults).flatMap((n) =>
      describeUnknownOption("operation default", "operationDefaults", n),
    ),
  ];
};

interface Part {
  readonly key: keyof PropertiesSpec;
  readonly name: string;
  readonly part: string;
}

/** Returns each name as one part, because another resource may declare it too, also under a property's other name. */
export const propertiesParts = (args: PropertiesInputs): readonly Part[] =>
  Object.entries(buildPropertiesSpec(args)).flatMap(([key, pairs]) =>
    Object.keys(pairs as Pairs).map((name) => ({
      key: key as keyof PropertiesSpec,
      name,
      part: `${key} ${key === "properties" ? olderName(name) : name}`,
    })),
  );

/** Removes one name from the arguments, in both spellings and in both places. */
export function omitParts(
  args: PropertiesInputs,
  key: keyof PropertiesSpec,
  name: string,
): PropertiesInputs {
  const without = (pairs: Pairs | undefined): Pairs =>
    Object.fromEntries(Object.entries(pairs ?? {}).filter(([n]) => kebab(n) !== name));
  const nested = { ...args, [key]: without(args[key]) };
  return key === "properties"
    ? (Object.fromEntries(
        Object.entries(nested).filter(
          ([n]) => !(Object.hasOwn(PROPERTY_ARGUMENTS, n) && kebab(n) === name),
        ),
      ) as unknown as PropertiesInputs)
    : nested;
}

/** Returns the arguments with observed values in place of declared ones. */
export function observePropertiesArgs(
  args: PropertiesInputs,
  seen: PropertiesSpec,
): PropertiesInputs {
  const own = Object.fromEntries(
    Object.entries(args).filter(([name]) => !Object.hasOwn(PROPERTY_ARGUMENTS, name)),
  );
  const { properties, resourceDefaults, operationDefaults } = args;
  return {
    ...own,
    ...observeKeys(typed(args), seen.properties),
    ...(properties ? { properties: observeOwnKeys(properties, seen.properties) } : {}),
    ...(resourceDefaults
      ? { resourceDefaults: observeKeys(resourceDefaults, seen.resourceDefaults) }
      : {}),
    ...(operationDefaults
      ? { operationDefaults: observeKeys(operationDefaults, seen.operationDefaults) }
      : {}),
  } as unknown as PropertiesInputs;
}
