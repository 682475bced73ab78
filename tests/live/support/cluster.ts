import { spawnSync } from "node:child_process";
import { type LabSize, nodeNames } from "../../lab/cluster/addresses";
import { containerName } from "../../lab/docker/docker";
import type { GenerationName } from "../../lab/docker/generation";
import { type Lab, openLab } from "../../lab/cluster/lab";
import { findRecord, labOfWorker, sideLabOf, usualType } from "../../lab/cluster/record";
import { checkout } from "../../lab/paths";
import { waitUntil } from "../../lab/cluster/wait";
import { DC, OWN_PROPERTIES } from "./distribution";
import { runIn } from "./node-shell";

const howTo =
  "npm test makes one; by hand: npm run lab -- up --name NAME, then PULUMI_PACEMAKER_LAB=NAME";

/** Returns the name of this jest worker's lab, if this run has labs. */
export function labName(): string | undefined {
  const { PULUMI_PACEMAKER_LAB: name, JEST_WORKER_ID: worker = "1" } = process.env;
  return name === undefined ? undefined : labOfWorker(name, Number(worker));
}

/** Returns the reason why no live test can run in a lab; `undefined` if the lab is up. */
function obstacle(name: string | undefined): string | undefined {
  if (name === undefined) return `there is no lab: ${howTo}`;
  const container = containerName(name, nodeNames[0]);
  const { status, error } = spawnSync("docker", ["inspect", container], { stdio: "ignore" });
  if (error) return `Docker cannot be used: ${error.message}`;
  return status === 0 ? undefined : `the lab ${name} is not up: ${howTo}`;
}

/** Returns a lab whose commands run through processes that stay. */
const openTestLab = (...which: Parameters<typeof openLab>): Lab => {
  const lab = openLab(...which);
  return {
    ...lab,
    exec: (machine, argv, options) => runIn(containerName(lab.name, machine), argv, options),
  };
};

/** Declares a suite on the lab of this run. Without a lab it is skipped, with the reason in its name. */
export function describeLive(name: string, suite: (lab: Lab) => void): void {
  const lab = labName();
  const reason = obstacle(lab);
  if (reason === undefined) describe(name, () => suite(openTestLab(lab)));
  else skip(name, reason);
}

const skip = (name: string, reason: string): void =>
  describe.skip(`${name} (${reason})`, () => test("skipped", () => undefined));

/** Makes a lab for a suite, and removes it afterwards. */
function withLab(
  lab: Lab,
  suite: (lab: Lab) => void,
  prepare: () => Promise<unknown> = () => Promise.resolve(),
): void {
  beforeAll(async () => {
    await lab.down(); // an interrupted run may have left it
    await lab.up();
    await prepare();
  }, 120_000);
  suite(lab);
  afterAll(() => lab.down(), 60_000);
}

/** Versions of Pacemaker that the EL6 stand-in can imitate. */
export type OldPacemaker = "1.1.10" | "1.1.18";

/**
 * Declares a suite on its own EL6 stand-in, in addition to the lab of this run.
 * @param pacemaker version that its programs imitate
 * @default the programs of the lab's Pacemaker
 */
export function describeOnStandin(
  name: string,
  suite: (lab: Lab) => void,
  pacemaker?: OldPacemaker,
): void {
  describeLive(name, (own) => {
    const lab = openTestLab(sideLabOf(own.name, "el6"), { platform: "el6-standin" });
    withLab(lab, suite, () => imitate(lab, pacemaker));
  });
}

/** Selects the version of Pacemaker that both nodes of a stand-in imitate. */
export async function imitate(lab: Lab, pacemaker?: OldPacemaker): Promise<void> {
  const file = "/etc/el6-standin-pacemaker";
  const script = pacemaker === undefined ? `rm -f ${file}` : `echo ${pacemaker} > ${file}`;
  await Promise.all(nodeNames.map((node) => lab.exec(node, ["sh", "-c", script])));
}

/**
 * Declares a suite on its own lab of another generation, in addition to the lab of this run. Makes the image first, which
 * takes minutes once. If that is not possible, the suite is skipped, with the reason in its name.
 */
export function describeOnGeneration(
  generation: GenerationName,
  name: string,
  suite: (lab: Lab) => void,
): void {
  const reason = obstacle(labName()) ?? imageObstacle(generation);
  if (reason !== undefined) skip(name, reason);
  else
    describeLive(name, (own) =>
      withLab(openTestLab(sideLabOf(own.name, generation), { generation }), suite),
    );
}

