import { type Element, element } from "../xml/element";

/** `Cluster` with a capital letter since 2.1. */
const TRANSITION = /^Executing cluster transition:$/im;
const AFTERWARDS = /^Revised cluster status:$/im;

/**
 * What the scheduler would do, as `crm_simulate -S` says it in text (Pacemaker 1.1 and 2.0), in the words of
 * `crm_simulate -S --output-as=xml`: `<transition>` with `rsc_action`, `fencing_action` and the others.
 */
export function parseTransition(text: string): Element {
  const [, rest] = text.split(TRANSITION);
  const [planned = "", ...afterwards] = rest?.split(AFTERWARDS) ?? [];
  if (afterwards.length === 0)
    throw new Error(
      `crm_simulate does not say what is to be done: ${text.trim() || "(no output)"}`,
    );
  return element(
    "transition",
    {},
    planned.split("\n").flatMap((line) => action(line) ?? []),
  );
}

/** Each form is one `quiet_log` of Pacemaker's fake_transition.c (1.1.10: crm_simulate.c). */
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

function action(line: string): Element | undefined {
  for (const [form, make] of FORMS) {
    const found = form.exec(line)?.groups;
    if (found) return make(found);
  }
  return undefined;
}
