import { type Element, idOf, withAttributes } from "../xml/element";
import { droppedNames, observePairs, removePairs, setPairs } from "../xml/nvset";
import { type Operation, operationAttributes, operationInterval, operationRole } from "./operation";
import { convertToTypeOf, parseDuration, haveSameMeaning, valueText } from "../xml/values";

/** Attributes that identify an operation. They have their own comparison, and are observed also if not declared. */
const IDENTIFYING = ["interval", "role"];

const plainAttributes = operationAttributes.filter(([property]) => !IDENTIFYING.includes(property));

const sameInterval = (e: Element, o: Operation): boolean =>
  parseDuration(e.attributes.interval ?? "") === parseDuration(operationInterval(o));
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
