import type * as pulumi from "@pulumi/pulumi";
import { type Element, element, idOf } from "../cib/element";
import { section } from "../cib/find";
import type { Pairs } from "../cib/nvset";
import {
  NO_PROPERTIES,
  type PropertiesSpec,
  differences,
  observeProperties,
  putProperties,
} from "../cib/properties";
import type { CibKind, CommonInputs } from "../engine/kind";
import { refuseDeadlock } from "../engine/fencing";
import { type CommonArgs, PacemakerResource } from "../engine/resource";
import {
  type Rule,
  all,
  check,
  duration,
  integer,
  oneOf,
  pairs,
  trueOrFalse,
} from "../engine/validate";
import { kebab, kebabKeys, observedKeys, observedOwn, spelledOnce } from "./names";
import type { Value } from "./primitive-args";

export interface PacemakerPropertiesArgs extends CommonArgs {
  /** Whether failed nodes are fenced. @default Pacemaker's: true; without a fence device nothing starts then */
  stonithEnabled?: pulumi.Input<boolean>;
  /** What a partition without quorum does. `ignore` risks data on both sides. @default Pacemaker's: "stop" */
  noQuorumPolicy?: pulumi.Input<"stop" | "freeze" | "ignore" | "demote" | "suicide">;
  /** Leave everything running and start, stop and monitor nothing. @default Pacemaker's: false */
  maintenanceMode?: pulumi.Input<boolean>;
  /** Whether resources may run anywhere unless a constraint forbids it. @default Pacemaker's: true */
  symmetricCluster?: pulumi.Input<boolean>;
  /** How often time-based rules and failure time-outs are looked at. @default Pacemaker's: "15min" */
  clusterRecheckInterval?: pulumi.Input<string>;
  /** Time-out of fencing operations. @default Pacemaker's: "60s" */
  stonithTimeout?: pulumi.Input<string>;
  /** Whether a failed start bans the resource from that node. @default Pacemaker's: true */
  startFailureIsFatal?: pulumi.Input<boolean>;
  /** How many operations may run at once in the whole cluster, 0 for Pacemaker's choice. @default Pacemaker's: 0 */
  batchLimit?: pulumi.Input<number>;
  /** Cluster properties that have no argument of their own, in Pacemaker's spelling. */
  properties?: pulumi.Input<Record<string, Value>>;
  /** Defaults of meta attributes of all resources: `{ resourceStickiness: 100 }`. */
  resourceDefaults?: pulumi.Input<Record<string, Value>>;
  /** Defaults of all operations: `{ timeout: "60s" }`. */
  operationDefaults?: pulumi.Input<Record<string, Value>>;
}

interface Inputs extends CommonInputs {
  readonly label: string;
  readonly properties?: Pairs;
  readonly resourceDefaults?: Pairs;
  readonly operationDefaults?: Pairs;
}

const RULES: Readonly<Record<string, Rule>> = {
  stonithEnabled: trueOrFalse,
  noQuorumPolicy: oneOf("stop", "freeze", "ignore", "demote", "suicide"),
  maintenanceMode: trueOrFalse,
  symmetricCluster: trueOrFalse,
  clusterRecheckInterval: duration,
  stonithTimeout: duration,
  startFailureIsFatal: trueOrFalse,
  batchLimit: integer(0, 1_000_000),
};

const typed = (args: Inputs): Pairs =>
  Object.fromEntries(Object.entries(args as unknown as Pairs).filter(([name]) => name in RULES));

const spec = (args: Inputs): PropertiesSpec => ({
  properties: { ...kebabKeys(typed(args)), ...args.properties },
  resourceDefaults: kebabKeys(args.resourceDefaults),
  operationDefaults: kebabKeys(args.operationDefaults),
});

