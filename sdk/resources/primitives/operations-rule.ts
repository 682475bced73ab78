import { type Operation, describeInterval } from "../../cib/model/operations/operation";
import { parseInterval } from "../../cib/xml/values";
import { type TableOf, validateTable } from "../../kind/arguments";
import {
  type Rule,
  allRules,
  time,
  hasUnknown,
  listOf,
  oneOf,
  pairsRule,
  trueOrFalse,
} from "../../kind/rules";

/** Allows only characters of ids, because the operation's id contains the name. */
const operationName: Rule = (v) =>
  typeof v === "string" && /^[A-Za-z0-9_-]+$/.test(v)
    ? undefined
    : `${JSON.stringify(v).slice(0, 100)} is not the name of an operation, such as "monitor" or "start"`;

/** Requires a time, also in ISO 8601. */
const interval: Rule = (v) =>
  typeof v === "string" && /^P[\dDHMST]+$/.test(v) && parseInterval(v) !== undefined
    ? undefined
    : time(v);

const ROLES = ["Started", "Stopped", "Promoted", "Unpromoted", "Master", "Slave"];
const ON_FAIL = [
  ...["ignore", "block", "stop", "restart", "standby", "fence", "demote"],
  "restart-container",
];

const OPERATION: TableOf<Operation> = {
  name: { rule: operationName, required: true },
  interval: { rule: interval },
  timeout: { rule: time },
  startDelay: { rule: time },
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

/** Requires distinct operations. Pacemaker identifies them by name and interval. */
const distinctOperations: Rule = (v) => {
  const described = (v as Operation[]).filter((o) => !hasUnknown(o)).map(describeInterval);
  const repeated = described.filter((d, i) => described.indexOf(d) !== i);
  return repeated.length === 0
    ? undefined
    : `${[...new Set(repeated)].join(", ")} occurs more than once; give operations of the same name different intervals`;
};

export const operationsRule: Rule = allRules(listOf(operation, 0), distinctOperations);
