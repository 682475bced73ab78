import { type NodeName, nodeNames } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";
import { waitUntil } from "../../lab/cluster/wait";
import { describeLive, ensureCluster, quiet } from "../support/cluster";
import { guide } from "../support/guide";
import { cib, clusterStatus, onlineNodes } from "../support/cluster-status";
import type { Declaration } from "../programs/declared";
import { soakTest, soaking, tried } from "../support/soak";
import { failure } from "../cli/output";
import { Stack } from "../cli/stack";

const RUNS = 3;

const group = ["vm_repository", "ClusterIP", "tomcat-service"];

const DIES = "active node dead → all run on the other one";

/** The gateway's rule, as the component has it with gatewayPolicy "rule". */
const RULE: Declaration = {
  "with-gateway": {
    is: "Location",
    resource: "@abiquo_rs",
    score: "-INFINITY",
    rule: { or: [{ attribute: "pingd", operation: "lt", value: 1 }, { notDefined: "pingd" }] },
  },
};

describeLive("The guide's services after the loss of a node or the gateway", (lab: Lab) => {
  let stack: Stack;
  let [dead, alive]: [NodeName, NodeName] = [...nodeNames];

  /** The group's members with their nodes, as a node sees it; nothing while that node cannot say. */
  const places = async (from: NodeName): Promise<string[]> => {
    const { resources } = await clusterStatus(lab, from).catch(() => ({ resources: {} }) as never);
    return group.map((name) => `${name}: ${resources[name]?.join() ?? ""}`);
  };
  const allOn = (node: string): string[] => group.map((name) => `${name}: ${node}`);

  /** Seconds until the services are at a place, or everywhere stopped. */
  async function until(place: string, seconds: number, from: NodeName): Promise<number> {
    const start = Date.now();
    const isSo = async (): Promise<boolean> =>
      JSON.stringify(await places(from)) === JSON.stringify(allOn(place));
    await waitUntil(`they are on ${place || "no node"}`, seconds, isSo);
    return (Date.now() - start) / 1000;
  }
  const took = (what: string, seconds: number): void => tried("Failover", { what, seconds });
  const bothPing = (value: number): Promise<void> =>
    waitUntil(`pingd is ${value} on both nodes`, 90, async () => {
      const seen = await cib(lab, "//status//nvpair[@name='pingd']");
      return seen.split(`value="${value}"`).length === 3;
    });
  const home = async (): Promise<NodeName> =>
    (await clusterStatus(lab)).resources.ClusterIP?.[0] as NodeName;
  const otherThan = (node: NodeName): NodeName =>
    nodeNames.find((other) => other !== node) ?? nodeNames[0];

  beforeAll(async () => {
    await ensureCluster(lab);
    stack = await Stack.make(lab);
    stack.declare(guide(lab.facts()));
    const { exitCode, output } = await stack.up();
    if (exitCode !== 0) throw new Error(output);
    dead = await home();
    alive = otherThan(dead);
  }, 240_000);

  const isBack = async (): Promise<boolean> => (await onlineNodes(lab, alive)).length === 2;

  afterAll(async () => {
    await lab.fault("gateway-back");
    await lab.fault("node-back", dead);
    await waitUntil("both nodes are online", 90, isBack);
    stack.discard();
  }, 180_000);

  test("run on the other node within a minute", async () => {
    expect(await places(alive)).toEqual(allOn(dead));
    await lab.fault("node-dead", dead);
    took(DIES, await until(alive, 60, alive));
    const { floatingIp } = lab.facts();
    const { stdout } = await lab.exec(alive, ["ip", "-br", "-4", "address"]);
    expect(stdout).toContain(`${floatingIp}/24`);
  }, 90_000);

  test("show no change in the program, and refresh skips the dead node", async () => {
    const runs = [
      ...(soaking ? [await stack.preview("--expect-no-changes")] : []),
      await stack.refresh("--expect-no-changes"),
      await stack.up("--expect-no-changes"),
    ];
    expect(runs.map(failure)).toEqual(runs.map(() => ""));
  }, 90_000);

  test("stay on their node when the other one is back", async () => {
    await lab.fault("node-back", dead);
    await waitUntil("both nodes are online", 90, isBack, 1000);
    const pings = async (): Promise<boolean> =>
      (await clusterStatus(lab, alive)).resources.ping?.length === 2;
    await waitUntil("the ping runs on both nodes", 60, pings, 1000);
    expect(await places(alive)).toEqual(allOn(alive));
    expect((await stack.up("--refresh", "--expect-no-changes")).exitCode).toBe(0);
  }, 180_000);

  soakTest?.(
    "fail over in the measured time, three times",
    async () => {
      for (let run = 1; run < RUNS; run++) {
        dead = await home();
        alive = otherThan(dead);
        await lab.fault("node-dead", dead);
        took(DIES, await until(alive, 60, alive));
        await lab.fault("node-back", dead);
        await bothPing(1);
      }
    },
    400_000,
  );

  soakTest?.(
    "stay on a node without the gateway if there is only the colocation",
    async () => {
      for (let run = 1; run <= RUNS; run++) {
        const node = await home();
        await lab.fault("gateway-lost", node);
        await waitUntil("it is noticed", 90, async () =>
          (await cib(lab, "//status//nvpair[@name='pingd']")).includes('value="0"'),
        );
        await quiet(lab);
        expect(await places(node)).toEqual(allOn(node));
        await lab.fault("gateway-back", node);
        await bothPing(1);
      }
      const what = "gateway lost for the active node, with the colocation alone: left";
      tried("Failover", { what, times: RUNS, lost: 0, note: "the services stay" });
    },
    400_000,
  );

  soakTest?.(
    "move with the rule in the measured time, three times",
    async () => {
      stack.declare({ ...guide(lab.facts()), ...RULE });
      expect(failure(await stack.up())).toBe("");
      for (let run = 1; run <= RUNS; run++) {
        const node = await home();
        const other = otherThan(node);
        await lab.fault("gateway-lost", node);
        took(
          "gateway lost for the active node, with the rule → all run on the other one",
          await until(other, 90, other),
        );
        await lab.fault("gateway-back", node);
        await bothPing(1);
        await lab.fault("gateway-lost");
        took(
          "gateway lost for both nodes, with the rule → all are stopped",
          await until("", 90, other),
        );
        await lab.fault("gateway-back");
        const back = Date.now();
        await waitUntil(
          "all run",
          90,
          async () => !(await places(other)).some((p) => p.endsWith(": ")),
        );
        took("gateway back for both nodes → all run again", (Date.now() - back) / 1000);
        await bothPing(1);
      }
    },
    600_000,
  );
});
