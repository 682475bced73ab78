import { diffCib } from "../../sdk/cib/patch/diff";
import { type Element, append, element, updateSection } from "../../sdk/cib/xml/element";
import { cibVersion, writePatchV2 } from "../../sdk/cib/patch/patch-v2";
import { parseXml, writeXml } from "../../sdk/cib/xml/parse";
import { pacemakerProperties } from "../../sdk/resources/properties/pacemaker-properties";
import { ROUNDS, type Result, Samples, atMost, timed } from "./result";

const SIZES = [10, 100, 1_000, 10_000];
/** Many runs, because a run is short and garbage collection makes it uneven. */
const RUNS = 3 * ROUNDS;
const EVERYTHING = "parse, edit, difference, patch, serialise";

const primitive = (i: number): string =>
  `<primitive id="p${i}" class="ocf" provider="heartbeat" type="Dummy"><instance_attributes id="p${i}-instance_attributes"><nvpair id="p${i}-instance_attributes-fake" name="fake" value="${i}"/></instance_attributes><operations><op id="p${i}-monitor-interval-10s" name="monitor" interval="10s" timeout="20s"/></operations></primitive>`;

/** Returns a CIB of a size in kilobytes, with primitives as the engine writes them. */
function cibOf(kilobytes: number): string {
  const resources: string[] = [];
  for (let size = 0; size < kilobytes * 1000; size += resources.at(-1)?.length ?? 0)
    resources.push(primitive(resources.length));
  return `<cib admin_epoch="0" epoch="7" num_updates="3" validate-with="pacemaker-3.9"><configuration><crm_config/><nodes/><resources>${resources.join("")}</resources><constraints/></configuration><status/></cib>`;
}

const args = {
  __kind: pacemakerProperties.type,
  cluster: { nodes: [{ name: "rsha1" }] },
  label: "options",
  stonithEnabled: false,
} as never;
const noAgent = (): never => {
  throw new Error("no agent is needed");
};

/** Changes the options and appends a resource. */
const edited = (cib: Element): Element =>
  updateSection(pacemakerProperties.put(cib, { args, agent: noAgent }).cib, "resources", (r) =>
    append(
      r,
      element("primitive", { id: "last", class: "ocf", provider: "heartbeat", type: "Dummy" }),
    ),
  );

/** Measures the layers without a cluster over the size of the CIB. */
export async function pureSection(): Promise<Result> {
  const samples = new Samples();
  const texts = SIZES.map((size) => [size, cibOf(size)] as const);
  // The first round does not count, because V8 compiles the code during it.
  for (let round = -1; round < RUNS; round++)
    for (const [size, text] of texts) {
      const at = `a CIB of ${size} KB`;
      let cib!: Element, next!: Element;
      const steps: [string, () => unknown][] = [
        ["parse", () => (cib = parseXml(text))],
        ["edit", () => (next = edited(cib))],
        ["difference and patch", () => writePatchV2(cibVersion(cib), diffCib(cib, next))],
        ["serialise", () => writeXml(next)],
      ];
      let sum = 0;
      for (const [what, step] of steps) {
        const ms = 1000 * (await timed(() => Promise.resolve(step())));
        sum += ms;
        if (round >= 0) samples.add(what, at, ms, "ms");
      }
      if (round >= 0) samples.add(EVERYTHING, at, sum, "ms");
    }
  const [one, ten] = [
    samples.of(EVERYTHING, "a CIB of 1000 KB"),
    samples.of(EVERYTHING, "a CIB of 10000 KB"),
  ];
  return {
    series: samples.series,
    targets: [atMost("a CIB of 10 MB, as a multiple of one of 1 MB: at most 12", 12, ten / one)],
  };
}
