import { type Element, element, idOf, withAttributes } from "../../xml/element";
import {
  numberId,
  type Scalar,
  parseInterval,
  valueText,
  convertToTypeOf,
  haveSameMeaning,
} from "../../xml/values";
import { type Pairs, setPairs, droppedNames, observePairs, removePairs } from "../../xml/nvset";

/** One operation of a resource. Times have a unit, such as `"20s"`, or are whole numbers of seconds, as Pacemaker reads them. */
export interface Operation {
  /** `monitor`, `start`, `stop`, `promote` … */
  readonly name: string;
  /** @default "60s" for a monitor, "0s" for everything else */
  readonly interval?: string | number;
  readonly timeout?: string | number;
  /** `Started`, `Promoted` … : only instances in this role are monitored. */
  readonly role?: string;
  /** `ignore`, `block`, `stop`, `restart`, `standby`, `fence`, `demote` */
  readonly onFail?: string;
  readonly startDelay?: string | number;
  readonly enabled?: boolean;
  readonly recordPending?: boolean;
  /** Parameters of this operation, such as `{ OCF_CHECK_LEVEL: 10 }`. */
  readonly parameters?: Pairs;
}

export const defaultInterval = (name: string): string => (name === "monitor" ? "60s" : "0s");

const ATTRIBUTES = {
  name: "name",
  interval: "interval",
  timeout: "timeout",
  role: "role",
  onFail: "on-fail",
  startDelay: "start-delay",
  enabled: "enabled",
  recordPending: "record-pending",
} as const satisfies Partial<Record<keyof Operation, string>>;

/** Each property of an operation that is an attribute of `<op>`, with the attribute's name. */
export const operationAttributes = Object.entries(ATTRIBUTES) as [
  keyof typeof ATTRIBUTES,
  string,
][];

export const operationInterval = ({ name, interval }: Operation): string =>
  valueText(interval ?? defaultInterval(name));

/** Identifies an operation by name, interval and role, as Pacemaker's history does. */
const keyOf = (name: string, interval: Scalar, role: string | undefined): string =>
  `${intervalKey(name, interval)} ${operationRole(role)}`;

const intervalKey = (name: string, interval: Scalar): string =>
  `${name} ${String(parseInterval(interval) ?? interval)}`;

// Pacemaker before 2.1 calls the roles master and slave.
export const operationRole = (role = ""): string =>
  ({ master: "promoted", slave: "unpromoted" })[role.toLowerCase()] ?? role.toLowerCase();

/** Describes the name and interval by which Pacemaker tells operations apart: `monitor every 10s`. */
export const describeInterval = (o: Operation): string =>
  `${o.name} every ${(parseInterval(operationInterval(o)) ?? 0) / 1000}s`;

export const operationKey = (o: Operation): string => keyOf(o.name, operationInterval(o), o.role);
export const operationElementKey = ({
  attributes: { name = "", interval, role },
}: Element): string => keyOf(name, interval ?? defaultInterval(name), role);

/** Identifies an operation by name and role, such as the monitor of a role. */
export const operationKind = (o: Operation): string => `${o.name} ${operationRole(o.role)}`;
export const operationElementKind = ({ attributes: { name = "", role } }: Element): string =>
  `${name} ${operationRole(role)}`;

/**
 * Whether a declared operation replaces an agent default: one with its name and role, or with its name and interval.
 * Pacemaker refuses two operations with the same name and interval, whatever their roles.
 */
export const replacesDefault = (declared: Operation, agentDefault: Operation): boolean =>
  operationKind(declared) === operationKind(agentDefault) ||
  intervalKey(declared.name, operationInterval(declared)) ===
    intervalKey(agentDefault.name, operationInterval(agentDefault));

/** The id that pcs gives an operation. */
export const proposeOperationId = (primitive: string, name: string, interval: string): string =>
  `${primitive}-${name}-interval-${interval.replace(/[^0-9a-zA-Z_.-]/g, "")}`;

/** Builds an `<op>` as pcs writes it, with an id that is not in `taken`. */
export function buildOperation(
  primitive: string,
  o: Operation,
  taken: ReadonlySet<string> = new Set(),
): Element {
  const attributes = operationAttributes.map(([property, attribute]) => {
    const value = property === "interval" ? operationInterval(o) : o[property];
    return [attribute, value === undefined ? undefined : valueText(value)] as const;
  });
  const id = numberId(proposeOperationId(primitive, o.name, operationInterval(o)), taken);
  const op = element("op", { ...Object.fromEntries(attributes), id });
  return setPairs(op, "instance_attributes", `${id}-instance_attributes`, o.parameters ?? {});
}

/** Attributes that identify an operation. They have their own comparison, and are observed also if not declared. */
const IDENTIFYING = ["interval", "role"];

const plainAttributes = operationAttributes.filter(([property]) => !IDENTIFYING.includes(property));

const sameInterval = (e: Element, o: Operation): boolean =>
  parseInterval(e.attributes.interval ?? "") === parseInterval(operationInterval(o));
const sameRole = (e: Element, o: Operation): boolean =>
  operationRole(e.attributes.role) === operationRole(o.role);

/** Changes an `<op>` from what was declared before to what is declared now. */
export function editOperation(e: Element, wanted: Operation, before?: Operation): Element {
  const changes: Record<string, string | undefined> = {};
  for (const [property, attribute] of plainAttributes) {
    const value = wanted[property];
    if (value === undefined && before?.[property] !== undefined) changes[attribute] = undefined;
    const present = e.attributes[attribute];
    if (value !== undefined && (present === undefined || !haveSameMeaning(present, value)))
      changes[attribute] = valueText(value);
  }
  if (!sameInterval(e, wanted)) changes.interval = operationInterval(wanted);
  if (!sameRole(e, wanted)) changes.role = wanted.role;
  const parameters = wanted.parameters ?? {};
  const removed = droppedNames(before?.parameters, parameters);
  const cleaned = removePairs(withAttributes(e, changes), "instance_attributes", removed);
  return setPairs(cleaned, "instance_attributes", `${idOf(e)}-instance_attributes`, parameters);
}

/** Observes a declared operation. Values with the declared meaning are returned in the declared spelling. */
export function observeOperation(e: Element, declared: Operation): Operation {
  const observed: Record<string, unknown> = {
    interval: sameInterval(e, declared) ? declared.interval : e.attributes.interval,
    role: sameRole(e, declared) ? declared.role : e.attributes.role,
  };
  for (const [property, attribute] of plainAttributes) {
    const [value, present] = [declared[property], e.attributes[attribute]];
    if (value === undefined || present === undefined) continue;
    observed[property] = haveSameMeaning(present, value) ? value : convertToTypeOf(value, present);
  }
  if (declared.parameters)
    observed.parameters = observePairs(e, "instance_attributes", declared.parameters);
  return withoutUndefined(observed) as unknown as Operation;
}

const withoutUndefined = (properties: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));

/**
 * Makes the intervals of operations with the same name different, which Pacemaker requires. The later operation gets one
 * second more, as in pcs.
 */
export function separateIntervals(operations: readonly Operation[]): Operation[] {
  const used = new Set<string>();
  return operations.map((o) => {
    let seconds = (parseInterval(o.interval ?? 0) ?? 0) / 1000;
    const first = seconds;
    while (used.has(`${o.name} ${String(seconds)}`)) seconds += 1;
    used.add(`${o.name} ${String(seconds)}`);
    return seconds === first ? o : { ...o, interval: String(seconds) };
  });
}
