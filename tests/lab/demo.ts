import { nodeNames } from "./addresses";
import { type Lab, openLab } from "./lab";
import { labDir } from "./paths";
import { ensureCli } from "./pulumi-cli";
import { say, step } from "./progress";
import { exclusively } from "./lock";
import { usualName } from "./record";
import { prepareStack, pulumiUp } from "./stack";
import { waitUntil } from "./wait";

const members = ["vm_repository", "ClusterIP", "tomcat-service"];

/** Both nodes online, the three resources on one node, the ping clone on both. */
export function isComplete(crmMon: string): boolean {
  const nodes = nodeNames.join(" ");
  const places = members.map(
    (name) => new RegExp(`\\* ${name}\\s.*:\\s+Started (\\S+)`).exec(crmMon)?.[1],
  );
  return (
    crmMon.includes(`Online: [ ${nodes} ]`) &&
    places[0] !== undefined &&
    places.every((place) => place === places[0]) &&
    crmMon.includes(`Started: [ ${nodes} ]`)
  );
}

async function clusterStatus(lab: Lab): Promise<string> {
  return (await lab.exec(nodeNames[0], ["crm_mon", "-1"])).stdout;
}

const option = (lab: Lab): string => (lab.name === usualName() ? "" : ` --name ${lab.name}`);

function howToGoOn(lab: Lab): string {
  const verb = (name: string): string => `npm run lab -- ${name}${option(lab)}`;
  const { floatingIp, service } = lab.facts();
  return `
Go on   eval "$(npm run -s lab -- env${option(lab)})"
        pulumi preview                    after a change in examples/
        ${verb("fault gateway-lost")}
Look    ${verb("status")}
        ${verb("exec rsha1 -- pcs status --full")}
        curl http://${floatingIp}:8080/   ${service}, at the floating address
Clean   pulumi destroy                    the resources
        ${verb("down")}             the lab with all its files`;
}

async function show(lab: Lab): Promise<void> {
  const complete = async (): Promise<boolean> => isComplete(await clusterStatus(lab));
  await waitUntil("all resources have started", 120, complete, 1000);
  process.stdout.write(`\n${await clusterStatus(lab)}${howToGoOn(lab)}\n`);
}

async function build(lab: Lab): Promise<void> {
  const env = await step("preparing the stack", () => prepareStack(lab));
  say("▸ pulumi up");
  await pulumiUp(lab, env);
  say("▸ pulumi up once more, which must change nothing");
  await pulumiUp(lab, env, "--expect-no-changes");
}

/** `npm run demo`: from nothing to a highly available service, and how it looks. */
export async function demo(name: string): Promise<void> {
  const lab = openLab(name);
  await Promise.all([ensureCli(), lab.up()]);
  await exclusively(`${labDir(name)}/demo.lock`, () => build(lab));
  await show(lab);
}
