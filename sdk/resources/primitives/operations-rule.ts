import { type Operation, describeInterval } from "../../cib/model/operation";
import { type TableOf, validateTable } from "../../kind/arguments";
import {
  type Rule,
  allRules,
  duration,
  hasUnknown,
  listOf,
  oneOf,
  pairsRule,
  trueOrFalse,
} from "../../kind/rules";

/** The name becomes a part of the operation's id. */
const operationName: Rule = (v) =>
  typeof v === "string" && /^[A-Za-z0-9_-]+$/.test(v)
    ? undefined
    : `${JSON.stringify(v).slice(0, 100)} is not the name of an operation, such as "monitor" or "start"`;

/** A time with a unit; `0` needs none. */
const interval: Rule = (v) => (v === 0 || v === "0" ? undefined : duration(v));

const ROLES = ["Started", "Stopped", "Promoted", "Unpromoted", "Master", "Slave"];
const ON_FAIL = [
  ...["ignore", "block", "stop", "restart", "standby", "fence", "demote"],
  "restart-container",
];

const OPERATION: TableOf<Operation> = {
  name: { rule: operationName, required: true },
  interval: { rule: interval },
  timeout: { rule: interval },
  startDelay: { rule: interval },
  role: { rule: oneOf(...ROLES) },
  onFail: { rule: oneOf(...ON_FAIL) },
  enabled: { rule: trueOrFalse },
  recordPending: { rule: trueOrFalse },
  parameters: { rule: pairsRule },
};

const operation: Rule = (v) => {
  if (typeof v !== "object" || v === null) return "must be an object";
  const failures = validateTable(OPERATION, v);
  return failures.length === 0 ? undefined : failures.map((f) => f.reason).join("; ");
};

/** Pacemaker tells operations apart by name and interval. */
const distinctOperations: Rule = (v) => {
  const beats = (v as Operation[]).filter((o) => !hasUnknown(o)).map(describeInterval);
  const repeated = beats.filter((b, i) => beats.indexOf(b) !== i);
  return repeated.length === 0
    ? undefined
    : `${[...new Set(repeated)].join(", ")} is there more than once; give each operation of one name another interval`;
};

export const operationsRule: Rule = allRules(listOf(operation, 0), distinctOperations);
