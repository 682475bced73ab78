import type { Lab } from "../../lab/cluster/lab";
import { diagnostics, changes, counts, failure } from "../cli/output";
import { Stack } from "../cli/stack";
import { type OldPacemaker, describeOnStandin, quiet } from "../support/cluster";
import { clusterStatus } from "../support/cluster-status";
import { cmanConfig, cmanProgram } from "../support/cman-program";
import { changing, mark, operationsSince, shown } from "../support/operations";
import { on } from "../support/shell";

/**
 * Takes the guide's configuration through its life on a stand-in that imitates a version of Pacemaker: its patch format and
 * its exit codes differ from the next version's (sdk/host/commands/pacemaker-dialect.ts).
 */
export function el6Life(pacemaker: OldPacemaker): void {
  const name = `The guide on EL6 with Pacemaker ${pacemaker}, imitated by the stand-in`;
  describeOnStandin(name, (lab) => life(lab, pacemaker), pacemaker);
}

function life(lab: Lab, pacemaker: OldPacemaker): void {
  let stack: Stack;
  const declare = (more: object = {}): void =>
    stack.configure({ config: { ...cmanConfig(lab, { transport: "udpu" }), ...more } });
  const services = ["vm_repository", "ClusterIP", "tomcat-service"];

  /** Runs `pulumi up` and returns the starts and stops that follow, without the node. */
  async function operationsOf(...flags: string[]): Promise<string[]> {
    const since = await mark(lab);
    expect(failure(await stack.up(...flags))).toBe("");
    await quiet(lab);
    const done = changing(await operationsSince(lab, since)).map(shown);
    return done.map((o) => o.replace(/ on rsha\d/, ""));
  }
  const ok = (action: string, names: readonly string[]): string[] =>
    names.map((name) => `${action} ${name}: ok`);
  const runs = async (): Promise<boolean> => {
    const { resources } = await clusterStatus(lab);
    return services.every((name) => resources[name]?.length === 1);
  };

  beforeAll(async () => {
    stack = await Stack.make(lab, { files: { "index.ts": cmanProgram } });
    declare();
  }, 240_000);
  afterAll(() => stack.discard());

  test("creates the guide's configuration on bare nodes, with the version's schema", async () => {
    expect(failure(await stack.up())).toBe("");
    expect(await runs()).toBe(true);
    const schema = { "1.1.10": "pacemaker-1.2", "1.1.18": "pacemaker-2.10" }[pacemaker];
    const header = await on(lab, "rsha1", "/usr/sbin/cibadmin --query --no-children");
    expect(header).toContain(`validate-with="${schema}"`);
    expect(failure(await stack.preview("--refresh", "--expect-no-changes"))).toBe("");
  }, 240_000);

  test("restarts what a changed parameter concerns, and what is behind it", async () => {
    declare({ cidrNetmask: 25 });
    expect(await operationsOf()).toEqual([
      ...ok("stop", ["tomcat-service", "ClusterIP"]),
      ...ok("start", ["ClusterIP", "tomcat-service"]),
    ]);
  }, 120_000);

  test("reorders the group without an operation", async () => {
    const members = (order: string): string =>
      cmanProgram.replace("[repository, address, tomcat]", order);
    stack.write({ "index.ts": members("[address, repository, tomcat]") });
    expect(await operationsOf()).toEqual([]);
    const { compounds } = await clusterStatus(lab);
    expect(compounds.abiquo_rs).toEqual(["ClusterIP", "vm_repository", "tomcat-service"]);
    stack.write({ "index.ts": cmanProgram });
    expect(await operationsOf()).toEqual([]);
  }, 120_000);

  test("finds drift in the CIB and restores it", async () => {
    await on(
      lab,
      "rsha1",
      "crm_resource --resource ping --set-parameter attempts --parameter-value 9; crm_attribute --type rsc_defaults --name resource-stickiness --update 7",
    );
    expect(changes(await stack.preview("--refresh", "--diff"))).toEqual({
      options: ["~ resourceDefaults: {", "~ resourceStickiness: 7 => 100"],
      ping: ["~ attempts: 9 => 3"],
    });
    expect(failure(await stack.up("--refresh"))).toBe("");
    expect(failure(await stack.preview("--refresh", "--expect-no-changes"))).toBe("");
  }, 120_000);

  test("restarts a resource that was cleaned up while it ran, for a changed parameter", async () => {
    const { ClusterIP: [home = ""] = [] } = (await clusterStatus(lab)).resources;
    await on(lab, "rsha1", `crm_resource --cleanup --resource ClusterIP --node ${home}`);
    await quiet(lab);
    declare();
    const operations = await operationsOf();
    expect(operations.filter((o) => o.includes("ClusterIP"))).toEqual([
      "stop ClusterIP: ok",
      "start ClusterIP: ok",
    ]);
    expect(await runs()).toBe(true);
  }, 120_000);

  test("explains a failed start, and cleans up and starts after the correction", async () => {
    const { repository } = lab.facts();
    declare({ repository: { ...repository, device: "/nosuch" } });
    const failed = await stack.up();
    expect(failed.exitCode).not.toBe(0);
    const [, told = ""] = diagnostics(failed).vm_repository ?? [];
    expect(told).toContain("vm_repository: start on rsha1 and rsha2 failed: error (1)");
    // 1.1.10 records no exit reasons.
    expect(told.includes("Couldn't mount device [/nosuch]")).toBe(pacemaker === "1.1.18");
    declare();
    expect(failure(await stack.up())).toBe("");
    expect(await runs()).toBe(true);
    expect(failure(await stack.preview("--refresh", "--expect-no-changes"))).toBe("");
    const counted =
      "/usr/sbin/cibadmin --query --xpath \"//nvpair[contains(@name,'fail-count')]\" || true";
    expect(await on(lab, "rsha1", counted)).toBe("");
  }, 240_000);

  test("stops everything on destroy", async () => {
    const destroyed = await stack.destroy();
    expect([failure(destroyed), counts(destroyed)]).toEqual(["", ["- 10 deleted"]]);
    expect(await on(lab, "rsha1", "service pacemaker status || true")).toBe(
      "pacemakerd is stopped",
    );
  }, 120_000);
}
