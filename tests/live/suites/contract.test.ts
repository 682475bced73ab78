import { isDeepStrictEqual } from "node:util";
import { parseAgent } from "../../../sdk/cib/model/agent";
import { diffCib } from "../../../sdk/cib/patch/diff";
import { holdPrimitive, missingGovernors } from "../../../sdk/cib/model/hold";
import { type Element, byId, configurationOf } from "../../../sdk/cib/xml/element";
import { isKnownOption } from "../../../sdk/cib/model/known-options";
import { cibVersion, writePatchV2 } from "../../../sdk/cib/patch/patch-v2";
import { type Dialect, parseDialect } from "../../../sdk/host/commands/dialects";
import { parseXml, writeLines, writeXml } from "../../../sdk/cib/xml/parse";
import { applyPatch, canonical } from "../../cib/patch/apply-patch";
import { edited, filled } from "../../cib/everything";
import { fixture, random } from "../../helpers";
import { declared } from "../../resources/declared";
import { guide } from "../../resources/guide";
import { randomCib } from "../support/random-cib";
import { anyNode, script } from "../support/container";
import { asAccepted, inAscii, spellingsOf } from "../support/distribution";
import { times, tried } from "../support/soak";

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

let known: Dialect | undefined;

const dialect = (): Dialect =>
  (known ??= parseDialect(script(node ?? "", "pacemakerd --features", "")));

/** Writes a patch as the cibadmin of the node wants it: 3.0.3 asks for the `num_updates` of the file. */
function patchOf(old: Element, wanted: Element): string {
  const updates = dialect().asksForUpdates ? old.attributes.num_updates : undefined;
  return writePatchV2(cibVersion(old), diffCib(old, wanted), updates);
}

const SPLIT = "=====";

/** Reads an empty CIB, then one pcs command a line. Prints the agents' meta-data, then the CIB. */
const PCS = `
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
read -r cib; printf '%s' "$cib" > "$dir/cib.xml"
for agent; do crm_resource --show-metadata "$agent" || exit; echo ${SPLIT}; done
while read -r zero pcs command; do pcs -f "$dir/cib.xml" $command </dev/null >&2 || exit; done
cat "$dir/cib.xml"
`;

describe("The engine, compared with pcs and cibadmin", () => {
  withNode(
    `declares the guide as the pcs of this machine does${reason}`,
    () => {
      const commands = fixture("cib/guide-pcs-0.11.5.commands");
      const printed = script(node ?? "", PCS, `${EMPTY}\n${commands}`, ...AGENTS).split(
        `${SPLIT}\n`,
      );
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

  /** Number of random patches. */
  const ROUNDS = times(40, 200);

  /** Reads pairs of lines: a CIB and a patch. Prints each patched CIB on one line. */
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
    `applies ${ROUNDS} random patches as the real cibadmin does${reason}`,
    () => {
      const seeded = random(42);
      const rounds = Array.from({ length: ROUNDS }, () => {
        const text = writeXml(randomCib(seeded)).replace(
          "<resources>",
          "<resources><!-- by hand -->",
        );
        const old = parseXml(text);
        const wanted = randomCib(seeded);
        const patch = patchOf(old, wanted);
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
          !spellingsOf(planned, dialect()).map(canonical).includes(canonical(configuration)) ||
          !printed[i]?.includes("<!-- by hand -->")
        );
      });
      expect(wrong.map(({ patch }) => patch)).toEqual([]);
    },
    120_000,
  );

  /** Reads a patch on one line, and a CIB. Prints the patched CIB. */
  const PATCH_BESIDE = `
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
export CIB_file="$dir/cib.xml"
IFS= read -r patch; printf '%s' "$patch" > "$dir/patch.xml"; cat > "$CIB_file"
cibadmin --patch --xml-file "$dir/patch.xml" >/dev/null || exit
cibadmin --query
`;

  /** Applies our edit to a CIB with the real cibadmin. Returns the result and the expected result. */
  function beside(
    text: string,
  ): Record<"comments" | "lines", { seen: string[]; wanted: readonly unknown[] }> {
    const old = parseXml(text);
    const wanted = edited(old);
    const patch = patchOf(old, wanted);
    const printed = script(node ?? "", PATCH_BESIDE, `${patch}\n${text}`);
    const comments = (t: string): string[] => t.match(/<!--.*?-->/gs) ?? [];
    const inside = text.slice(text.indexOf("<cib"), text.indexOf("</cib>"));
    const lines = (e: Element): string[] => writeLines(configurationOf(e)).split("\n");
    return {
      comments: { seen: comments(printed), wanted: comments(inside) },
      lines: { seen: lines(parseXml(printed)), wanted: spellingsOf(wanted, dialect()).map(lines) },
    };
  }

  withNode(
    `adds only our objects through cibadmin, beside everything that the schema knows${reason}`,
    () => {
      const { comments, lines } = beside(asAccepted(node ?? "", fixture("cib/everything.xml")));
      expect(comments.seen).toEqual(comments.wanted);
      expect(comments.seen).toHaveLength(4);
      expect(lines.wanted).toContainEqual(lines.seen);
    },
    60_000,
  );

  // The time of cibadmin grows with the square of the siblings: half a minute for 15,500, minutes for 31,000.
  const [siblings, longer] = [15_500, 340];

  times(undefined, withNode)?.(
    `adds only our objects through cibadmin, beside 10 MB of ${siblings} foreign resources${reason}`,
    () => {
      const everything = parseXml(asAccepted(node ?? "", fixture("cib/everything.xml")));
      const text = writeXml(filled(everything, siblings, longer));
      expect(text.length).toBeGreaterThan(10_000_000);
      const { lines } = beside(text);
      // A comparison by Jest would print megabytes.
      expect(lines.wanted.some((wanted) => isDeepStrictEqual(wanted, lines.seen))).toBe(true);
      tried("Access and secrets", {
        what: `our edit, by the real cibadmin, beside 10 MB of ${siblings} foreign resources`,
        times: 1,
        lost: 0,
      });
    },
    600_000,
  );

  const QUERY = `
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
export CIB_file="$dir/cib.xml"
cat > "$CIB_file"
cibadmin --query
`;

  withNode(
    `alters characters that are not ASCII if the table of dialects says so, but not the list of a held primitive${reason}`,
    () => {
      const governors = ["ResourceGroup café \u{1F600}"];
      const dummy = `<primitive id="p" description="café €" class="ocf" provider="pacemaker" type="Dummy"/>`;
      const made = parseXml(EMPTY.replace("<resources/>", `<resources>${dummy}</resources>`));
      const written = holdPrimitive(made, "p", governors);
      const printed = parseXml(script(node ?? "", QUERY, writeXml(written)));
      const kept = dialect().altersNonAscii ? inAscii("café €") : "café €";
      expect(byId(printed, "p")?.attributes.description).toBe(kept);
      expect(missingGovernors(printed, "p")).toEqual(governors);
    },
    60_000,
  );

  const DAEMONS = `
for daemon in based controld fenced schedulerd; do
  /usr/lib/pacemaker/pacemaker-$daemon metadata 2>/dev/null | grep -o 'parameter name="[^"]*"'
done
exit 0
`;

  withNode(`knows every property of the daemons of this machine${reason}`, () => {
    const said = script(node ?? "", DAEMONS, "").matchAll(/name="([^"]*)"/g);
    const names = [...said]
      .map(([, name = ""]) => name)
      .filter((name) => !name.startsWith("pcmk_"));
    expect(names.length).toBeGreaterThan(30);
    expect(names.filter((name) => !isKnownOption("cluster property", name))).toEqual([]);
  });
});