/** Declares a suite on its own lab of another size and of the generation of this run, in addition to the lab of this run. */
export function describeOnSize(name: string, size: LabSize, suite: (lab: Lab) => void): void {
  describeLive(name, (own) => {
    const { platform, generation } = findRecord(own.name) ?? usualType;
    withLab(openTestLab(sideLabOf(own.name, "sized"), { platform, generation, ...size }), suite);
  });
}

/** Returns the reason why the image of a generation cannot be made. Synchronous, because a suite is declared by then. */
function imageObstacle(generation: GenerationName): string | undefined {
  const argv = ["tests/lab/run.mjs", "lab", "image", "--generation", generation];
  const options = { cwd: checkout, encoding: "utf8", timeout: 900_000 } as const;
  const { status, stderr } = spawnSync(process.execPath, argv, options);
  const last = stderr.trimEnd().split("\n").at(-1);
  return status === 0 ? undefined : `the image of ${generation} cannot be made: ${last}`;
}

const isOnline = async (lab: Lab): Promise<boolean> => {
  const { stdout } = await lab.exec(nodeNames[0], ["crm_mon", "-1"]);
  const online = `Online: [ ${lab.members().join(" ")} ]`;
  return stdout.includes(online) && /Current DC: (?!NONE)/.test(stdout);
};

/**
 * Deletes what an earlier suite has left in the configuration, except what the cluster itself has written. Pacemaker then
 * stops the resources and deletes their history, for which it must be able to act: fencing is off meanwhile.
 */
const EMPTY = `
crm_attribute --type crm_config --name stonith-enabled --update false
cibadmin --query --scope crm_config | sed -n 's/.*<nvpair .*name="\\([^"]*\\)".*/\\1/p' |
  grep -vxE '${OWN_PROPERTIES.join("|")}|stonith-enabled' |
  while read -r name; do crm_attribute --type crm_config --name "$name" --delete; done
for path in 'constraints/*' tags acls alerts fencing-topology rsc_defaults op_defaults 'nodes/node/*'; do
  cibadmin --delete-all --force --xpath "/cib/configuration/$path"
done
cibadmin --replace --scope resources --xml-text '<resources/>' # comments too
for i in $(seq 100); do
  cibadmin --query --xpath //lrm_resource >/dev/null || break
  # The history of a remote node stays when its connection has gone.
  [ "$i" -lt 25 ] || cibadmin --delete-all --force --xpath '/cib/status/node_state[@remote_node="true"]'
  sleep 0.2
done
crm_attribute --type crm_config --name stonith-enabled --delete
`;

const isEmpty = async (lab: Lab): Promise<boolean> => {
  const { stdout } = await lab.exec(nodeNames[0], ["cibadmin", "-Q"]);
  return stdout.includes("<resources/>") && !stdout.includes("<lrm_resource ");
};

/** Makes sure that there is an empty cluster made by pcs: the previous suite's, emptied, or a new one. */
export async function ensureCluster(lab: Lab): Promise<void> {
  await lab.up();
  const online = (): Promise<void> => waitUntil("all members are online", 60, () => isOnline(lab));
  const replace = async (): Promise<void> => {
    await lab.reset();
    await lab.cluster();
    await online();
  };
  // Empty it first: a node in standby counts as not online. Without a cluster this does nothing.
  await lab.exec(nodeNames[0], ["sh", "-c", EMPTY]);
  // An interrupted suite may have left half a cluster, which pcs does not complete.
  if (!(await isOnline(lab))) await lab.cluster().then(online).catch(replace);
  if (!(await isEmpty(lab))) await replace();
  await quiet(lab);
}

/** Polls for ten seconds inside the node: a command from outside costs more than the query. */
const IDLE = `
for i in $(seq 50); do
  timeout 5 crmadmin -S "$(${DC})" | grep S_IDLE && exit
  sleep 0.2
done
`;

/** Waits until the cluster is idle. */
export async function quiet(lab: Lab, seconds = 60): Promise<void> {
  const isIdle = async (): Promise<boolean> =>
    (await lab.exec(nodeNames[0], ["sh", "-c", IDLE])).stdout.includes("S_IDLE");
  await waitUntil("the cluster is idle", seconds, isIdle);
}

/** Sets the CIB's schema. 3.0 is the schema of older Pacemakers and has no `on-fail="demote"`. */
export async function validateWith(
  lab: Lab,
  schema: "pacemaker-3.0" | "pacemaker-3.9",
): Promise<void> {
  const text = `<cib validate-with="${schema}"/>`;
  await lab.exec(nodeNames[0], ["cibadmin", "--modify", "--xml-text", text]);
}
