import { type Element, element } from "../xml/element";

/** The heading of the planned actions. Pacemaker 2.1 and newer write `Cluster` with a capital letter. */
const TRANSITION = /^Executing cluster transition:$/im;
const AFTERWARDS = /^Revised cluster status:$/im;

/**
 * Parses the actions that the scheduler plans from the text of `crm_simulate -S` (Pacemaker 1.1 and 2.0). The result has
 * the form of `crm_simulate -S --output-as=xml`: `<transition>` with `rsc_action`, `fencing_action` and the others.
 * @throws Error if the text has no complete transition
 */
export function parseTransition(text: string): Element {
  const [, rest] = text.split(TRANSITION);
  const [planned = "", ...afterwards] = rest?.split(AFTERWARDS) ?? [];
  if (afterwards.length === 0)
    throw new Error(`crm_simulate printed no complete transition: ${text.trim() || "(no output)"}`);
  return element(
    "transition",
    {},
    planned.split("\n").flatMap((line) => parseAction(line) ?? []),
  );
}

/** The forms of action lines. Each is one `quiet_log` in Pacemaker's fake_transition.c (1.1.10: crm_simulate.c). */
const FORMS: readonly (readonly [RegExp, (found: Readonly<Record<string, string>>) => Element])[] =
  [
    [
      /^ \* Resource action: (?<resource>\S+) +(?<op>[^\s=]+)(?:=(?<interval>\d+))? on (?<node>.+)$/,
      ({ resource, op, node, interval }) => element("rsc_action", { resource, op, node, interval }),
    ],
    [
      /^ \* Fencing (?<target>\S+)(?: \((?<op>.+)\))?$/,
      ({ target, op = "reboot" }) => element("fencing_action", { target, op }),
    ],
    [
      /^ \* Pseudo action: +(?<task>\S+)(?: on (?<node>.+))?$/,
      ({ task, node }) => element("pseudo_action", { task, node }),
    ],
    [
      /^ \* Cluster action: +(?<task>\S+)(?: for (?<id>\S+))? on (?<node>.+)$/,
      ({ task, id, node }) => element("cluster_action", { task, id, node }),
    ],
  ];

function parseAction(line: string): Element | undefined {
  for (const [form, build] of FORMS) {
    const found = form.exec(line)?.groups;
    if (found) return build(found);
  }
  return undefined;
}