/** @internal */
export const pacemakerProperties: CibKind<Inputs> = {
  type: "pacemaker:PacemakerProperties",
  identity: [],
  validate: (args) => [
    ...Object.entries(RULES).flatMap(([property, rule]) => check(args, property, rule)),
    ...check(args, "properties", all(pairs, givenOnce(args))),
    ...check(args, "resourceDefaults", all(pairs, spelledOnce)),
    ...check(args, "operationDefaults", all(pairs, spelledOnce)),
  ],
  locate: (cib, args, id) => (id === undefined ? conflict(cib, args) : section(cib, "crm_config")),
  put: (cib, { args, before }) => {
    const next = putProperties(cib, spec(args), before ? spec(before) : NO_PROPERTIES);
    refuseDeadlock(cib, next);
    return { cib: next, id: `properties/${args.label}` };
  },
  observe: (cib, _id, args) => observed(args, observeProperties(cib, spec(args))),
  parts: (args) => partsOf(args).map((p) => p.part),
  minus: (args, stays) => {
    const gone = partsOf(args).filter((p) => stays(p.part));
    return gone.reduce((left, { key, name }) => leaveOut(left, key, name), args);
  },
  remove: (cib, _id, args) => putProperties(cib, NO_PROPERTIES, spec(args)),
  awaits: () => ({ resources: [] }),
};

const givenOnce =
  (args: Inputs): Rule =>
  (v) => {
    const twice = Object.keys(typed(args)).filter((name) => kebab(name) in (v as object));
    return twice.length === 0
      ? undefined
      : twice
          .map((name) => `${kebab(name)} has an argument of its own, ${name}: give it once`)
          .join("; ");
  };

interface Part {
  readonly key: keyof PropertiesSpec;
  readonly name: string;
  readonly part: string;
}

const partsOf = (args: Inputs): readonly Part[] =>
  Object.entries(spec(args)).flatMap(([key, pairs]) =>
    Object.keys(pairs as Pairs).map((name) => ({
      key: key as keyof PropertiesSpec,
      name,
      part: `${key} ${name}`,
    })),
  );

/** The arguments without one name, however it is spelled and wherever it stands. */
function leaveOut(args: Inputs, key: keyof PropertiesSpec, name: string): Inputs {
  const without = (pairs: Pairs | undefined): Pairs =>
    Object.fromEntries(Object.entries(pairs ?? {}).filter(([n]) => kebab(n) !== name));
  const nested = { ...args, [key]: without(args[key]) };
  return key === "properties"
    ? (Object.fromEntries(
        Object.entries(nested).filter(([n]) => !(n in RULES && kebab(n) === name)),
      ) as unknown as Inputs)
    : nested;
}

/** What the cluster has otherwise, as an element to show. A fresh cluster's own defaults are no conflict. */
function conflict(cib: Element, args: Inputs): Element | undefined {
  const fresh = section(cib, "rsc_defaults").children.every(
    (s) => idOf(s) === "build-resource-defaults",
  );
  const compared = fresh ? { ...spec(args), resourceDefaults: {} } : spec(args);
  const different = differences(cib, compared);
  if (different.length === 0) return undefined;
  return element("properties", Object.fromEntries(different));
}

function observed(args: Inputs, seen: PropertiesSpec): Inputs {
  const own = Object.fromEntries(Object.entries(args).filter(([name]) => !(name in RULES)));
  const { properties, resourceDefaults, operationDefaults } = args;
  return {
    ...own,
    ...observedKeys(typed(args), seen.properties),
    ...(properties ? { properties: observedOwn(properties, seen.properties) } : {}),
    ...(resourceDefaults
      ? { resourceDefaults: observedKeys(resourceDefaults, seen.resourceDefaults) }
      : {}),
    ...(operationDefaults
      ? { operationDefaults: observedKeys(operationDefaults, seen.operationDefaults) }
      : {}),
  } as unknown as Inputs;
}

/**
 * Cluster properties and defaults. Only what is declared is owned: removing an argument restores Pacemaker's default.
 * Everything that is constructed later on the same `cluster` depends on it, so that it is set first and removed last.
 *
 * @example
 * ```ts
 * new PacemakerProperties("options", {
 *   cluster, stonithEnabled: false, noQuorumPolicy: "ignore", resourceDefaults: { resourceStickiness: 100 },
 * });
 * ```
 */
export class PacemakerProperties extends PacemakerResource {
  declare readonly stonithEnabled: pulumi.Output<boolean> | undefined;
  declare readonly noQuorumPolicy: pulumi.Output<string> | undefined;

  constructor(name: string, args: PacemakerPropertiesArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      name,
      {
        type: "PacemakerProperties",
        args,
        inputs: {
          label: name,
        },
      },
      opts,
    );
  }
}
