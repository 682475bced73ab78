import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Lab } from "../../lab/cluster/lab";
import { checkout } from "../../lab/paths";
import { waitUntil } from "../../lab/cluster/wait";
import { describeLive, ensureCluster, quiet } from "../support/cluster";
import { changing, mark, operationsSince, shown } from "../support/operations";
import { epoch, clusterStatus } from "../support/cluster-status";
import { on } from "../support/shell";
import { soakTest } from "../support/soak";
import { failure } from "../cli/output";
import { Stack } from "../cli/stack";

const program = readFileSync(join(checkout, "examples/existing-cluster/index.ts"), "utf8");

describeLive("The example for an existing cluster", (lab: Lab) => {
  const { floatingIp, cidrNetmask, gateway, repository, service } = lab.facts();
  let stack: Stack;

  /** The guide's own commands, by the pcs of the lab. */
  const GUIDE = `set -e
pcs property set stonith-enabled=false
pcs property set no-quorum-policy=ignore
pcs resource defaults update resource-stickiness=100
pcs resource create vm_repository ocf:heartbeat:Filesystem device=${repository.device} directory=${repository.directory} fstype=${repository.fstype} options=${repository.options}
pcs resource create ClusterIP ocf:heartbeat:IPaddr2 ip=${floatingIp} cidr_netmask=${cidrNetmask}
pcs resource create tomcat-service lsb:${service}
pcs resource group add abiquo_rs vm_repository ClusterIP tomcat-service
pcs resource create ping ocf:pacemaker:ping host_list=${gateway} timeout=5 attempts=3
pcs resource clone ping
pcs constraint colocation add abiquo_rs with ping-clone score=INFINITY`;

  beforeAll(async () => {
    await ensureCluster(lab);
    stack = await Stack.make(lab, {
      files: { "index.ts": program },
      config: { cluster: lab.connection(), floatingIp, cidrNetmask, gateway, repository, service },
    });
    await on(lab, "rsha1", GUIDE);
    await waitUntil("the services run", 60, async () => {
      const { resources } = await clusterStatus(lab);
      return ["vm_repository", "ClusterIP", "tomcat-service", "ping"].every(
        (name) => (resources[name] ?? []).length > 0,
      );
    });
    await quiet(lab);
  }, 240_000);
  afterAll(() => stack.discard());

  soakTest?.(
    "imports it without a connection to the cluster, and leaves nothing to do",
    async () => {
      const [before, written, empty] = [await mark(lab), await epoch(lab), await stack.exported()];
      const { output } = await stack.preview("--json");
      const script = join(checkout, "examples/existing-cluster/import.mjs");
      const input = output.slice(output.indexOf("{"));
      stack.write({ "import.json": execFileSync("node", [script], { input, encoding: "utf8" }) });
      const flags = ["--generate-code=false", "--protect=false"];
      expect(failure(await stack.adopt("import.json", ...flags))).toBe("");
      expect(failure(await stack.preview("--expect-no-changes"))).toBe("");
      expect(failure(await stack.preview("--refresh", "--expect-no-changes"))).toBe("");
      expect({
        operations: changing(await operationsSince(lab, before)).map(shown),
        epoch: await epoch(lab),
      }).toEqual({ operations: [], epoch: written });
      await stack.import(empty);
    },
    120_000,
  );

  test("adopts what pcs has built with the guide's commands, without a write or a restart", async () => {
    const [before, written] = [await mark(lab), await epoch(lab)];
    expect(failure(await stack.up())).toBe("");
    expect(failure(await stack.preview("--refresh", "--expect-no-changes"))).toBe("");
    expect({
      operations: changing(await operationsSince(lab, before)).map(shown),
      epoch: await epoch(lab),
    }).toEqual({ operations: [], epoch: written });
  }, 120_000);
});
