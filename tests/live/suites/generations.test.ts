import type { Lab } from "../../lab/cluster/lab";
import { generationNames } from "../../lab/docker/generation";
import { type Ended, counts, failure } from "../cli/output";
import type { Stack } from "../cli/stack";
import { describeOnGeneration } from "../support/cluster";
import { cib, clusterStatus } from "../support/cluster-status";
import { guideConfig, guideStack, traces } from "../support/guide";
import { on } from "../support/shell";

/** The short form of the matrix: the generations after the lab's usual one. */
const newer = generationNames.slice(generationNames.indexOf("bookworm") + 1);

for (const generation of newer)
  describeOnGeneration(generation, `The guide on Debian ${generation}`, (lab: Lab) => {
    let stack: Stack;
    beforeAll(async () => {
      stack = await guideStack(lab);
    }, 60_000);
    afterAll(() => stack.discard());

    const succeed = (ended: Ended): void => expect(failure(ended)).toBe("");
    const expiry = async (): Promise<string> =>
      on(lab, "rsha1", "getent shadow hacluster | cut -d: -f8");

    test("is made from bare nodes, causes no warning of Pacemaker, and leaves no difference", async () => {
      const expired = await expiry(); // Debian makes the account expired from forky on
      succeed(await stack.up());
      expect([["", "1"].includes(expired), await expiry()]).toEqual([true, ""]);
      const { resources } = await clusterStatus(lab);
      const home = resources.ClusterIP;
      expect(resources).toEqual({
        ...{ vm_repository: home, ClusterIP: home, "tomcat-service": home },
        ping: ["rsha1", "rsha2"],
      });
      const verified = await on(lab, "rsha1", "crm_verify -LVV 2>&1 || true");
      expect(verified.split("\n").filter((l) => /deprecated|legacy|error/i.test(l))).toEqual([]);
    }, 240_000);

    test("changes one parameter, and nothing else", async () => {
      const facts = { ...lab.facts(), cidrNetmask: 25 };
      stack.configure({ config: guideConfig(facts, lab.connection()) });
      const up = await stack.up();
      succeed(up);
      expect(counts(up)).toEqual(["~ 1 updated", "8 unchanged"]);
      expect(await cib(lab, "//nvpair[@name='cidr_netmask']")).toContain('value="25"');
      // Its name before Pacemaker 3.0.2, which the newest still takes.
      await on(lab, "rsha1", "pcs property set --force stonith-enabled=false fencing-enabled=");
      succeed(await stack.preview("--refresh", "--expect-no-changes"));
    }, 120_000);

    test("leaves bare nodes on destroy", async () => {
      succeed(await stack.destroy());
      expect(await traces(lab)).toEqual([[], []]);
    }, 180_000);
  });
