import { nodeNames } from "../cluster/addresses";
import { type Lab, openLab } from "../cluster/lab";
import { labDir } from "../paths";
import { ensureCli } from "../cli/pulumi-cli";
import { say, step } from "../progress";
import { exclusively } from "../cluster/lock";
import { usualName } from "../cluster/record";
import { prepareStack, pulumiUp } from "./stack";
import { waitUntil } from "../cluster/wait";

const members = ["vm_repository", "ClusterIP", "tomcat-service"];

/** Checks that both nodes are online, the members run on one node, and the ping clone runs on both. */
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

/** Commands to try next, each with its effect. */
function howToGoOn(lab: Lab): string {
  const verb = (name: string, rest = ""): string => `npm run lab -- ${name}${option(lab)}${rest}`;
  const { floatingIp, service } = lab.facts();
  const rows = [
    ["Go on", `eval "$(npm run -s lab -- env${option(lab)})"`, "makes this shell ready for pulumi"],
    ["", "pulumi preview", "shows what a change in examples/abiquo-remote-services would do"],
    ["", verb("fault", " node-dead rsha1"), "and node-back rsha1: see it move"],
    ["Look", verb("status"), "the lab and its cluster"],
    ["", verb("exec", " rsha1 -- pcs status --full"), "any command in a node"],
    ["", `curl http://${floatingIp}:8080/`, `${service}, at the floating address`],
    ["Clean", "pulumi destroy", "removes the resources, and the cluster"],
    ["", verb("down"), "removes the lab with all its files"],
  ];
  const width = Math.max(...rows.map(([, command = ""]) => command.length));
  return rows
    .map(
      ([part = "", command = "", does = ""]) =>
        `\n${part.padEnd(7)}${command.padEnd(width)}  ${does}`,
    )
    .join("");
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
  say("▸ pulumi up again: must change nothing");
  await pulumiUp(lab, env, "--expect-no-changes");
}

/** `npm run demo`: builds a highly available service in a lab and shows it. */
export async function demo(name: string): Promise<void> {
  const lab = openLab(name);
  await Promise.all([ensureCli(), lab.up()]);
  await exclusively(`${labDir(name)}/demo.lock`, () => build(lab));
  await show(lab);
}
