import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Lab } from "../../lab/cluster/lab";
import { checkout } from "../../lab/paths";
import { describeLive, ensureCluster } from "../support/cluster";
import { clusterStatus } from "../support/cluster-status";
import { counts, failure } from "../cli/output";
import { Stack } from "../cli/stack";

const example = (name: string): string =>
  readFileSync(join(checkout, "examples/existing-stack", name), "utf8");

/** The stack before the remote services were added. */
const [before = ""] = example("index.ts").split("// New from here on.");

describeLive("The example for an existing stack", (lab: Lab) => {
  let stack: Stack;
  const { floatingIp, cidrNetmask, gateway, repository } = lab.facts();

  beforeAll(async () => {
    await ensureCluster(lab);
    stack = await Stack.make(lab, {
      files: { "index.ts": before, "site.ts": example("site.ts") },
      config: {
        cluster: lab.connection(),
        portalAddress: "203.0.111.10/24",
        floatingIp: `${floatingIp}/${cidrNetmask}`,
        gateway,
        repository,
      },
    });
    expect(failure(await stack.up())).toBe("");
  }, 240_000);
  afterAll(() => stack.discard());

  const entries = (): string => readFileSync(join(stack.directory, "site.txt"), "utf8");

  test("previews only the new resources, also with an unknown address", async () => {
    stack.write({ "index.ts": example("index.ts") });
    const preview = await stack.preview();
    expect([failure(preview), counts(preview)]).toEqual(["", ["+ 11 to create", "3 unchanged"]]);
  }, 60_000);

  test("reserves the address, starts the services with it and adds it to the DNS", async () => {
    expect(failure(await stack.up())).toBe("");
    const { resources } = await clusterStatus(lab);
    expect(Object.keys(resources).sort()).toEqual([
      ...["ClusterIP", "ping", "tomcat-service", "vm_repository"],
    ]);
    expect(entries()).toBe(
      `address portal 203.0.111.10/24
record portal.example.com 203.0.111.10/24
address remote-services ${floatingIp}/${cidrNetmask}
record remote-services.example.com ${floatingIp}
`,
    );
    expect(failure(await stack.preview("--expect-no-changes"))).toBe("");
  }, 120_000);

  test("stops the services and restores the stack when the component is removed", async () => {
    stack.write({ "index.ts": before });
    const taken = await stack.up();
    expect([failure(taken), counts(taken)]).toEqual(["", ["- 11 deleted", "3 unchanged"]]);
    expect((await clusterStatus(lab)).resources).toEqual({});
    expect(existsSync(join(stack.directory, "site.txt")) && entries()).toBe(
      "address portal 203.0.111.10/24\nrecord portal.example.com 203.0.111.10/24\n",
    );
  }, 120_000);
});
