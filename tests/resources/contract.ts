import { isDeepStrictEqual } from "node:util";
import { type CibChange, diffCib } from "../../sdk/cib/patch/diff";
import type { Element } from "../../sdk/cib/xml/element";
import { writeXml } from "../../sdk/cib/xml/parse";
import { isSecretName } from "../../sdk/cib/xml/redact";
import type { Agent } from "../../sdk/cib/model/agent";
import type { Argument } from "../../sdk/kind/arguments";
import type { CibKind, Put } from "../../sdk/kind/cib-kind";
import type { CommonInputs, ResourceKind } from "../../sdk/kind/lifecycle";
import type { PrimitiveArgument } from "../../sdk/resources/primitives/definition";
import type { ExportedClass } from "./exported-classes";
import type { Sample } from "./kind-samples";

/** The checks of the contract. Each failure is one sentence that names the missing part and where to add it. */
type Failures = readonly string[];

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- kinds of different arguments in one list
export type AnyKind = ResourceKind<any>;
type Samples = Readonly<Record<string, readonly Sample[]>>;
type Given = Readonly<Record<string, unknown>>;

const REGISTER = "sdk/provider/register.ts";
const INDEX = "sdk/index.ts";
const SAMPLES = "tests/resources/kind-samples.ts";

/** Returns the arguments that a program can give. */
const argumentsOf = (kind: AnyKind): readonly string[] =>
  Object.keys(kind.arguments).filter((name) => kind.arguments[name]?.internal !== true);

/** Finds classes whose kind the provider does not know or that have no type, and kinds that no program can use. */
export const checkRegistration = (
  kinds: readonly AnyKind[],
  classes: readonly ExportedClass[],
): Failures => [
  ...classes.flatMap(({ name, token, kind }) => {
    if (token === undefined)
      return [`${name}: its file has no kind ${kind} with a \`type\`: pass one to super() there`];
    return kinds.some((k) => k.type === token)
      ? []
      : [`${name} (${token}) is exported by ${INDEX}, but not in ${REGISTER}: add ${kind} there`];
  }),
  ...classes.flatMap(({ name, kind, hasType }) =>
    hasType
      ? []
      : [
          `${name} has no type, so ${name}.isInstance accepts every resource: add \`static override readonly __pulumiType = resourceType(${kind})\` to the class`,
        ],
  ),
  ...kinds.flatMap(({ type }) => {
    const of = classes.filter((c) => c.token === type).map((c) => c.name);
    if (of.length > 1)
      return [`${of.join(" and ")} share the type ${type}: give each class its own kind`];
    return of.length === 1
      ? []
      : [`${type} is in ${REGISTER}, but ${INDEX} exports no class for it: export its class there`];
  }),
  ...kinds.flatMap(({ type }, i) =>
    kinds.findIndex((k) => k.type === type) === i
      ? []
      : [`${type} is in ${REGISTER} twice: remove one there`],
  ),
];

/** Returns the classes in the first column of the table in "The kinds" of README.md. */
export function classesInReadme(text: string): readonly string[] {
  const [, section = ""] = /^## The kinds\n([^]*?)(?=^## |(?![^]))/m.exec(text) ?? [];
  const cells = [...section.matchAll(/^\|([^|]*)\|/gm)].map(([, cell = ""]) => cell);
  return cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name));
}

/**
 * Finds arguments without a comment, classes without an example, and classes without a row in README.md.
 * @param described the classes that README.md describes
 */
export const checkReference = (
  kinds: readonly AnyKind[],
  classes: readonly ExportedClass[],
  described: readonly string[],
): Failures =>
  classes.flatMap(({ name, token = "", argsName, exportsArgs, documented, hasExample }) => {
    const kind = kinds.find((k) => k.type === token);
    const missing = (kind ? argumentsOf(kind) : []).filter((a) => !documented.includes(a));
    return [
      ...missing.map((a) => `${token}: ${argsName} lacks a comment on ${a}: add it there`),
      ...(exportsArgs
        ? []
        : [`${argsName} (${token}) is not exported by ${INDEX}: export it there`]),
      ...(hasExample ? [] : [`${name} (${token}) lacks an @example: add one to its comment`]),
      ...(described.includes(name)
        ? []
        : [`${name} (${token}) has no row in The kinds of README.md: add one there`]),
    ];
  });

