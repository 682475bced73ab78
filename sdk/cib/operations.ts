import {
  type Element,
  append,
  childNamed,
  element,
  idOf,
  withAttributes,
  withChildren,
} from "./element";
import { numbered } from "./ids";
import { type Pairs, dropped, observePairs, removePairs, setPairs } from "./nvset";
import { type Scalar, inTypeOf, milliseconds, sameMeaning, text } from "./values";

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

const attributeEntries = Object.entries(ATTRIBUTES) as [keyof typeof ATTRIBUTES, string][];

/** Two operations are the same one when name, interval and role are: Pacemaker keys its history by them. */
const key = (name: string, interval: Scalar | undefined, role: string | undefined): string =>
  `${beat(name, interval)} ${roleOf(role)}`;

/** Pacemaker refuses two operations of one name and interval, whatever their role. */
const beat = (name: string, interval: Scalar | undefined): string =>
  `${name} ${String(milliseconds(interval ?? DEFAULT_INTERVAL(name)) ?? interval)}`;

// Until Pacemaker 2.1 the roles had other names.
const roleOf = (role = ""): string =>
  ({ master: "promoted", slave: "unpromoted" })[role.toLowerCase()] ?? role.toLowerCase();

/** What Pacemaker tells operations apart by, as a person would say it. */
export const beatOf = (o: Operation): string =>
  `${o.name} every ${(milliseconds(o.interval ?? DEFAULT_INTERVAL(o.name)) ?? 0) / 1000}s`;

const keyOf = (o: Operation): string => key(o.name, o.interval, o.role);
const keyOfElement = (e: Element): string =>
  key(e.attributes.name ?? "", e.attributes.interval, e.attributes.role);
const same = (a: Operation, b: Operation): boolean =>
  a.name === b.name && roleOf(a.role) === roleOf(b.role);

/** A declared operation takes the place of the advised one of its name and role, or of its name and interval. */
const replacesAdvised = (declared: Operation, advised: Operation): boolean =>
  same(declared, advised) ||
  beat(declared.name, declared.interval) === beat(advised.name, advised.interval);

/** The operations that a new resource gets: the declared ones, and the agent's for every other name and role. */
export function initialOperations(
  declared: readonly Operation[],
  advised: readonly Operation[],
): readonly Operation[] {
  return [...declared, ...advised.filter((a) => !declared.some((d) => replacesAdvised(d, a)))].sort(
    (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  );
}

/** Brings the operations of an existing primitive to what is declared now, knowing what was declared before. */
export function editOperations(
  primitive: Element,
  declared: readonly Operation[],
  before: readonly Operation[],
  advised: readonly Operation[],
): Element {
  const dropped = before.filter((b) => !declared.some((d) => keyOf(d) === keyOf(b)));
  const replaced = advised.filter((a) =>
    declared.some((d) => replacesAdvised(d, a) && keyOf(d) !== keyOf(a)),
  );
  const gone = new Set([...dropped, ...replaced].map(keyOf));
  const back = advised.filter(
    (a) =>
      dropped.some((d) => replacesAdvised(d, a)) && !declared.some((d) => replacesAdvised(d, a)),
  );
  const wanted = [...declared, ...back];
  return editList(primitive, (list) => {
    const kept = withChildren(
      list,
      list.children.filter(
        (e) => !gone.has(keyOfElement(e)) || wanted.some((w) => keyOf(w) === keyOfElement(e)),
      ),
    );
    return wanted.reduce(
      (l, w) =>
        putOperation(
          l,
          primitive,
          w,
          before.find((b) => keyOf(b) === keyOf(w)),
        ),
      kept,
    );
  });
}

function editList(primitive: Element, by: (list: Element) => Element): Element {
  const list = childNamed(primitive, "operations");
  const edited = by(list ?? element("operations"));
  if (!list) return edited.children.length === 0 ? primitive : append(primitive, edited);
  return withChildren(
    primitive,
    primitive.children.map((c) => (c === list ? edited : c)),
  );
}

function putOperation(
  list: Element,
  primitive: Element,
  wanted: Operation,
  before: Operation | undefined,
): Element {
  const present = list.children.find((e) => keyOfElement(e) === keyOf(wanted));
  if (!present) return append(list, operationElement(idOf(primitive), wanted, list.children));
  return withChildren(
    list,
    list.children.map((e) => (e === present ? editOperation(e, wanted, before) : e)),
  );
}

function editOperation(e: Element, wanted: Operation, before: Operation | undefined): Element {
  const changes: Record<string, string | undefined> = {};
  for (const [property, attribute] of attributeEntries) {
    const value = wanted[property];
    if (value === undefined && before?.[property] !== undefined) changes[attribute] = undefined;
    const present = e.attributes[attribute];
    if (value !== undefined && (present === undefined || !sameMeaning(present, value)))
      changes[attribute] = text(value);
  }
  delete changes.interval; // it is part of the key, so it means the same already
  const parameters = wanted.parameters ?? {};
  const removed = dropped(before?.parameters, parameters);
  const cleaned = removePairs(withAttributes(e, changes), "instance_attributes", removed);
  return setPairs(cleaned, "instance_attributes", `${idOf(e)}-instance_attributes`, parameters);
}

/** The `<op>` that pcs writes; its id is not one that another operation has. */
export function operationElement(
  primitive: string,
  o: Operation,
  others: readonly Element[] = [],
): Element {
  const interval = o.interval ?? DEFAULT_INTERVAL(o.name);
  const attributes = attributeEntries.map(([property, attribute]) => {
    const value = property === "interval" ? interval : o[property];
    return [attribute, value === undefined ? undefined : text(value)] as const;
  });
  const usual = `${primitive}-${o.name}-interval-${interval.replace(/[^0-9a-zA-Z_.-]/g, "")}`;
  const id = numbered(usual, new Set(others.map(idOf)));
  const op = element("op", { ...Object.fromEntries(attributes), id });
  return setPairs(op, "instance_attributes", `${id}-instance_attributes`, o.parameters ?? {});
}

/** What is there of the declared operations, in the declared spelling where it means the same. */
export function observeOperations(
  primitive: Element,
  declared: readonly Operation[],
): readonly Operation[] {
  const list = childNamed(primitive, "operations")?.children ?? [];
  return declared.flatMap((d) => {
    const e = list.find((c) => keyOfElement(c) === keyOf(d));
    return e ? [observeOperation(e, d)] : [];
  });
}

function observeOperation(e: Element, declared: Operation): Operation {
  const seen: Record<string, unknown> = { name: declared.name };
  for (const [property, attribute] of attributeEntries) {
    const value = declared[property];
    if (value === undefined) continue;
    const present = e.attributes[attribute] ?? (property === "interval" ? text(value) : undefined);
    if (present !== undefined)
      seen[property] = sameMeaning(present, value) ? value : inTypeOf(value, present);
  }
  if (declared.parameters)
    seen.parameters = observePairs(e, "instance_attributes", declared.parameters);
  return seen as unknown as Operation;
}
