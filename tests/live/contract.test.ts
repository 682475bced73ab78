import { parseAgent } from "../../sdk/cib/agent";
import { diff } from "../../sdk/cib/diff";
import { isKnown } from "../../sdk/cib/known-names";
import { configuration } from "../../sdk/cib/find";
import { versionOf, writePatch } from "../../sdk/cib/patch";
import { parseXml, writeXml } from "../../sdk/cib/xml";
import { applyPatch, canonical } from "../cib/apply-patch";
import { edited } from "../cib/everything";
import { fixture, random } from "../helpers";
import { declared } from "../resources/declared";
import { guide } from "../resources/guide";
import { arrangement } from "./arrangements";
import { anyNode, script } from "./container";
import { times, tried } from "./soak";

// Only the tools and agents of a lab's machine are used, on files: no cluster has to run.
const node = anyNode();
const reason = node === undefined ? " (skipped: no lab is up; npm run lab -- up)" : "";
const withNode = node === undefined ? test.skip : test;

const EMPTY =
  `<cib epoch="1" num_updates="0" admin_epoch="0" validate-with="pacemaker-3.0" have-quorum="1"><configuration><crm_config/>` +
  `<nodes><node id="1" uname="rsha1"/><node id="2" uname="rsha2"/></nodes><resources/><constraints/></configuration><status/></cib>`;

const AGENTS = [
  "ocf:heartbeat:Filesystem",
  "ocf:heartbeat:IPaddr2",
  "lsb:abiquo-tomcat",
  "ocf:pacemaker:ping",
];

const SPLIT = "=====";

/** On standard input: an empty CIB, then one pcs command a line. Prints the agents' meta-data, then the CIB. */
const PCS = `
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
read -r cib; printf '%s' "$cib" > "$dir/cib.xml"
for agent; do crm_resource --show-metadata "$agent" || exit; echo ${SPLIT}; done
while read -r zero pcs command; do pcs -f "$dir/cib.xml" $command </dev/null >&2 || exit; done
cat "$dir/cib.xml"
`;

withNode(
  `the guide is what this machine's own pcs makes of it${reason}`,
  () => {
    const commands = fixture("cib/guide-pcs-0.11.5.commands");
    const printed = script(node ?? "", PCS, `${EMPTY}\n${commands}`, ...AGENTS).split(`${SPLIT}\n`);
    const agents = new Map(AGENTS.map((name, i) => [name, parseAgent(printed[i] ?? "", false)]));
    const agentOf = (name: string): ReturnType<typeof parseAgent> => {
      const found = agents.get(name);
      if (!found) throw new Error(`no meta-data of ${name}`);
      return found;
    };
    const theirs = parseXml(printed.at(-1) ?? "");
    expect(declared(guide(parseXml(EMPTY), false, agentOf))).toEqual(declared(theirs));
  },
  120_000,
);

/** On standard input: a CIB and a patch, a line each, again and again. Prints each CIB after its patch on one line. */
const PATCHES = `
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
export CIB_file="$dir/cib.xml"
while IFS= read -r cib && IFS= read -r patch; do
  rm -f "$dir"/*
  printf '%s' "$cib" > "$CIB_file"; printf '%s' "$patch" > "$dir/patch.xml"
  cibadmin --patch --xml-file "$dir/patch.xml" >/dev/null || echo "exit code $?"
  cibadmin --query | tr -d '\\n'; echo
done
`;

withNode(
  `200 random patches do with the real cibadmin what they do here${reason}`,
  () => {
    const seeded = random(42);
    const rounds = Array.from({ length: 200 }, () => {
      const text = writeXml(arrangement(seeded)).replace(
        "<resources>",
        "<resources><!-- by hand -->",
      );
      const old = parseXml(text);
      const wanted = arrangement(seeded);
      const patch = writePatch(versionOf(old), diff(old, wanted));
      expect(canonical(applyPatch(old, patch))).toBe(canonical(wanted));
      return { text, patch, wanted };
    });
    const input = rounds.map(({ text, patch }) => `${text}\n${patch}\n`).join("");
    const printed = script(node ?? "", PATCHES, input).split("\n");
    const wrong = rounds.filter(({ wanted }, i) => {
      const seen = parseXml(printed[i] ?? "");
      const configuration = seen.children.find((c) => c.name === "configuration");
      const planned = wanted.children.find((c) => c.name === "configuration");
      return (
        seen.attributes.epoch !== "8" ||
        !configuration ||
        !planned ||
        canonical(configuration) !== canonical(planned) ||
        !printed[i]?.includes("<!-- by hand -->")
      );
    });
    expect(wrong.map(({ patch }) => patch)).toEqual([]);
  },
  120_000,
);

/** On standard input: a CIB; the patch is the argument. Prints the CIB after the patch. */
const ONE_PATCH = `
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
export CIB_file="$dir/cib.xml"
cat > "$CIB_file"
cibadmin --patch --xml-text "$1" >/dev/null || exit
cibadmin --query
`;

/** Pacemaker itself alters what this value holds when it writes it (line breaks, tabs, markup behind what is not ASCII). */
const everything = fixture("cib/everything.xml")
  .replace(/(id="properties-odd"[^>]*value=)"[^"]*"/, '$1"plain"')
  .replace(/\n\s*/g, " ");

withNode.each(times([0, 1000], [0, 1000, 3000, 10_000]))(
  `beside everything of the schema and %i other resources the real cibadmin adds what is ours, and nothing else changes${reason}`,
  (count) => {
    const rest = Array.from({ length: count }, (_, i) => filler(i)).join("");
    const text = everything.replace("<resources>", `<resources>${rest}`);
    const old = parseXml(text);
    const wanted = edited(old);
    const patch = writePatch(versionOf(old), diff(old, wanted));
    const begin = Date.now();
    const seen = parseXml(script(node ?? "", ONE_PATCH, text, patch));
    tried("Contract with cibadmin", {
      what: `our patch beside every element of the schema and ${count} resources (${(text.length / 1e6).toFixed(1)} MB)`,
      times: 1,
      lost: 0,
      note: `${((Date.now() - begin) / 1000).toFixed(1)} s`,
    });
    expect(configuration(seen)).toEqual(configuration(wanted));
  },
  600_000,
);

const filler = (i: number): string =>
  `<primitive id="filler-${i}" class="ocf" provider="pacemaker" type="Dummy"><instance_attributes id="filler-${i}-parameters"><nvpair id="filler-${i}-fake" name="fake" value="&lt;&amp;&gt;&quot;' filler ${i}"/></instance_attributes><operations><op id="filler-${i}-monitor" name="monitor" interval="10s"/></operations></primitive>`;

const DAEMONS = `
for daemon in based controld fenced schedulerd; do
  /usr/lib/pacemaker/pacemaker-$daemon metadata 2>/dev/null | grep -o 'parameter name="[^"]*"'
done
exit 0
`;

withNode(`every property that the daemons of this machine know is known here${reason}`, () => {
  const said = script(node ?? "", DAEMONS, "").matchAll(/name="([^"]*)"/g);
  const names = [...said].map(([, name = ""]) => name).filter((name) => !name.startsWith("pcmk_"));
  expect(names.length).toBeGreaterThan(30);
  expect(names.filter((name) => !isKnown("cluster property", name))).toEqual([]);
});
