import { propertyName } from "../../../sdk/cib/model/cluster-properties";
import { parseXml } from "../../../sdk/cib/xml/parse";
import { cib } from "./cluster-status";
import type { Lab } from "../../lab/cluster/lab";
import { readRecord } from "../../lab/cluster/record";
import type { Element } from "../../../sdk/cib/xml/element";

/*
 * What the generations of the lab do differently, as far as tests see it. What the library has to know is in its table of
 * dialects.
 */

/** Properties that the cluster itself writes into an empty configuration. */
export const OWN_PROPERTIES = [
  ...["cluster-infrastructure", "cluster-name", "dc-version", "have-watchdog"],
  "last-lrm-refresh", // 1.1
];

/**
 * A text with the names that the lab's cluster gives properties: `stonith-enabled` became `fencing-enabled` in Pacemaker 3.0.2,
 * which takes the new name where both are there.
 */
export async function inNames(lab: Lab, text: string): Promise<string> {
  const now = parseXml(await cib(lab, "/cib"));
  return text.replace(/\bstonith-(enabled|timeout)\b/g, (name) => propertyName(now, name));
}

/**
 * Shell commands that let systemd read a script in /etc/init.d. From 258 on it reads none, and the unit is made here that its
 * generator made before.
 */
export const registerScript = (name: string): string => `
systemctl daemon-reload
systemctl cat ${name} >/dev/null 2>&1 || {
  printf '%s\n' '[Unit]' 'SourcePath=/etc/init.d/${name}' \
    '[Service]' Type=forking KillMode=process GuessMainPID=no RemainAfterExit=yes \
    'ExecStart=/etc/init.d/${name} start' 'ExecStop=/etc/init.d/${name} stop' \
    '[Install]' WantedBy=multi-user.target >/etc/systemd/system/${name}.service
  systemctl daemon-reload
}
`;

/** Shell commands that take a script, and what \`registerScript\` has made, away from systemd. */
export const forgetScript = (name: string): string => `
rm -f /etc/init.d/${name} /etc/systemd/system/${name}.service
systemctl daemon-reload
`;

/**
 * A shell command that prints the name of the DC. With `-q`, Pacemaker 2.0 prints it to stderr. On a node that has just booted,
 * 2.1.5 can spin in it for ever.
 */
export const DC = `timeout 5 crmadmin -D 2>/dev/null | sed -n 's/.*: *\\([^ ]*\\).*/\\1/p'`;

/** An exit reason that Pacemaker gives, and no agent: it does from 2.1 on. */
export const ownReason = (lab: Lab, reason: string): string =>
  readRecord(lab.name).generation === "bullseye" ? "" : reason;

/** The action of an operation in the log. Pacemaker 2.1 gave `reload` another meaning and its own name. */
export const actionOf = (text: string): string => (text === "reload" ? "reload-agent" : text);

/** The result of an operation in the log, in lower case: Pacemaker 3.0.3 writes `Not running` and `OK`. */
export const resultOf = (text: string): string => text.toLowerCase();

/**
 * A CIB as `cibadmin --query` may print it: as it is (3.0), or with other escapes of line breaks and tabs before the first
 * character that is not ASCII (2.1.5).
 */
export const spellingsOf = (e: Element): readonly [Element, Element] => [e, withEscapes(e)];

const withEscapes = (e: Element): Element => ({
  ...e,
  attributes: Object.fromEntries(
    Object.entries(e.attributes).map(([n, v]) => [
      n,
      v.replace(/^[\0-\x7F]+/, (s) => s.replaceAll("\n", "\\n").replaceAll("\t", "    ")),
    ]),
  ),
  children: e.children.map(withEscapes),
});
