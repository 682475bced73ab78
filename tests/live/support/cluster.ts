import { spawnSync } from "node:child_process";
import { nodeNames } from "../../lab/cluster/addresses";
import { containerName } from "../../lab/docker/docker";
import { type Lab, openLab } from "../../lab/cluster/lab";
import { el6LabOf, labOfWorker } from "../../lab/cluster/record";
import { waitUntil } from "../../lab/cluster/wait";

const howTo =
  "npm test makes one; by hand: npm run lab -- up --name NAME, then PULUMI_PACEMAKER_LAB=NAME";

/** The lab of this run and of this jest worker, if there is a lab. */
export function labName(): string | undefined {
  const { PULUMI_PACEMAKER_LAB: name, JEST_WORKER_ID: worker = "1" } = process.env;
  return name === undefined ? undefined : labOfWorker(name, Number(worker));
}

/** Why no live test can run in a lab; undefined when the lab is up. */
function obstacle(name: string | undefined): string | undefined {
  if (name === undefined) return `there is no lab: ${howTo}`;
  const container = containerName(name, nodeNames[0]);
  const { status, error } = spawnSync("docker", ["inspect", container], { stdio: "ignore" });
  if (error) return `Docker cannot be used: ${error.message}`;
  return status === 0 ? undefined : `the lab ${name} is not up: ${howTo}`;
}

/** A suite on the lab of this run; skipped by name with the reason where there is none. */
export function describeLive(name: string, suite: (lab: Lab) => void): void {
  const lab = labName();
  const reason = obstacle(lab);
  if (reason === undefined) describe(name, () => suite(openLab(lab)));
  else describe.skip(`${name} (${reason})`, () => test("skipped", () => undefined));
}

/** A suite on a stand-in for EL6 that it has for itself, beside the lab of this run. */
export function describeOnStandin(name: string, suite: (lab: Lab) => void): void {
  describeLive(name, (own) => {
    const lab = openLab(el6LabOf(own.name), "el6-standin");
    beforeAll(async () => {
      await lab.down(); // of a run that was interrupted
      await lab.up();
    }, 120_000);
    suite(lab);
    afterAll(() => lab.down(), 60_000);
  });
}

const isOnline = async (lab: Lab): Promise<boolean> => {
  const { stdout } = await lab.exec(nodeNames[0], ["crm_mon", "-1"]);
  return /Online: \[ rsha1 rsha2 \]/.test(stdout) && /Current DC: (?!NONE)/.test(stdout);
};

/**
 * Takes away everything that an earlier suite has left, but for what the cluster itself has written. Pacemaker stops the
 * resources and forgets their history then, which needs a cluster that may act.
 */
const EMPTY = `
crm_attribute --type crm_config --name stonith-enabled --update false
cibadmin --query --scope crm_config | sed -n 's/.*<nvpair .*name="\\([^"]*\\)".*/\\1/p' |
  grep -vxE 'cluster-infrastructure|cluster-name|dc-version|have-watchdog|last-lrm-refresh|stonith-enabled' |
  while read -r name; do crm_attribute --type crm_config --name "$name" --delete; done
for path in 'constraints/*' tags acls alerts fencing-topology rsc_defaults op_defaults 'nodes/node/*' 'resources/*'; do
  cibadmin --delete-all --force --xpath "/cib/configuration/$path"
done
for i in $(seq 100); do
  cibadmin --query --xpath //lrm_resource >/dev/null || break
  sleep 0.2
done
crm_attribute --type crm_config --name stonith-enabled --delete
`;

const isEmpty = async (lab: Lab): Promise<boolean> => {
  const { stdout } = await lab.exec(nodeNames[0], ["cibadmin", "-Q"]);
  return stdout.includes("<resources/>") && !stdout.includes("<lrm_resource ");
};

/** A cluster made by pcs with nothing in it: the one that the suite before this left, or a new one. */
export async function ensureCluster(lab: Lab): Promise<void> {
  await lab.up();
  const online = (): Promise<void> => waitUntil("both nodes are online", 60, () => isOnline(lab));
  const anew = async (): Promise<void> => {
    await lab.reset();
    await lab.cluster();
    await online();
  };
  // A node in standby counts as not online, so this comes first; without a cluster it does nothing.
  await lab.exec(nodeNames[0], ["sh", "-c", EMPTY]);
  // A suite that was interrupted may have left half a cluster, which pcs does not complete.
  if (!(await isOnline(lab))) await lab.cluster().then(online).catch(anew);
  if (!(await isEmpty(lab))) await anew();
  await quiet(lab);
}

/** Asks for ten seconds inside the node: each command from outside costs more than the question. */
const IDLE = `
for i in $(seq 50); do
  crmadmin -q -S "$(crmadmin -q -D)" | grep S_IDLE && exit
  sleep 0.2
done
`;

/** Waits until the cluster has nothing to do. */
export async function quiet(lab: Lab, seconds = 60): Promise<void> {
  const isIdle = async (): Promise<boolean> =>
    (await lab.exec(nodeNames[0], ["sh", "-c", IDLE])).stdout.includes("S_IDLE");
  await waitUntil("the cluster is idle", seconds, isIdle);
}

/** The schema as in a cluster that an older Pacemaker has made, and back: 3.0 knows no role Promoted. */
export async function validateWith(
  lab: Lab,
  schema: "pacemaker-3.0" | "pacemaker-3.9",
): Promise<void> {
  const text = `<cib validate-with="${schema}"/>`;
  await lab.exec(nodeNames[0], ["cibadmin", "--modify", "--xml-text", text]);
}
