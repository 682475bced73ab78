import { propertyName } from "../../../sdk/cib/model/cluster-properties";
import { parseXml } from "../../../sdk/cib/xml/parse";
import { cib } from "./cluster-status";
import type { Lab } from "../../lab/cluster/lab";
import { readRecord } from "../../lab/cluster/record";
import type { Element } from "../../../sdk/cib/xml/element";
import type { Dialect } from "../../../sdk/host/commands/dialects";
import { script } from "./container";

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

/** A role as Pacemaker names it from 2.1 on. */
export const presentRole = (role: string): string =>
  ({ Master: "Promoted", Slave: "Unpromoted" })[role] ?? role;

/**
 * The spellings in which `cibadmin --query` may print a CIB: as it is (3.0), with other escapes of line breaks and tabs before
 * the first character that is not ASCII (2.1.5), or with other escapes and in ASCII (2.0.5).
 */
export const spellingsOf = (e: Element, { altersNonAscii }: Dialect): readonly Element[] =>
  altersNonAscii
    ? [withValues(e, (value) => inAscii(withEscapes(value)))]
    : [e, withValues(e, (value) => value.replace(/^[\0-\x7F]+/, withEscapes))];

const withValues = (e: Element, edit: (value: string) => string): Element => ({
  ...e,
  attributes: Object.fromEntries(Object.entries(e.attributes).map(([n, v]) => [n, edit(v)])),
  children: e.children.map((child) => withValues(child, edit)),
});

const withEscapes = (value: string): string =>
  value.replaceAll("\n", "\\n").replaceAll("\t", "    ");

/** Writes each byte of a character that is not ASCII as Pacemaker does before 2.1.3: as a negative number, in octal. */
export const inAscii = (value: string): string =>
  value.replace(/[^\0-\x7F]+/g, (characters) =>
    [...Buffer.from(characters)].map((byte) => `\\${(byte - 256 + 2 ** 32).toString(8)}`).join(""),
  );

/**
 * The text of `everything.xml` as a machine's Pacemaker accepts it. 2.0.5 refuses to patch the CIB of a newer feature set, and
 * knows schemas up to 3.5, in which each rule needs a score. The rest of the file is valid there.
 */
export function asAccepted(node: string, text: string): string {
  const schemas = script(node, "ls /usr/share/pacemaker", "").split("\n");
  if (schemas.includes("pacemaker-3.9.rng")) return text;
  return text
    .replace('"3.16.1"', '"3.6.1"')
    .replace('"pacemaker-3.9"', '"pacemaker-3.5"')
    .replace(/<rule (?![^>]*score)/g, '<rule score="INFINITY" ');
}
