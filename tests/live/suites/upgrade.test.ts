import { nodeNames } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";
import { fixture } from "../../helpers";
import { describeLive, ensureCluster, quiet } from "../support/cluster";
import { mark, changing, operationsSince, shown } from "../support/operations";
import { cib, epoch } from "../support/cluster-status";
import { filled } from "../support/placeholders";
import type { Declaration } from "../programs/declared";
import { times, tried } from "../support/soak";
import { type Ended, counts, diagnostics } from "../cli/output";
import { Stack } from "../cli/stack";

const kept = (name: string): string => fixture(`upgrade/${name}`);
const provider = JSON.stringify(kept("provider.txt")).slice(1, -1);

interface Program {
  readonly cluster: unknown;
  readonly resources: Declaration;
}

/** Puts a recorded configuration into the cluster. */
async function load(lab: Lab): Promise<void> {
  const argv = ["cibadmin", "--replace", "-o", "configuration", "--xml-pipe"];
  const stdin = filled(kept("configuration.xml"), lab);
  const { exitCode, stderr } = await lab.exec(nodeNames[0], argv, { stdin });
  if (exitCode !== 0) throw new Error(stderr);
}

/** `npm test` keeps the cluster for the next suite. */
const sparing = times(1, 0) === 1 ? ["--exclude", "**::pacemaker1"] : [];

const ended = ({ exitCode, output }: Ended): string => (exitCode === 0 ? "" : output);

/** Output of the CLI without the lines about waiting, which appear only if the cluster is slow. */
const said = (run: Ended): string[] =>
  Object.values(diagnostics(run))
    .flat()
    .filter((line) => !line.includes(": waiting for "));

describeLive("A stack of the first version of the package", (lab: Lab) => {
  let stack: Stack;
  const program = (): Program => JSON.parse(filled(kept("declared.json"), lab)) as Program;

  beforeAll(async () => {
    await ensureCluster(lab);
    await load(lab);
    await quiet(lab);
    stack = await Stack.make(lab, {
      encryptionsalt: kept("salt.txt"),
      env: { PULUMI_CONFIG_PASSPHRASE: "upgrade" },
    });
    const state = kept("state.json").replaceAll("%provider%", () => provider);
    await stack.import(filled(state, lab));
    const { cluster, resources } = program();
    stack.declare(resources, cluster);
  }, 180_000);
  afterAll(() => stack.discard());

  test("previews and refreshes without a change, and nothing is written to the cluster", async () => {
    const before = await epoch(lab);
    const preview = await stack.preview("--expect-no-changes");
    const refreshed = await stack.refresh("--expect-no-changes");
    expect([preview, refreshed].map(ended)).toEqual(["", ""]);
    expect(await epoch(lab)).toBe(before);
  }, 180_000);

  test("updates what the program changes in each kind, and nothing else", async () => {
    const before = await mark(lab);
    const { cluster, resources } = program();
    const changed: Record<string, object> = {
      pacemaker1: { waitTimeout: "200s" },
      options: { batchLimit: 10, resourceDefaults: { resourceStickiness: 200 } },
      vm_repository: { meta: { failureTimeout: "3min" } },
      ClusterIP: { meta: { failureTimeout: "3min" } },
      "tomcat-service": { meta: { failureTimeout: "3min" } },
      abiquo_rs: { meta: { migrationThreshold: 4 } },
      ping: { meta: { failureTimeout: "3min" } },
      keeper: { parameters: { passwd: "kept-secret-2", fake: "second" } },
      everywhere: { clone: { name: "all-of-them", meta: { interleave: false } } },
      "with-ping": { score: 500 },
      "keeper-first": { symmetrical: true },
      "at-home": { score: 60 },
    };
    const next = Object.entries(resources).map(([name, r]) => [name, { ...r, ...changed[name] }]);
    stack.declare(Object.fromEntries(next) as Declaration, cluster);
    const up = await stack.up();
    expect({ counts: counts(up), said: said(up) }).toEqual({
      counts: ["~ 12 updated", "1 unchanged"],
      said: [],
    });
    expect(changing(await operationsSince(lab, before)).map(shown)).toEqual([
      "reload-agent keeper on rsha1: ok",
    ]);
    expect(await cib(lab, "//nvpair[@name='passwd']")).toContain('value="kept-secret-2"');
  }, 120_000);

  test("destroys its objects", async () => {
    expect(ended(await stack.destroy(...sparing))).toBe("");
    expect(await stack.ids()).toEqual(sparing.length > 0 ? { pacemaker1: "pacemaker1" } : {});
    tried("Upgrades", {
      what: "preview, refresh, update and destroy of a stack that the first version made",
      times: 12,
      lost: 0,
    });
  }, 180_000);
});
