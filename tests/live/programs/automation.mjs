// Inline programs of the Automation API (automation.test.ts): two stacks at once, in one process, each of them up again and
// again. The description of the cluster is one object of the module. The last line of the output is JSON.
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
import { PrimitiveResource, ResourceGroup } from "pulumi-pacemaker";

const cluster = JSON.parse(process.argv[2]);
const names = ["one", "two"];

const program = (name, fake) => async () => {
  const member = new PrimitiveResource(`${name}-member`, {
    cluster,
    agent: "ocf:pacemaker:Dummy",
    parameters: { fake },
  });
  const group = new ResourceGroup(`${name}-group`, { cluster, members: [member] });
  return { members: group.members };
};

const open = (name, fake) =>
  LocalWorkspace.createOrSelectStack(
    { stackName: name, projectName: "live", program: program(name, fake) },
    { workDir: process.cwd() },
  );
const resultOf = ({ summary }) => [summary.result, summary.resourceChanges];

async function live(name) {
  const first = await open(name, "first");
  const planned = (await first.preview()).changeSummary;
  const ups = [resultOf(await first.up()), resultOf(await first.up())];
  const second = await open(name, "second");
  ups.push(resultOf(await second.up()));
  const destroyed = resultOf(await second.destroy());
  return { planned, ups, destroyed };
}

const results = await Promise.all(names.map(live));
console.log(JSON.stringify(Object.fromEntries(names.map((name, i) => [name, results[i]]))));
