import { type Agent, parseAgent } from "../../../sdk/cib/model/agent";
import { type Element, configurationOf, element, idOf } from "../../../sdk/cib/xml/element";
import { parseXml, writeLines, writeXml } from "../../../sdk/cib/xml/parse";
import { quote } from "../../../sdk/shell-quote";
import { CONSTRAINT_ROWS } from "../../resources/beside-pcs/constraints";
import { CRM_ROWS } from "../../resources/beside-pcs/crm";
import { ELEMENT_ROWS } from "../../resources/beside-pcs/elements";
import { RESOURCE_ROWS } from "../../resources/beside-pcs/resources";
import type { BesidePcs } from "../../resources/beside-pcs/row";
import { CLUSTER } from "../../resources/kind-helpers";
import { anyNode, script } from "../support/container";

// Only the tools and agents of a lab's machine are used, on files: no cluster has to run.
const node = anyNode();
const reason = node === undefined ? " (skipped: no lab is up; npm run lab -- up)" : "";
const withNode = node === undefined ? test.skip : test;

const ROWS: readonly BesidePcs[] = [
  ...CONSTRAINT_ROWS,
  ...ELEMENT_ROWS,
  ...RESOURCE_ROWS,
  ...CRM_ROWS,
];

const VERSION = `pcs --version; ls /usr/share/pacemaker | sed -n 's/^pacemaker-\\(3[.][0-9]*\\)[.]rng$/\\1/p' | sort -V | tail -n 1`;

/** The newest schema of the machine is that of a new cluster. */
const emptyCib = (schema: string): string =>
  `<cib epoch="1" num_updates="0" admin_epoch="0" validate-with="pacemaker-${schema}" have-quorum="1"><configuration><crm_config/>` +
  `<nodes><node id="1" uname="rsha1"/><node id="2" uname="rsha2"/></nodes><resources/><constraints/></configuration><status/></cib>`;

const SPLIT = "=====";
const BASE = ["a", "b", "c", "d"].map((id) => ["resource", "create", id, "ocf:pacemaker:Dummy"]);

const command = (words: readonly string[], file: string): string =>
  `pcs -f ${file} ${quote(words)} </dev/null >/dev/null`;

/** crm commits also what is no complete cluster yet (\`-F\`). */
const crmCommand = (words: readonly string[]): string =>
  `CIB_file="$dir/row.xml" crm -F configure ${quote(words)} </dev/null >/dev/null`;

const commandsInto = (list: readonly (readonly string[])[], { byCrm }: BesidePcs): string =>
  list.map((words) => (byCrm ? crmCommand(words) : command(words, "row.xml"))).join(" && ") ||
  "true";

/** Prints for each row the CIB before its commands, a copy of the base, and the CIB after them. */
const commandsOf = (rows: readonly BesidePcs[]): string => `
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
cd "$dir"; cat >base.xml
${BASE.map((words) => command(words, "base.xml")).join("\n")}
run() { "$@" 2>error && cat row.xml || { echo '<failed/>'; cat error >&2; }; echo ${SPLIT}; }
${rows
  .map(
    (row) => `cp base.xml row.xml
before() { ${commandsInto(row.before ?? [], row)}; }; run before
after() { ${commandsInto(row.pcs, row)}; }; run after`,
  )
  .join("\n")}
`;

const METADATA = `for agent; do crm_resource --show-metadata "$agent" || echo '<none/>'; echo ${SPLIT}; done`;

/** Sorts attributes, and the pairs of a set. */
function normalize(e: Element): Element {
  const children = e.children.map(normalize);
  const isSet = children.every((c) => c.name === "nvpair");
  return element(
    e.name,
    Object.fromEntries(Object.entries(e.attributes).sort(([a], [b]) => (a < b ? -1 : 1))),
    isSet ? [...children].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1)) : children,
  );
}

/** Leaves out the ids of parts, and what Pacemaker takes for the default. */
const withoutIds = (e: Element): Element => ({
  ...element(e.name, {
    ...e.attributes,
    ...(PARTS.includes(e.name) ? { id: undefined } : {}),
    ...(e.name === "rule" ? { score: undefined, "boolean-op": undefined } : {}),
  }),
  children: e.children.map(withoutIds),
});

const PARTS = [...["instance_attributes", "meta_attributes", "nvpair", "op", "rule", "expression"]];

/**
 * What pcs 0.12 writes otherwise, without a meaning: `boolean-op` of a single expression, and no score in the rule of a set of
 * values, which schemas before 3.9 require.
 */
const inNewerWords = (e: Element, parent = ""): Element => ({
  ...element(e.name, {
    ...e.attributes,
    ...(e.name === "rule" && e.children.length === 1 ? { "boolean-op": undefined } : {}),
    ...(e.name === "rule" && parent === "meta_attributes" ? { score: undefined } : {}),
  }),
  children: e.children.map((c) => inNewerWords(c, e.name)),
});

/** The sections with content, each element on its line. */
const linesOf = (cib: Element): string[] =>
  configurationOf(cib)
    .children.filter((section) => section.children.length > 0)
    .flatMap((section) => writeLines(normalize(section)).split("\n"));

const isNewer = (version: string, than: string): boolean =>
  version.localeCompare(than, "en", { numeric: true }) >= 0;

describe("The kinds, beside the commands of pcs", () => {
  const [pcs = "", schema = ""] = node === undefined ? [] : script(node, VERSION, "").split("\n");
  const rows = ROWS.filter(
    ({ since = "0", until }) =>
      isNewer(pcs, since) && (until === undefined || pcs.startsWith(until) || !isNewer(pcs, until)),
  );
  let printed: readonly string[];
  const agents = new Map<string, Agent>();

  const agentsOf = ({ kind, args, byCrm }: BesidePcs): readonly string[] =>
    byCrm ? ["ocf:pacemaker:Dummy"] : (kind.agents?.(args) ?? []);

  beforeAll(() => {
    if (node === undefined) return;
    const names = [...new Set(rows.flatMap(agentsOf))];
    const metadata = script(node, METADATA, "", ...names).split(`${SPLIT}\n`);
    names.forEach((name, i) =>
      agents.set(name, parseAgent(metadata[i] ?? "", name.startsWith("stonith:"))),
    );
    printed = script(node, commandsOf(rows), emptyCib(schema)).split(`${SPLIT}\n`);
  }, 300_000);

  withNode.each(rows.map((row): [string, BesidePcs] => [row.title, row]))(
    `%s${reason}`,
    (_title, row) => {
      const { kind, args, differs, byCrm } = row;
      const agent = (name: string): Agent => {
        const found = agents.get(name);
        if (!found) throw new Error(`no meta-data of ${name}`);
        return byCrm ? { ...found, operations: [] } : found;
      };
      const [base, cib] = [0, 1].map((n) => parseXml(printed[2 * rows.indexOf(row) + n] ?? "")) as [
        Element,
        Element,
      ];
      const ours = kind.put(base, { args: { cluster: CLUSTER, ...args }, agent }).cib;
      const compared = (c: Element): string[] =>
        linesOf(byCrm ? withoutIds(c) : isNewer(pcs, "0.12") ? inNewerWords(c) : c);
      if (differs === undefined) expect(compared(ours)).toEqual(compared(cib));
      else expect(writeXml(normalize(ours))).not.toBe(writeXml(normalize(cib)));
    },
  );
});
