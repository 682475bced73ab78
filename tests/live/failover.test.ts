import { type NodeName, nodeNames } from "../lab/addresses";
import type { Lab } from "../lab/lab";
import { waitUntil } from "../lab/wait";
import { describeLive, ensureCluster } from "./cluster";
import { picture } from "./picture";
import { Stack } from "./stack";

const group = ["vm_repository", "ClusterIP", "tomcat-service"];

describeLive("the guide's services when a node dies", (lab: Lab) => {
  let stack: Stack;
  let [dead, alive]: [NodeName, NodeName] = [...nodeNames];

  /** The group's members with their nodes, as a node sees it; nothing while that node cannot say. */
  const places = async (from: NodeName): Promise<string[]> => {
    const { resources } = await picture(lab, from).catch(() => ({ resources: {} }) as never);
    return group.map((name) => `${name}: ${resources[name]?.join() ?? ""}`);
  };
  const allOn = (node: NodeName): string[] => group.map((name) => `${name}: ${node}`);
  const runsOn = async (node: NodeName): Promise<boolean> =>
    JSON.stringify(await places(node)) === JSON.stringify(allOn(node));

  beforeAll(async () => {
    await ensureCluster(lab);
    stack = await Stack.make(lab);
    const { repository, floatingIp, cidrNetmask, service, gateway } = lab.facts();
    stack.declare({
      options: {
        is: "Properties",
        stonithEnabled: false,
        noQuorumPolicy: "ignore",
        resourceDefaults: { resourceStickiness: 100 },
      },
      vm_repository: { is: "Filesystem", ...repository, startWithGroup: true },
      ClusterIP: { is: "IpAddr2", ip: floatingIp, cidrNetmask, startWithGroup: true },
      "tomcat-service": { is: "Lsb", service, startWithGroup: true },
      abiquo_rs: { is: "Group", members: ["@vm_repository", "@ClusterIP", "@tomcat-service"] },
      ping: { is: "Ping", hostList: [gateway], timeout: 5, attempts: 3 },
      "with-ping": { is: "Colocation", resource: "@abiquo_rs", with: "@ping", score: "INFINITY" },
    });
    const { exitCode, output } = await stack.up();
    if (exitCode !== 0) throw new Error(output);
    const { resources } = await picture(lab);
    dead = resources.ClusterIP?.[0] as NodeName;
    alive = nodeNames.find((node) => node !== dead) ?? nodeNames[0];
  }, 240_000);

  afterAll(async () => {
    await lab.fault("node-back", dead);
    await waitUntil("both nodes are online", 90, async () => {
      const seen = await picture(lab, alive).catch(() => undefined);
      return seen?.online.length === 2;
    });
    await stack.remove();
  }, 180_000);

  test("they all run on the other node within a minute", async () => {
    expect(await places(alive)).toEqual(allOn(dead));
    await lab.fault("node-dead", dead);
    await waitUntil(`all of them run on ${alive}`, 60, () => runsOn(alive), 1000);
    const { floatingIp } = lab.facts();
    const { stdout } = await lab.exec(alive, ["ip", "-br", "-4", "address"]);
    expect(stdout).toContain(`${floatingIp}/24`);
  }, 90_000);

  test("the program shows no change, and refresh skips the dead node", async () => {
    const preview = await stack.preview("--expect-no-changes");
    const refresh = await stack.refresh("--expect-no-changes");
    const up = await stack.up("--expect-no-changes");
    expect([preview.exitCode, refresh.exitCode, up.exitCode]).toEqual([0, 0, 0]);
  }, 90_000);

  test("they stay where they are when the node is back", async () => {
    await lab.fault("node-back", dead);
    const isBack = async (): Promise<boolean> => (await picture(lab, alive)).online.length === 2;
    await waitUntil("both nodes are online", 90, isBack, 1000);
    const pings = async (): Promise<boolean> =>
      (await picture(lab, alive)).resources.ping?.length === 2;
    await waitUntil("the ping runs on both nodes", 60, pings, 1000);
    expect(await places(alive)).toEqual(allOn(alive));
    expect((await stack.up("--refresh", "--expect-no-changes")).exitCode).toBe(0);
  }, 180_000);
});
