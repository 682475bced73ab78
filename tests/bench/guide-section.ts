import type { Lab } from "../lab/cluster/lab";
import { waitUntil } from "../lab/cluster/wait";
import { ensureCluster } from "../live/support/cluster";
import { clusterStatus } from "../live/support/cluster-status";
import { on } from "../live/support/shell";
import type { Ended } from "../live/cli/output";
import { emptied, unthrottled } from "./clean";
import { guide } from "../live/support/guide";
import { ROUNDS, type Result, Samples, atMost, timed } from "./result";
import { CRM, PCS, type Rival, rivals } from "./rivals";
import { FLOOR, OURS, type Who, declareFor, makeStack, ran, unwatched } from "./stacks";

const SERVICES = ["vm_repository", "ClusterIP", "tomcat-service", "ping"];

const WAITS =
  "While each tool works, the cluster is asked from outside every 0.1 s when all services run. This library's `up` ends later: when the first monitor of each resource has succeeded, which takes the ping 2 s, and the ping's attribute is set on every node, which its `dampen` (5 s) delays. For crm, nothing is left to do when the cluster plans no action any more.";
const IN_CIB = "the guide's configuration, until it is in the CIB";
const RUNS = "the guide's configuration, until the services run";
const ENDS = "the guide's configuration, until nothing is left to do";
const NOTHING = "up with nothing to do";
const REFRESH = "refresh";
const CHANGE = "one changed property";
const CHANGES =
  "The changed property is the ping's `timeout`. The ping restarts on both nodes, and the group, which runs where the ping runs, with it. For crm it is one `crm_resource --set-parameter`, and its time ends when the cluster plans no action any more: this is the cluster's own share.";
const DESTROY = "destroy";

/** Measures the guide with each tool, and Pulumi's daily operations. */
export async function guideSection(lab: Lab): Promise<Result> {
  await ensureCluster(lab);
  await unthrottled(lab);
  const samples = new Samples();
  const others = await rivals(lab);
  for (let round = 0; round < ROUNDS; round++) {
    for (const rival of others) await byHand(lab, samples, rival);
    await byPulumi(lab, samples, OURS);
    await byPulumi(lab, samples, FLOOR);
  }
  const above = (what: string): number => samples.above(what, OURS, FLOOR);
  return {
    series: samples.series,
    notes: [WAITS, CHANGES],
    targets: [
      atMost(
        "the guide's configuration above the floor, as a fraction of pcs over one SSH session: at most 0.05",
        0.05,
        above(IN_CIB) / samples.of(IN_CIB, PCS),
      ),
      atMost(
        "the same as a fraction of crm configure load update: at most 0.5",
        0.5,
        above(IN_CIB) / samples.of(IN_CIB, CRM),
      ),
      atMost(
        "until the services run, as a fraction of crm's time and the floor: at most 1",
        1,
        samples.of(RUNS, OURS) / (samples.of(RUNS, CRM) + samples.of(ENDS, FLOOR)),
      ),
      atMost(
        "until `up` ends, as a fraction of crm's time until nothing is left to do, and the floor: at most 1",
        1,
        samples.of(ENDS, OURS) / (samples.of(ENDS, CRM) + samples.of(ENDS, FLOOR)),
      ),
      atMost(
        `${CHANGE} above the floor, as a multiple of the cluster's own time: at most 1.5`,
        1.5,
        above(CHANGE) / samples.of(CHANGE, CRM),
      ),
      atMost("up with nothing to do above the floor: at most 0.3 s", 0.3, above(NOTHING), " s"),
      atMost("refresh above the floor: at most 1 s", 1, above(REFRESH), " s"),
    ],
  };
}

const run = (lab: Lab): Promise<void> =>
  waitUntil(
    "the services run",
    300,
    async () => {
      const { resources } = await clusterStatus(lab);
      return (
        SERVICES.every((name) => (resources[name] ?? []).length > 0) && resources.ping?.length === 2
      );
    },
    100,
  );

/** Waits until the cluster plans no action any more. */
const settled = (lab: Lab): Promise<void> =>
  waitUntil(
    "the cluster has carried out the change",
    300,
    async () =>
      !(await on(lab, "rsha1", "crm_simulate -LS --output-as=xml")).includes("rsc_action"),
    100,
  );

async function byHand(lab: Lab, samples: Samples, rival: Rival): Promise<void> {
  const { who, run: configure, change } = rival;
  const running = timed(() => run(lab));
  const all = timed(async () => {
    samples.add(IN_CIB, who, await timed(configure));
    if (change) await settled(lab);
  });
  samples.add(RUNS, who, await running);
  const ends = await all;
  if (change) {
    samples.add(ENDS, who, ends);
    samples.add(CHANGE, who, await timed(() => change().then(() => settled(lab))));
  }
  await emptied(lab);
}

async function byPulumi(lab: Lab, samples: Samples, who: Who): Promise<void> {
  const guided = guide(lab.facts());
  const stack = await makeStack(lab, who);
  const add = async (what: string, run: () => Promise<Ended>): Promise<void> =>
    samples.add(what, who, await ran(run));
  declareFor(stack, unwatched(guided), lab.connection());
  await add(IN_CIB, () => stack.up());
  await ran(() => stack.destroy());
  declareFor(stack, guided, lab.connection());
  const running = who === OURS ? timed(() => run(lab)) : undefined;
  await add(ENDS, () => stack.up());
  if (running) samples.add(RUNS, who, await running);
  await add(NOTHING, () => stack.up());
  await add(REFRESH, () => stack.refresh());
  declareFor(
    stack,
    { ...guided, ping: { ...guided.ping, is: "Ping", timeout: 6 } },
    lab.connection(),
  );
  await add(CHANGE, () => stack.up());
  await add(DESTROY, () => stack.destroy());
  await stack.remove();
}
