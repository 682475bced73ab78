import { nodeNames } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";
import { describeLive } from "../support/cluster";
import { clusterTraces, guideStack, traces } from "../support/guide";
import {
  type Operation,
  changing,
  mark,
  operationsSince,
  overlapping,
  shown,
} from "../support/operations";
import { epoch, clusterStatus } from "../support/cluster-status";
import { soakTest, soaking } from "../support/soak";
import { type Ended, counts, diagnostics } from "../cli/output";
import type { Stack } from "../cli/stack";

const services = ["vm_repository", "ClusterIP", "tomcat-service"];
const running = [...clusterTraces, "the repository", "the address", "the service"];

describeLive("The guide's whole stack, from bare nodes", (lab: Lab) => {
  let stack: Stack;

  const ofServices = (operations: readonly Operation[]): Operation[] =>
    operations.filter(({ resource }) => services.includes(resource));

  /** The promise of the product, by the cluster's own log. */
  function expectStartedOnceInOrder(operations: readonly Operation[], home: string): void {
    const own = ofServices(operations);
    const probes = own.filter(({ action }) => action === "probe").map(shown);
    const nowhere = services.flatMap((name) =>
      nodeNames.map((node) => `probe ${name} on ${node}: not running`),
    );
    expect(probes.sort()).toEqual(nowhere.sort());
    const started = changing(own);
    expect(started.map(shown)).toEqual(services.map((name) => `start ${name} on ${home}: ok`));
    expect(overlapping(started)).toEqual([]);
  }

  function expectStoppedInOrder(operations: readonly Operation[], home: string): void {
    const stopped = changing(ofServices(operations));
    const reversed = [...services].reverse();
    expect(stopped.map(shown)).toEqual(reversed.map((name) => `stop ${name} on ${home}: ok`));
    expect(overlapping(stopped)).toEqual([]);
  }

  const succeeded = (ended: Ended): void => {
    if (ended.exitCode !== 0) throw new Error(ended.output);
  };

  async function homeOf(service: string): Promise<string> {
    return (await clusterStatus(lab)).resources[service]?.join() ?? "";
  }

  beforeAll(async () => {
    await lab.reset();
    stack = await guideStack(lab);
  }, 120_000);
  afterAll(
    () => (soaking ? stack.remove("--exclude", "**::pacemaker1") : stack.discard()),
    120_000,
  );

  soakTest?.(
    "previews without a node, also for an address that does not exist",
    async () => {
      const nowhere = await guideStack(lab, {
        nodes: [{ name: "n1", host: "192.0.2.1" }, { name: "n2" }],
      });
      const preview = await nowhere.preview();
      expect({ counts: counts(preview), said: diagnostics(preview) }).toEqual({
        counts: ["+ 9 to create"],
        said: {},
      });
      await nowhere.remove();
      expect(await traces(lab)).toEqual([[], []]);
    },
    60_000,
  );

  let home: string;

  test("makes the cluster in one up, and starts the services once, in order, on one node", async () => {
    const before = await mark(lab);
    succeeded(await stack.up());
    home = await homeOf("ClusterIP");
    expect(await clusterStatus(lab)).toEqual({
      online: ["rsha1", "rsha2"],
      resources: {
        vm_repository: [home],
        ClusterIP: [home],
        "tomcat-service": [home],
        ping: ["rsha1", "rsha2"],
      },
      compounds: { abiquo_rs: services, "ping-clone": ["ping"] },
    });
    expectStartedOnceInOrder(await operationsSince(lab, before), home);
    const [here, there] = home === "rsha1" ? await traces(lab) : (await traces(lab)).reverse();
    expect(here).toEqual(running);
    expect(there).toEqual(clusterTraces);
  }, 240_000);

  test("answers at the floating address", async () => {
    const url = `http://${lab.facts().floatingIp}:8080/`;
    const argv = ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--max-time", "5", url];
    expect((await lab.exec("gateway", argv)).stdout).toBe("200");
  }, 20_000);

  test("changes nothing and opens no connection in a second up", async () => {
    const before = await epoch(lab);
    const ended = await stack.up("--expect-no-changes");
    expect({ exitCode: ended.exitCode, said: diagnostics(ended) }).toEqual({
      exitCode: 0,
      said: {},
    });
    const refreshed = await stack.up("--refresh", "--expect-no-changes");
    expect(refreshed.exitCode).toBe(0);
    expect(await epoch(lab)).toBe(before);
  }, 60_000);

  test("stops the services in order on destroy and leaves bare nodes", async () => {
    const before = await mark(lab);
    succeeded(await stack.destroy());
    expectStoppedInOrder(await operationsSince(lab, before), home);
    expect(await traces(lab)).toEqual([[], []]);
  }, 180_000);

  soakTest?.(
    "has the same result with one resource at a time",
    async () => {
      const before = await mark(lab);
      succeeded(await stack.up("--parallel", "1"));
      home = await homeOf("ClusterIP");
      expectStartedOnceInOrder(await operationsSince(lab, before), home);
    },
    240_000,
  );
});
