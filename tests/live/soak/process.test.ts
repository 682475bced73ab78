import { spawn } from "node:child_process";
import { join } from "node:path";
import { idOf, walk } from "../../../sdk/cib/xml/element";
import { parseXml } from "../../../sdk/cib/xml/parse";
import { nodeNames } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";
import { waitUntil } from "../../lab/cluster/wait";
import { describeLive, ensureCluster } from "../support/cluster";
import { cib, clusterStatus } from "../support/cluster-status";
import { tried } from "../support/soak";
import { programs } from "../cli/compiled-program";

const OPERATIONS = 5; // per cycle
const cycles = 200;
const all = Array.from({ length: cycles }, (_, i) => i);

const stopped = (id: string): string =>
  `<primitive id="${id}" class="ocf" provider="pacemaker" type="Dummy"><meta_attributes id="${id}-m"><nvpair id="${id}-m-r" name="target-role" value="Stopped"/></meta_attributes></primitive>`;
const resource = (i: number): string => stopped(`old${i}`);
const constraint = (i: number): string =>
  `<rsc_location id="old${i}" rsc="stays" node="rsha1" score="1"/>`;
const some = (parity: number, make: (i: number) => string): string =>
  all
    .filter((i) => i % 2 === parity)
    .map(make)
    .join("");

interface Life {
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Milliseconds from the last line to the end of the process. */
  readonly lingered: number;
}

function live(argument: unknown): Promise<Life> {
  const script = join(programs, "long-lived.mjs");
  const argv = ["--expose-gc", "--trace-warnings", script, JSON.stringify(argument)];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, argv, { timeout: 400_000 });
    const text = { stdout: "", stderr: "" };
    let last = Infinity;
    child.stdout.on("data", (data: Buffer) => {
      text.stdout += data.toString();
      last = performance.now();
    });
    child.stderr.on("data", (data: Buffer) => (text.stderr += data.toString()));
    child.once("error", reject);
    child.once("close", (_code, signal) =>
      resolve({ signal, ...text, lingered: performance.now() - last }),
    );
  });
}

const mean = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0) / list.length;

describeLive("The provider process", (lab: Lab) => {
  const change = async (...argv: string[]): Promise<void> => {
    const { exitCode, stderr } = await lab.exec(nodeNames[0], argv);
    if (exitCode !== 0) throw new Error(`${argv.join(" ").slice(0, 99)}: ${stderr}`);
  };
  const replace = (section: string, inside: string): Promise<void> =>
    change(
      "cibadmin",
      "--replace",
      "--scope",
      section,
      "--xml-text",
      `<${section}>${inside}</${section}>`,
    );
  const stonith = (...argv: string[]): Promise<void> =>
    change("crm_attribute", "--type", "crm_config", "--name", "stonith-enabled", ...argv);

  beforeAll(async () => {
    await ensureCluster(lab);
    await stonith("--update", "false");
    await replace("resources", stopped("stays") + some(0, resource));
    await replace("constraints", some(1, constraint));
  }, 180_000);
  afterAll(async () => {
    await replace("constraints", "");
    await replace("resources", "");
    await waitUntil(
      "nothing runs",
      60,
      async () => Object.keys((await clusterStatus(lab)).resources).length === 0,
    );
    await stonith("--delete");
  }, 90_000);

  test("does not grow over many operations, and ends within a second after the last one", async () => {
    const { lingered, stdout, ...ended } = await live({ cluster: lab.connection(), cycles });
    expect(ended).toEqual({ signal: "SIGINT", stderr: "" });
    const { heap, wrong } = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as {
      heap: number[];
      wrong: number;
    };
    expect(wrong).toBe(0);
    const third = Math.floor(cycles / 3);
    const growth = (mean(heap.slice(-third)) - mean(heap.slice(0, third))) / 1e6;
    tried("Clean process", {
      what: "operations in one provider process",
      times: cycles * OPERATIONS,
      lost: wrong,
      note: `heap grew by ${growth.toFixed(2)} MB, ended ${Math.round(lingered)} ms after the last`,
    });
    expect(growth).toBeLessThan(1);
    expect(lingered).toBeLessThan(1000);
    const made = [...walk(parseXml(await cib(lab)))].filter((e) =>
      ["primitive", "rsc_location"].includes(e.name),
    );
    expect(made.map(idOf).sort()).toEqual(["runs", "stays", ...all.map((i) => `new${i}`)].sort());
  }, 420_000);
});
