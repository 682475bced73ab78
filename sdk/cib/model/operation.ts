import { type Element, element } from "../xml/element";
import { numberId } from "../xml/ids";
import { type Pairs, setPairs } from "../xml/nvset";
import { type Scalar, parseDuration, valueText } from "../xml/values";

/** One operation of a resource. Times are Pacemaker durations with a unit, such as `"20s"`. */
export interface Operation {
  /** `monitor`, `start`, `stop`, `promote` … */
  readonly name: string;
  /** @default "60s" for a monitor, "0s" for everything else */
  readonly interval?: string;
  readonly timeout?: string;
  /** `Started`, `Promoted` … : only instances in this role are monitored. */
  readonly role?: string;
  /** `ignore`, `block`, `stop`, `restart`, `standby`, `fence`, `demote` */
  readonly onFail?: string;
  readonly startDelay?: string;
  readonly enabled?: boolean;
  readonly recordPending?: boolean;
  /** Parameters of this operation, such as `{ OCF_CHECK_LEVEL: 10 }`. */
  readonly parameters?: Pairs;
}

export const DEFAULT_INTERVAL = (name: string): string => (name === "monitor" ? "60s" : "0s");

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

/** Each property of an operation that is an attribute of `<op>`, with the attribute. */
export const operationAttributes = Object.entries(ATTRIBUTES) as [
  keyof typeof ATTRIBUTES,
  string,
][];

export const operationInterval = ({ name, interval }: Operation): string =>
  interval ?? DEFAULT_INTERVAL(name);

/** Two operations are the same one when name, interval and role are: Pacemaker keys its history by them. */
const key = (name: string, interval: Scalar, role: string | undefined): string =>
  `${beat(name, interval)} ${operationRole(role)}`;

const beat = (name: string, interval: Scalar): string =>
  `${name} ${String(parseDuration(interval) ?? interval)}`;

// Until Pacemaker 2.1 the roles had other names.
export const operationRole = (role = ""): string =>
  ({ master: "promoted", slave: "unpromoted" })[role.toLowerCase()] ?? role.toLowerCase();

/** What Pacemaker tells operations apart by, as a person would say it. */
export const operationBeat = (o: Operation): string =>
  `${o.name} every ${(parseDuration(operationInterval(o)) ?? 0) / 1000}s`;

export const operationKey = (o: Operation): string => key(o.name, operationInterval(o), o.role);
export const operationElementKey = ({
  attributes: { name = "", interval, role },
}: Element): string => key(name, interval ?? DEFAULT_INTERVAL(name), role);

/** An operation as it is told apart among those of its resource by a person: the monitor of a role. */
export const operationKind = (o: Operation): string => `${o.name} ${operationRole(o.role)}`;
export const operationElementKind = ({ attributes: { name = "", role } }: Element): string =>
  `${name} ${operationRole(role)}`;

/**
 * A declared operation takes the place of the advised one of its name and role, or of its name and interval: Pacemaker
 * refuses two of one name and interval, whatever their role.
 */
export const replacesDefault = (declared: Operation, advised: Operation): boolean =>
  operationKind(declared) === operationKind(advised) ||
  beat(declared.name, operationInterval(declared)) ===
    beat(advised.name, operationInterval(advised));

/** The id that pcs gives an operation. */
export const proposeOperationId = (primitive: string, name: string, interval: string): string =>
  `${primitive}-${name}-interval-${interval.replace(/[^0-9a-zA-Z_.-]/g, "")}`;

/** The `<op>` that pcs writes; its id is not one of those that are taken. */
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
