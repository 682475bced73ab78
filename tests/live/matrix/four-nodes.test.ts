import type { Lab } from "../../lab/cluster/lab";
import type { NodeName } from "../../lab/cluster/addresses";
import { waitUntil } from "../../lab/cluster/wait";
import { failure } from "../cli/output";
import { untilPrinted } from "../cli/printed";
import { Stack } from "../cli/stack";
import type { Declaration } from "../programs/declared";
import { describeOnSize, quiet } from "../support/cluster";
import { DC } from "../support/distribution";
import { type AuthorName, whileOthersWrite } from "../support/foreign";
import { cib, clusterStatus, onlineNodes } from "../support/cluster-status";
import { changesDuring, changing, mark, operationsSince, shown } from "../support/operations";
import { on } from "../support/shell";

const services = ["mount", "database", "address"];

describeOnSize("Four nodes", { nodes: 4, remotes: 0 }, (lab: Lab) => {
  let stack: Stack;
  beforeAll(async () => {
    await lab.reset();
    stack = await Stack.make(lab);
  }, 120_000);
  afterAll(() => stack.discard());

  /** A cluster of these nodes with a group that prefers rsha2, and more resources. */
  function declare(members: readonly NodeName[], more: object = {}): void {
    const { repository, floatingIp, cidrNetmask } = lab.facts();
    const { nodes, connection } = lab.connection();
    const of = members.map((name) => nodes.find((n) => n.name === name));
    const program = {
      pacemaker1: { is: "Corosync", nodes: of, connection },
      options: { is: "Properties", stonithEnabled: false },
      mount: { is: "Filesystem", ...repository },
      database: { is: "Primitive", agent: "ocf:pacemaker:Dummy", parameters: { op_sleep: "1" } },
      address: { is: "IpAddr2", ip: floatingIp, cidrNetmask },
      services: { is: "Group", members: services.map((name) => `@${name}`) },
      home: { is: "Location", resource: "@services", node: "rsha2", score: 100 },
      ...more,
    };
    stack.declare(program as unknown as Declaration, "@pacemaker1");
  }

  const up = async (): Promise<void> => expect(failure(await stack.up())).toBe("");
  const unchanged = async (): Promise<void> =>
    expect(failure(await stack.preview("--refresh", "--expect-no-changes"))).toBe("");
  const places = async (from: NodeName): Promise<(readonly string[])[]> => {
    const { resources } = await clusterStatus(lab, from);
    return services.map((name) => resources[name] ?? []);
  };
  const onlineAt = (from: NodeName): Promise<readonly string[]> => onlineNodes(lab, from);
  /** Starts, stops and the like of the services during `work`. */
  async function operationsOf(work: () => Promise<void>): Promise<string[]> {
    const seen = await changesDuring(lab, work);
    return seen.filter(({ resource }) => services.includes(resource)).map(shown);
  }
  /** Operations of the services during an up beside other writers, which lose nothing. */
  async function operationsUnderLoad(): Promise<string[]> {
    const writers: readonly AuthorName[] = ["timer", "status"];
    let made: readonly string[] = [];
    const operations = await operationsOf(async () => {
      const { done, made: all } = await whileOthersWrite(lab, writers, () => stack.up());
      expect(failure(done)).toBe("");
      made = all.timer ?? [];
    });
    const now = await cib(lab);
    expect(made).not.toEqual([]);
    expect(made.filter((id) => !now.includes(`id="${id}"`))).toEqual([]);
    return operations;
  }
  /** Nothing of the program is at that resource, which the other writers use. */
  const foreign = { is: "Primitive", agent: "ocf:pacemaker:Dummy" };
  const slow = { is: "Primitive", agent: "ocf:pacemaker:Dummy", parameters: { op_sleep: "5" } };

  test("three of them make a cluster", async () => {
    declare(["rsha1", "rsha2", "rsha3"]);
    await up();
    expect(await onlineAt("rsha1")).toEqual(["rsha1", "rsha2", "rsha3"]);
    expect(await places("rsha1")).toEqual(services.map(() => ["rsha2"]));
    await unchanged();
  }, 240_000);

  test("lose the DC during an up, which ends, and the services go on", async () => {
    const dc = (await on(lab, "rsha2", DC)) as NodeName;
    const others = (["rsha2", "rsha1", "rsha3"] as const).filter((name) => name !== dc);
    declare(["rsha1", "rsha2", "rsha3"], { slow });
    const run = stack.begin("up");
    await untilPrinted(run, /slow: waiting/);
    try {
      await lab.fault("node-dead", dc);
      expect(failure(await run.ended)).toBe("");
      const home = dc === "rsha2" ? others[0] : "rsha2";
      const from = others[0] ?? "rsha1";
      await waitUntil("the services run", 60, async () =>
        (await places(from)).every((at) => at.length === 1 && at[0] !== dc),
      );
      if (dc !== "rsha2") expect(await places(from)).toEqual(services.map(() => [home]));
    } finally {
      await lab.fault("node-back", dc);
    }
    await waitUntil("the node is back", 120, async () => (await onlineAt("rsha3")).length === 3);
    await quiet(lab);
    await unchanged();
  }, 300_000);

  test("take in the fourth beside other writers, and the services go on", async () => {
    declare(["rsha1", "rsha2", "rsha3"], { slow, foreign });
    await up();
    declare(["rsha1", "rsha2", "rsha3", "rsha4"], { slow, foreign });
    expect(await operationsUnderLoad()).toEqual([]);
    expect(await onlineAt("rsha1")).toEqual(["rsha1", "rsha2", "rsha3", "rsha4"]);
    await unchanged();
  }, 240_000);

  test("lose a node that the program takes out beside other writers, and the services go on", async () => {
    const [home] = (await places("rsha1"))[0] ?? [];
    const gone = home === "rsha3" ? "rsha4" : "rsha3";
    const left = (["rsha1", "rsha2", "rsha3", "rsha4"] as const).filter((name) => name !== gone);
    declare(left, { slow, foreign });
    expect(await operationsUnderLoad()).toEqual([]);
    expect(await onlineAt("rsha1")).toEqual(left);
    expect((await lab.exec(gone, ["test", "-e", "/etc/corosync/corosync.conf"])).exitCode).toBe(1);
    await unchanged();
  }, 240_000);

  test("are bare after the destroy, in order", async () => {
    const theirs = "//rsc_location[starts-with(@id,'timer-')]";
    await on(lab, "rsha1", `cibadmin --delete-all --force --xpath "${theirs}"`);
    const home = (await places("rsha1"))[0]?.[0] ?? "";
    const since = await mark(lab);
    expect(failure(await stack.destroy())).toBe("");
    const stops = changing(await operationsSince(lab, since)).filter((o) =>
      services.includes(o.resource),
    );
    expect(stops.map(shown)).toEqual(
      ["address", "database", "mount"].map((name) => `stop ${name} on ${home}: ok`),
    );
    for (const node of lab.members())
      expect((await lab.exec(node, ["pgrep", "-x", "corosync|pacemakerd"])).stdout).toBe("");
  }, 240_000);
});