/**
 * Finds arguments that would show a password. A failure of an argument without `secret` names the property, whose value
 * Pulumi prints. The state keeps a value secret only if the argument's own name is a secret one.
 */
export const checkSecrets = (kinds: readonly AnyKind[]): Failures =>
  kinds.flatMap(({ type, arguments: table }) =>
    Object.entries<SecretArgument>(table).flatMap(([name, { parameter = name, secret }]) => {
      if (!isSecretName(name) && !isSecretName(parameter)) return [];
      return [
        ...(secret
          ? []
          : [`${type}: ${name} holds a secret: add \`secret: true\` to it in the kind's table`]),
        ...(isSecretName(name)
          ? []
          : [
              `${type}: ${name} would be stored in clear, because only its parameter ${parameter} has a secret name: call it ${parameter}`,
            ]),
      ];
    }),
  );

/** The parts of an entry of any table that decide whether its value is secret. */
type SecretArgument = Pick<Argument, "secret"> & Pick<PrimitiveArgument, "parameter">;

/** Finds kinds and arguments without a sample, and samples that their kind refuses. */
export const checkSamples = (kinds: readonly AnyKind[], samples: Samples): Failures => [
  ...kinds.flatMap((kind) => {
    const own = samples[kind.type];
    if (!own) return [`${kind.type} has no sample: add one to ${SAMPLES}`];
    const table = Object.keys(kind.arguments);
    const missing = argumentsOf(kind).filter((a) => !own.some((s) => Object.hasOwn(s, a)));
    const excess = own.flatMap((s) => Object.keys(s)).filter((a) => !table.includes(a));
    return [
      ...missing.map((a) => `${kind.type}: the sample in ${SAMPLES} lacks ${a}: add it there`),
      ...excess.map((a) => `${kind.type}: the sample in ${SAMPLES} has ${a}, which is no argument`),
      ...own.flatMap((sample) => findRefusals(kind, sample)),
    ];
  }),
  ...Object.keys(samples)
    .filter((type) => !kinds.some((k) => k.type === type))
    .map((type) => `${type} has a sample in ${SAMPLES}, but is not in ${REGISTER}: add it there`),
];

const findRefusals = (kind: AnyKind, sample: Sample): Failures => {
  const first = declaredArgs(kind, sample);
  const sets = [first, ...changesOf(sample).map(([name, value]) => ({ ...first, [name]: value }))];
  const reasons = sets.flatMap((args) => kind.validate(args).map((f) => f.reason));
  return [...new Set(reasons)].map(
    (reason) => `${kind.type}: the sample in ${SAMPLES} is refused: ${reason}: correct it there`,
  );
};

/** Returns the arguments that a sample changes, with their second values. */
export const changesOf = (sample: Sample): readonly (readonly [string, unknown])[] =>
  Object.entries(sample).flatMap(([name, [, ...second]]) => second.map((v) => [name, v] as const));

/** Finds arguments for which no sample has a second value. `checkSamples` reports a kind that has no sample at all. */
export const checkSecondValues = (
  kinds: readonly AnyKind[],
  samples: Samples,
  exempt: Given,
): Failures =>
  kinds.flatMap((kind) => {
    const own = samples[kind.type];
    if (!own) return [];
    const changed = own.flatMap(changesOf).map(([name]) => name);
    return argumentsOf(kind)
      .filter((a) => !changed.includes(a))
      .filter((a) => ![a, `${kind.type} ${a}`].some((name) => Object.hasOwn(exempt, name)))
      .map(
        (a) => `${kind.type}: the sample in ${SAMPLES} lacks a second value of ${a}: add it there`,
      );
  });

/** Returns the first value of each argument, and the `label` that the classes add. */
export const declaredArgs = (kind: AnyKind, sample: Sample): CommonInputs & Given =>
  ({
    __kind: kind.type,
    ...(kind.arguments.label ? { label: "x" } : {}),
    ...Object.fromEntries(Object.entries(sample).map(([name, [value]]) => [name, value])),
  }) as unknown as CommonInputs & Given;

/** The configuration into which samples are put, and the agents of the cluster. */
export interface Surroundings {
  readonly cib: Element;
  readonly agent: (name: string) => Agent;
}

/** A sample that has been put into the CIB. */
interface Trial {
  readonly kind: CibKind<CommonInputs>;
  readonly args: CommonInputs & Given;
  readonly made: Put;
  readonly agent: Surroundings["agent"];
}

