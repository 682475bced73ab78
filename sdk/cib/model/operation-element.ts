import { type Element, idOf, withAttributes } from "../xml/element";
import { droppedNames, observePairs, removePairs, setPairs } from "../xml/nvset";
import { type Operation, operationAttributes, operationInterval, operationRole } from "./operation";
import { convertToTypeOf, parseDuration, haveSameMeaning, valueText } from "../xml/values";

/** Attributes that an operation is told apart by: they are compared in their own way, and seen also where not declared. */
const TELLING = ["interval", "role"];

const others = operationAttributes.filter(([property]) => !TELLING.includes(property));

const sameInterval = (e: Element, o: Operation): boolean =>
  parseDuration(e.attributes.interval ?? "") === parseDuration(operationInterval(o));
const sameRole = (e: Element, o: Operation): boolean =>
  operationRole(e.attributes.role) === operationRole(o.role);

/** Brings an `<op>` to what is declared, knowing what was declared before. */
export function editOperation(e: Element, wanted: Operation, before?: Operation): Element {
  const changes: Record<string, string | undefined> = {};
  for (const [property, attribute] of others) {
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

/** What is there of a declared operation, in the declared spelling where it means the same. */
export function observeOperation(e: Element, declared: Operation): Operation {
  const seen: Record<string, unknown> = {
    interval: sameInterval(e, declared) ? declared.interval : e.attributes.interval,
    role: sameRole(e, declared) ? declared.role : e.attributes.role,
  };
  for (const [property, attribute] of others) {
    const [value, present] = [declared[property], e.attributes[attribute]];
    if (value === undefined || present === undefined) continue;
    seen[property] = haveSameMeaning(present, value) ? value : convertToTypeOf(value, present);
  }
  if (declared.parameters)
    seen.parameters = observePairs(e, "instance_attributes", declared.parameters);
  return given(seen) as unknown as Operation;
}

const given = (properties: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