function putSample(
  kind: CibKind<CommonInputs>,
  sample: Sample,
  { cib, agent }: Surroundings,
): Trial {
  const args = declaredArgs(kind, sample);
  const made = kind.put(cib, { args, agent });
  return { kind, agent, made, args: { ...args, __noted: made.kindState } };
}

/** Updates a trial to other arguments. */
const putAgain = ({ kind, args, made, agent }: Trial, next: CommonInputs): Element =>
  kind.put(made.cib, { id: made.id, args: next, before: args, agent }).cib;

/** Finds changes by a second `put`, values that `observe` misses, and elements that `remove` leaves. */
export function checkPut(
  kind: CibKind<CommonInputs>,
  sample: Sample,
  surroundings: Surroundings,
  leftovers: readonly string[] = [],
): Failures {
  const trial = putSample(kind, sample, surroundings);
  const { args, made } = trial;
  const twice = diffCib(made.cib, putAgain(trial, args));
  const seen = differences(args, kind.observe(made.cib, made.id, args));
  const removed = kind.remove(made.cib, made.id, args);
  const left = diffCib(surroundings.cib, removed).map(describeChange);
  return [
    ...(twice.length === 0
      ? []
      : [
          `${kind.type}: a second put of the same arguments changes the CIB: ${twice.map(describeChange).join(", ")}`,
        ]),
    ...seen.map((a) => `${kind.type}: observe does not return ${a} as it was put: correct observe`),
    ...left
      .filter((l) => !leftovers.includes(l))
      .map((l) => `${kind.type}: remove does not restore the CIB: ${l}: correct remove`),
    ...leftovers
      .filter((l) => !left.includes(l))
      .map((l) => `${kind.type}: remove no longer leaves ${l}: drop it from the leftovers`),
  ];
}

const describeChange = (c: CibChange): string =>
  `${c.operation} ${c.path}${c.operation === "create" ? ` ${writeXml(c.element)}` : ""}`;

/**
 * Finds arguments whose change by hand `observe` misses. The change is the one that an update of this argument alone makes
 * in the CIB. If the argument is optional, the change that its removal makes is tested too.
 */
export function checkDrift(
  kind: CibKind<CommonInputs>,
  sample: Sample,
  surroundings: Surroundings,
): Failures {
  const trial = putSample(kind, sample, surroundings);
  return changesOf(sample).flatMap(([name, changed]) => {
    const isRequired = kind.arguments[name]?.required === true || NEEDED.includes(name);
    return [
      ...checkChange(trial, name, { ...trial.args, [name]: changed }, "changed"),
      ...(isRequired ? [] : checkChange(trial, name, without(trial.args, name), "removed")),
    ];
  });
}

/**
 * Arguments that cannot be left out alone: a constraint needs resources, a location a node or rules, a score attribute its
 * place; a primitive needs an agent or a template.
 */
const NEEDED = [
  ...["resource", "resourcePattern", "with", "first", "then", "sets"],
  ...["node", "rule", "rules", "scoreAttribute"],
  ...["agent", "template"],
];

const without = <T extends object>(args: T, name: string): T =>
  Object.fromEntries(Object.entries(args).filter(([n]) => n !== name)) as T;

function checkChange(trial: Trial, name: string, next: CommonInputs, how: string): Failures {
  const { kind, args, made } = trial;
  const cib = putAgain(trial, next);
  if (diffCib(made.cib, cib).length === 0)
    return [
      `${kind.type}: ${name} is not written: ${how}, it leaves the CIB as it is: write it in put`,
    ];
  const seen = differences(args, kind.observe(cib, made.id, args));
  if (seen.length === 1 && seen[0] === name) return [];
  const instead = seen.length === 0 ? "nothing" : seen.join(", ");
  return [
    `${kind.type}: ${name} is ${how} by hand, and observe shows ${instead} as different: read ${name} in observe`,
  ];
}

/** Returns the arguments that are not observed as declared, without the provider's own arguments. */
export function differences(declared: object, observed: object | undefined): readonly string[] {
  if (!observed) return ["the object"];
  const [a, b] = [declared as Given, observed as Given];
  const names = new Set([...Object.keys(a), ...Object.keys(b)].filter((n) => !n.startsWith("__")));
  return [...names].filter((n) => !isDeepStrictEqual(a[n], b[n]));
}
